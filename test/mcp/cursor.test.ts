import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ToolError } from '../../src/errors.ts';
import { decodeCursor, encodeCursor, MAX_CURSOR_CHARS, questionDigest } from '../../src/mcp/cursor.ts';
import { order } from '../../src/tools/paging.ts';

const question = questionDigest('describe_alarms', { state: 'ALARM' });
const component = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, min: -253_402_300_799_999, max: 253_402_300_799_999 }).map((n) => n + 0),
  fc.string({ unit: 'binary', maxLength: 300 }),
);
const position = fc.array(component, { minLength: 1, maxLength: 5 });
const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
const length = fc.integer({ min: 1, max: 100_000_000_000 });
const window = fc.option(
  fc.tuple(time, length).map(([start, ms]) => ({ start, end: start + ms })),
  { nil: undefined },
);
const missed = fc.array(fc.string({ unit: 'binary', maxLength: 600 }), { maxLength: 50 });
const hint = fc.option(fc.string({ maxLength: 500 }), { nil: undefined });

void test('a cursor of any row is short, reads back, and knows that row again', () => {
  fc.assert(
    fc.property(position, window, hint, missed, (after, asked, token, silent) => {
      const text = encodeCursor({ question, after, window: asked, hint: token, missed: silent });
      assert.ok(text.length <= MAX_CURSOR_CHARS, `${text.length} characters`);
      assert.match(text, /^[\w-]+$/);
      const cursor = decodeCursor(text, question);
      assert.deepEqual(cursor.window, asked && { ...asked });
      assert.ok(cursor.hint === undefined || cursor.hint === token);
      assert.equal(order(after, cursor.after ?? []), 0);
      assert.equal(cursor.missed.length > 0, silent.length > 0, 'what was missed is never forgotten');
    }),
    { numRuns: 500 },
  );
});

void test('a hint is carried where there is room and left out before the row is', () => {
  const after = ['us-east-1', 'orders'];
  const short = encodeCursor({ question, after, window: undefined, hint: 'token' });
  assert.equal(decodeCursor(short, question).hint, 'token');
  const long = encodeCursor({ question, after, window: undefined, hint: 'x'.repeat(400) });
  assert.equal(decodeCursor(long, question).hint, undefined);
  assert.deepEqual(decodeCursor(long, question).after, after);
});

void test('a cursor names what did not answer before, or says how many where they are many', () => {
  const read = (names: readonly string[]) =>
    decodeCursor(encodeCursor({ question, after: ['a'], window: undefined, hint: undefined, missed: names }), question);
  assert.deepEqual(read(['staging us-east-1']).missed, ['staging us-east-1']);
  assert.deepEqual(read([]).missed, []);
  assert.deepEqual(read(Array.from({ length: 40 }, (_, i) => `account-${i}`)).missed, ['40 of what was asked']);
});

void test('a cursor of another question is refused in words; limit and order of arguments do not matter', () => {
  const asked = { state: 'ALARM', names: ['a', 'b'], limit: 5, cursor: 'old' };
  const digest = questionDigest('describe_alarms', asked);
  assert.equal(
    digest,
    questionDigest('describe_alarms', { limit: 90, names: ['a', 'b'], state: 'ALARM', region: undefined }),
  );
  assert.notEqual(digest, questionDigest('describe_alarms', { ...asked, state: 'OK' }));
  assert.notEqual(digest, questionDigest('get_alarm_history', asked));
  const text = encodeCursor({ question, after: ['a'], window: undefined, hint: undefined });
  assert.throws(() => decodeCursor(text, digest), refusal(/belongs to another question/));
});

void test('whatever is sent as a cursor, the answer is a sentence', () => {
  const foreign = fc.oneof(
    fc.string(),
    fc.json().map((json) => Buffer.from(json).toString('base64url')),
    fc
      .tuple(fc.constantFrom(0, 1, 2), fc.constantFrom(question, 'x'), fc.jsonValue(), fc.jsonValue(), fc.jsonValue())
      .map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url')),
  );
  fc.assert(
    fc.property(foreign, (text) => {
      try {
        decodeCursor(text, question);
      } catch (error) {
        assert.ok(error instanceof ToolError && error.code === 'invalid_input', String(error));
      }
    }),
    { numRuns: 1_000 },
  );
  assert.throws(() => decodeCursor('not a cursor', question), refusal(/not one that this server gave out/));
});

void test('a cursor of another version, or with a window or a key that none of ours has, is refused', () => {
  const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
  assert.deepEqual(decodeCursor(forged(1, question, ['a'], [1, 2], null), question).window, { start: 1, end: 2 });
  const foreign = [
    forged(2, question, ['a'], null, null),
    forged(1, question, ['a'], [2, 1], null),
    forged(1, question, ['a'], [2, 2], null),
    forged(1, question, ['a'], [-1, 2], null),
    forged(1, question, ['a'], [1, 253_402_300_800_000], null),
    forged(1, question, ['a', { times: 1 }], null, null),
    forged(1, question, [null], null, null),
    forged(1, question, ['a'], null),
  ];
  for (const text of foreign) {
    assert.throws(() => decodeCursor(text, question), refusal(/not one that this server gave out/), text);
  }
});

function refusal(sentence: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof ToolError);
    assert.equal(error.code, 'invalid_input');
    assert.match(error.message, sentence);
    return true;
  };
}
