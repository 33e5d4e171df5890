import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitWords } from '../../../src/client/arguments/words.ts';
import { formatCall } from '../../../src/format/call.ts';

test('words are split at blanks, and held together by quotes and backslashes', () => {
  assert.deepEqual(splitWords(`call a  text="two words" 'it''s' b\\ c ""`), {
    words: ['call', 'a', 'text=two words', 'its', 'b c', ''],
    open: false,
  });
  assert.deepEqual(splitWords(`text='a \\ "b" `), { words: ['text=a \\ "b" '], open: true });
  assert.deepEqual(splitWords('  '), { words: [], open: false });
});

test('a word in single quotes comes back as it was', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const word = text.replaceAll("'", '');
      assert.deepEqual(splitWords(`a '${word}' b`).words, ['a', word, 'b']);
    }),
  );
});

test('what an answer prints comes back as its values, quotes in brackets and signs in texts kept', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.stringMatching(/^[a-z_]{1,9}$/),
        fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())),
      ),
      (args) => {
        const { words, open } = splitWords(formatCall('a_tool', args));
        const values = Object.entries(args).map(
          ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
        );
        assert.deepEqual([words, open], [['a_tool', ...values], false]);
      },
    ),
  );
});

test('what only looks like JSON is read as shells do', () => {
  assert.deepEqual(splitWords(`a=[b,"c d"] b="it\\'s" c="d"e f={ $.a } g:="h" {"i": [1]} j"k"`).words, [
    'a=[b,c d]',
    "b=it's",
    'c=de',
    'f={',
    '$.a',
    '}',
    'g:="h"',
    '{"i": [1]}',
    'jk',
  ]);
  assert.deepEqual(splitWords('names=["orders'), { words: ['names=[orders'], open: true });
});
