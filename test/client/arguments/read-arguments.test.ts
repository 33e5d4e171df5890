import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ArgumentError, readArguments } from '../../../src/client/arguments/read-arguments.ts';
import type { JsonSchema } from '../../../src/client/arguments/json-schema.ts';

const schema: JsonSchema = {
  type: 'object',
  properties: {
    state: { type: 'string', enum: ['ALARM', 'OK'] },
    limit: { type: 'integer' },
    hide: { type: 'boolean' },
    names: { type: 'array', items: { type: 'string' } },
    periods: { type: 'array', items: { type: 'number' } },
    query: { type: 'object' },
    text: { type: 'string' },
    either: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    maybe: { type: ['integer', 'null'] },
    level: { $ref: '#/$defs/level' },
  },
  $defs: { level: { enum: ['low', 3] } },
};
const read = (...words: string[]) => readArguments(words, schema);

test('each argument gets the type that its schema names', () => {
  assert.deepEqual(read('state=alarm', 'limit=5', 'hide=no', 'names=a,b', 'periods=60,300', 'query={"a":1}'), {
    state: 'ALARM',
    limit: 5,
    hide: false,
    names: ['a', 'b'],
    periods: [60, 300],
    query: { a: 1 },
  });
});

test('text stays text, also where it looks like a number or JSON, and holds equals signs and blanks', () => {
  assert.deepEqual(read('text=5'), { text: '5' });
  assert.deepEqual(read('text={"a":1}'), { text: '{"a":1}' });
  assert.deepEqual(read('text= a = b '), { text: ' a = b ' });
  assert.deepEqual(read('text='), { text: '' });
});

test('of several types the narrowest that fits is taken', () => {
  assert.deepEqual(read('either=5', 'maybe=null', 'level=3'), { either: 5, maybe: null, level: 3 });
  assert.deepEqual(read('either=five', 'maybe=7', 'level=LOW'), { either: 'five', maybe: 7, level: 'low' });
});

test('a list may be JSON, or come one by one', () => {
  assert.deepEqual(read('names=["a,b","c"]'), { names: ['a,b', 'c'] });
  assert.deepEqual(read('names=a', 'names=b'), { names: ['a', 'b'] });
});

test('name:=json and a JSON object are taken as they are', () => {
  assert.deepEqual(read('text:=5', '{"limit": 2, "more": [1]}'), { text: 5, limit: 2, more: [1] });
});

test('what cannot be used is said with what is wanted', () => {
  const refused = (word: string, message: RegExp) =>
    assert.throws(
      () => read(word),
      (error) => error instanceof ArgumentError && message.test(error.message),
    );
  refused('state=NOPE', /state=NOPE cannot be used: one of ALARM, OK is wanted/);
  refused('limit=1.5', /a whole number is wanted/);
  refused('limit=', /a number is wanted/);
  refused('hide=perhaps', /true or false is wanted/);
  refused('query=[', /a JSON object such as/);
  refused('alone', /"alone" is no argument/);
  refused('text:={', /text:=\{ needs JSON/);
  refused('{"a":', /no JSON/);
});

test('whatever is typed is read or refused in words', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `names=${text}`),
        ),
      ),
      (words) => {
        try {
          readArguments(words, schema);
        } catch (error) {
          assert.ok(error instanceof ArgumentError, String(error));
        }
      },
    ),
  );
});
