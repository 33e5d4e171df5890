import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after as afterAll, suite, test } from 'node:test';
import { makers } from '../redaction/makers.ts';
import { ALNUM, randomText, UPPER } from '../redaction/random.ts';
import { startCanned } from '../support/canned-prometheus.ts';
import { startTestService } from '../support/harness.ts';
import { groupOf, NOW, serveLogs } from '../tools/logs/logs-world.ts';

const random = randomText(7);
const keyId = () => `AKIA${random.of(UPPER, 16)}`;
const [KEY, OTHER_KEY, TOKEN] = [keyId(), keyId(), `ghp_${random.of(ALNUM, 36)}`];

const folder = mkdtempSync(join(tmpdir(), 'privacy-'));
afterAll(() => rmSync(folder, { recursive: true }));
/** A configuration file with this of redaction. */
function configured(redaction: string): Record<string, string> {
  const path = join(folder, `${random.of(ALNUM, 8)}.yaml`);
  writeFileSync(path, `redaction: ${redaction}\n`);
  return { CLOUDWATCH_MCP_CONFIG: path };
}

const at = (i: number, message: string, stream = 'main') => ({ time: NOW - 60_000 + i * 1_000, stream, message });
/** A private key as lines, of which none may leave but its end. */
function keyLines(): string[] {
  const make = makers(3);
  return make.rsa('\n').split('\n');
}
const noneOf = (lines: readonly string[], text: string) => {
  for (const line of lines.slice(1, -1)) assert.ok(!text.includes(line), `${line} in ${text}`);
};
const search = { groups: ['/app/a'], limit: 50, order: 'oldest' };

void suite('an answer', () => {
  void test('has names in the place of secrets, in its text and typed, and says how many', async (t) => {
    const events = [
      at(0, `{"id": "${KEY}",  "ok": true}`),
      at(1, `token ${TOKEN} and ${OTHER_KEY}`),
      at(2, 'nothing here'),
    ];
    const service = await serveLogs(t, [groupOf('/app/a', events)]);
    const { text, structured } = await service.call('search_log_events', search);
    for (const secret of [KEY, OTHER_KEY, TOKEN]) assert.ok(!`${text}${JSON.stringify(structured)}`.includes(secret));
    assert.match(text, / \{"id":"\[redacted:aws-access-key-id\]","ok":true\}\n/);
    assert.match(text, /\n\n3 secrets redacted \(aws-access-key-id 2, vendor-token 1\)$/);
    const messages = (structured['items'] as { message: string }[]).map(({ message }) => message);
    assert.equal(messages[1], 'token [redacted:vendor-token] and [redacted:aws-access-key-id]');
    const around = await service.call('get_log_events', { group: '/app/a', stream: 'main' });
    assert.match(around.text, /\n\n3 secrets redacted/);
    assert.ok(!around.text.includes(KEY));
  });

  void test('is the same to the byte where nothing is redacted, and has the secrets where it is switched off', async (t) => {
    const plain = [groupOf('/app/a', [at(0, 'order 4711 paid'), at(1, '{"a": 1}')])];
    const on = await serveLogs(t, plain);
    const off = await serveLogs(t, plain, { env: configured('{ enabled: false }') });
    assert.deepEqual(await on.call('search_log_events', search), await off.call('search_log_events', search));
    const open = await serveLogs(t, [groupOf('/app/a', [at(0, `key ${KEY} [redacted:jwt]`)])], {
      env: configured('{ enabled: false }'),
    });
    const { text } = await open.call('search_log_events', search);
    assert.ok(text.includes(`key ${KEY} [redacted:jwt]\n`));
    assert.doesNotMatch(text, /secrets? redacted/);
  });

  void test('follows the switches of single rules and has own patterns by name', async (t) => {
    const env = configured(`{ rules: { aws-access-key-id: false }, custom: [{ name: badge, pattern: 'B-\\d{4}' }] }`);
    const service = await serveLogs(t, [groupOf('/app/a', [at(0, `${KEY} ${TOKEN} B-1234`)])], { env });
    const { text } = await service.call('search_log_events', search);
    assert.match(text, new RegExp(` ${KEY} \\[redacted:vendor-token\\] \\[redacted:badge\\]\n`));
    assert.match(text, /\n\n2 secrets redacted \(vendor-token 1, badge 1\)$/);
  });

  void test('has no begin of a secret, however short its messages are clipped', async (t) => {
    const events = [at(0, `${'x'.repeat(70)} ${TOKEN} ${KEY}`), at(1, `password=${random.of(ALNUM, 60)} end`)];
    const service = await serveLogs(t, [groupOf('/app/a', events)]);
    for (let chars = 20; chars < 160; chars += 7) {
      const { text } = await service.call('search_log_events', { ...search, message_chars: chars });
      assert.doesNotMatch(text, /ghp_\w|AKIA|password=\w/, text);
    }
  });

  void test('of a stream with a secret in its name says that it cannot be asked for, and goes on', async (t) => {
    const events = [at(0, 'first', `run-${KEY}`), at(1, 'second', `run-${KEY}`)];
    const service = await serveLogs(t, [groupOf('/app/a', events)]);
    const { text } = await service.call('search_log_events', search);
    assert.match(text, /stream run-\[redacted:aws-access-key-id\]\nThe streams have secrets in their names: /);
    const asked = await service.call('get_log_events', { group: '/app/a', stream: 'run-[redacted:aws-access-key-id]' });
    assert.equal(asked.isError, true);
    assert.match(asked.text, /A parameter holds \[redacted:…\], which stands for a secret that is not shown/);
    // Who knows the name can ask.
    const known = await service.call('get_log_events', { group: '/app/a', stream: `run-${KEY}` });
    assert.equal(known.isError, false);
    assert.ok(!known.text.includes(KEY));
  });

  void test('has no line of a private key that was logged line by line, in whichever order and on whichever page', async (t) => {
    const lines = keyLines();
    const events = ['starting', ...lines, 'listening on 8080'].map((line, i) => at(i, line));
    const service = await serveLogs(t, [groupOf('/app/a', events)]);
    for (const order of ['newest', 'oldest']) {
      for (const limit of [50, 4]) {
        for (let cursor: string | undefined, pages = 0; pages < 5; pages += 1) {
          const asked = { ...search, order, limit, ...(cursor !== undefined && { cursor }) };
          const { text, structured } = await service.call('search_log_events', asked);
          noneOf(lines, `${text}${JSON.stringify(structured)}`);
          if (pages === 0) assert.match(text, order === 'newest' ? /listening on 8080/ : / starting/);
          cursor = structured['cursor'] as string | undefined;
          if (cursor === undefined) break;
        }
      }
    }
    const { text } = await service.call('get_log_events', { group: '/app/a', stream: 'main' });
    noneOf(lines, text);
    assert.match(text, / starting/);
    const off = await serveLogs(t, [groupOf('/app/a', events)], {
      env: configured('{ rules: { private-key: false } }'),
    });
    assert.ok((await off.call('search_log_events', search)).text.includes(lines[2] as string));
  });

  void test('points at lines as ever where the secret is in the line alone', async (t) => {
    const events = [at(0, `a ${KEY}`), at(0, `b ${KEY}`), at(1, 'c')];
    const service = await serveLogs(t, [groupOf('/app/a', events)]);
    const { text } = await service.call('search_log_events', search);
    const pointer = /get_log_events pointer=("[^"]+")/.exec(text)?.[1];
    assert.ok(pointer, text);
    const around = await service.call('get_log_events', { pointer: JSON.parse(pointer) as string });
    const mark = pointer.split('#')[1]?.replace('"', '');
    assert.match(around.text, new RegExp(`^> 08:59:00.000#${mark} [ab] \\[redacted:aws-access-key-id\\]$`, 'm'));
    assert.ok(mark);
  });
});

void test('an error that quotes a secret leaves without it, as does what is told meanwhile', async (t) => {
  const service = await serveLogs(t, [groupOf('/app/a', [])]);
  service.sandbox.setFault('FilterLogEvents', {
    error: { code: 'ValidationException', message: `bad ${TOKEN}`, status: 400 },
  });
  const { text, isError } = await service.call('search_log_events', { groups: ['/app/a'], stream_prefix: KEY });
  assert.equal(isError, true);
  assert.match(text, /bad \[redacted:vendor-token\]/);
  const wrong = await service.call('search_log_events', { groups: ['/app/a'], [KEY]: 1 });
  assert.match(wrong.text, /Unknown parameter "\[redacted:aws-access-key-id\]"/);
});

void test('label values, rules and their annotations are cleaned too', async (t) => {
  const labels = { __name__: 'up', token: 'short', password: 'hunter2', url: `redis://:${TOKEN}@cache` };
  const server = await startCanned(({ url }) => {
    if (url.includes('/rules')) {
      const annotations = { summary: `key ${KEY}\u202e hidden` };
      const alerts = [{ state: 'firing', labels, annotations, activeAt: '2026-11-21T09:00:00Z', value: '1' }];
      return {
        groups: [
          {
            name: 'g',
            file: 'f',
            rules: [
              {
                name: 'r',
                type: 'alerting',
                query: 'up',
                health: 'ok',
                state: 'firing',
                duration: 0,
                labels,
                annotations,
                alerts,
              },
            ],
          },
        ],
      };
    }
    return { resultType: 'vector', result: [{ metric: labels, value: [NOW / 1000, '1'] }] };
  });
  const service = await startTestService({ env: { CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=${server.url.href}` } });
  t.after(async () => {
    await service.close();
    await server.close();
  });
  for (const [name, args] of [
    ['query_prometheus', { query: 'up' }],
    ['list_prometheus_rules', {}],
  ] as const) {
    const { text, structured } = await service.call(name, { ...args, source: 'main' });
    const all = `${text}${JSON.stringify(structured)}`;
    for (const secret of ['hunter2', TOKEN, KEY, '\u202e']) assert.ok(!all.includes(secret), all);
    assert.match(text, /\[redacted:password\]/);
  }
});

void test('the values of a label whose name tells leave nowhere, nor in a cursor', async (t) => {
  const passwords = ['hunter2', 'letmein9'];
  const server = await startCanned(({ url }) => {
    if (url.includes('/series')) return passwords.map((password, i) => ({ __name__: 'up', password, pod: `web-${i}` }));
    return passwords;
  });
  const service = await startTestService({ env: { CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=${server.url.href}` } });
  t.after(async () => {
    await service.close();
    await server.close();
  });
  const series = await service.call('find_prometheus_series', { match: 'up', source: 'main' });
  const values = await service.call('list_prometheus_labels', { label: 'password', source: 'main', limit: 1 });
  const { cursor } = values.structured as { cursor: string };
  const carried = Buffer.from(cursor, 'base64url').toString();
  for (const { text, structured } of [series, values]) {
    const all = `${text}${JSON.stringify(structured)}${carried}`;
    for (const password of passwords) assert.ok(!all.includes(password), all);
    assert.match(text, /\[redacted:password\]/);
  }
  assert.match(series.text, /web-0, web-1/);
  const rest = await service.call('list_prometheus_labels', { label: 'password', source: 'main', limit: 1, cursor });
  assert.deepEqual(rest.structured['items'], [{ name: '[redacted:password]' }]);
  assert.equal(rest.structured['cursor'], undefined);
});
