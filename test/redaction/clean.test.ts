import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFailure } from '../../src/commands/start-failure.ts';
import { ConfigError } from '../../src/config-error.ts';
import { visible } from '../../src/format/visible.ts';
import { cleanData } from '../../src/redaction/clean.ts';
import { redactedNote } from '../../src/redaction/note.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { safeError } from '../../src/redaction/safe-error.ts';

const redact = createRedactor();

void test('texts of data are cleaned wherever they are, and what has nothing to clean is the same data', () => {
  const key = `AKIA${'ABCDEFGH'.repeat(2)}`;
  const clean = { a: [1, 'x', { b: null, c: true }], d: undefined };
  assert.equal(cleanData(clean, redact), clean);
  const data = { a: [clean, { text: `id ${key}` }], n: 1 };
  const cleaned = cleanData(data, redact);
  assert.deepEqual(cleaned, { a: [clean, { text: 'id [redacted:aws-access-key-id]' }], n: 1 });
  assert.equal(cleaned.a[0], clean);
  assert.equal((data.a[1] as { text: string }).text, `id ${key}`);
});

void test('the name beside a value tells too', () => {
  assert.deepEqual(cleanData({ password: 'hunter2', pod: 'hunter2', pwd: '/tmp', token: 'refresh' }, redact), {
    password: '[redacted:password]',
    pod: 'hunter2',
    pwd: '/tmp',
    token: 'refresh',
  });
});

void test('a name beside values tells of each of them, as a label does of the rows that are its values', () => {
  const gone = '[redacted:password]';
  const labels = { labels: [{ name: 'password', distinct: 2, examples: ['hunter2', 'letmein'] }] };
  assert.deepEqual(cleanData(labels, redact).labels[0]?.examples, [gone, gone]);
  assert.deepEqual(cleanData({ name: 'DB_PASSWORD', value: 'hunter2', type: 'gauge' }, redact), {
    name: 'DB_PASSWORD',
    value: gone,
    type: 'gauge',
  });
  assert.deepEqual(cleanData({ password: ['hunter2'], pods: ['hunter2'] }, redact), {
    password: [gone],
    pods: ['hunter2'],
  });
  const values = { label: 'password', items: [{ name: 'hunter2' }, { name: '' }] };
  assert.deepEqual(cleanData(values, redact).items, [{ name: gone }, { name: '' }]);
  const names = { label: 'pod', items: [{ name: 'hunter2' }] };
  assert.equal(cleanData(names, redact), names);
});

void test('a value with quotes, backslashes, breaks or unseen characters is no less a secret', () => {
  for (const value of ['hun"ter2', 'hun\\ter2', 'hun\nter2', '"hunter2"', 'hunter2\u200b']) {
    assert.deepEqual(
      cleanData({ password: value }, (text) => redact(visible(text))),
      {
        password: '[redacted:password]',
      },
    );
  }
});

void test('keys of records are cleaned, and stay as many', () => {
  const [one, two] = [`AKIA${'ABCDEFGH'.repeat(2)}`, `AKIA${'BCDEFGHI'.repeat(2)}`];
  assert.deepEqual(cleanData({ [one]: 1, [two]: 2, job: 'api' }, redact), {
    '[redacted:aws-access-key-id]': 1,
    '[redacted:aws-access-key-id] 2': 2,
    job: 'api',
  });
});

void test('the note counts what an answer shows, by rule', () => {
  assert.equal(redactedNote('nothing'), undefined);
  assert.equal(redactedNote('a [redacted:jwt] b'), '1 secret redacted (jwt 1)');
  assert.equal(
    redactedNote('[redacted:jwt] [redacted:password] [redacted:jwt]'),
    '3 secrets redacted (jwt 2, password 1)',
  );
  assert.equal(redactedNote('cut [redacted:aws-se…'), undefined);
});

void test('of an error its kind, code and place are logged, and no word of its message', () => {
  const cause = Object.assign(new RangeError('marked cause'), { code: 'ECONNRESET', input: 'marked input' });
  const error = new TypeError('marked\n    at marked (/marked.ts:1:1)\n    at more (/marked.ts:2:2)', { cause });
  const safe = safeError(error);
  assert.doesNotMatch(JSON.stringify(safe), /marked/);
  assert.equal(safe.type, 'TypeError');
  assert.match(safe.stack, /^ {4}at .*clean\.test\.ts:\d+:\d+\)?\n/);
  assert.deepEqual([safe.cause?.type, safe.cause?.code], ['RangeError', 'ECONNRESET']);
  assert.deepEqual(safeError('marked'), { type: 'string', stack: '' });
  const named = Object.assign(new Error('x'), {
    name: 'marked name',
    code: 'marked code',
    message: 'later than the stack',
  });
  assert.equal(safeError(named).type, 'Error');
  assert.doesNotMatch(JSON.stringify(safeError(named)), /marked/);
});

void test('a setting that is wrong is quoted without the password in it', () => {
  for (const url of ['main=http://ann:pa55word@host:90x', 'main=ann:pa55word@host', 'http//ann:pa55word@host']) {
    const { line, exitCode } = startFailure(
      new ConfigError(`CLOUDWATCH_MCP_PROMETHEUS_URLS is ${JSON.stringify(url)}: allowed is …`),
    );
    assert.doesNotMatch(line, /pa55/);
    assert.match(line, /^cloudwatch-mcp: CLOUDWATCH_MCP_PROMETHEUS_URLS is "/);
    assert.equal(exitCode, 2);
  }
  const { line, exitCode } = startFailure(
    Object.assign(new TypeError('Invalid URL: http://a:pa55word@b'), { input: 'pa55' }),
  );
  assert.match(line, /^cloudwatch-mcp: TypeError: Invalid URL: http:\/\/a:\[redacted:connection-string\]@b\n {4}at /);
  assert.equal(exitCode, 1);
});
