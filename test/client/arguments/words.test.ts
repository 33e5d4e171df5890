import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitWords } from '../../../src/client/arguments/words.ts';

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
