import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { literalPattern, otherSpellings } from '../../src/format/filter-pattern.ts';
import { compileFilterPattern } from '../../src/sandbox/evaluate/filter-pattern.ts';

test('quotes and backslashes of the text are escaped', () => {
  assert.equal(literalPattern('took 3 s'), '"took 3 s"');
  assert.equal(literalPattern('say "no" \\ [x]'), '"say \\"no\\" \\\\ [x]"');
});

test('as a filter pattern a text finds itself, and only messages that hold it', () => {
  const text = fc.string({ minLength: 1, maxLength: 20 }).filter((some) => some.trim() !== '');
  fc.assert(
    fc.property(text, fc.string(), fc.string(), (wanted, before, after) => {
      const matches = compileFilterPattern(literalPattern(wanted));
      assert.equal(matches(before + wanted + after), true);
      assert.equal(matches(before), before.includes(wanted));
    }),
  );
});

test('the other spellings of one term or phrase, which find it where its own does not', () => {
  assert.equal(otherSpellings('ERROR'), '?error ?Error');
  assert.equal(otherSpellings('"tImeout"'), '?timeout ?Timeout ?TIMEOUT');
  assert.equal(otherSpellings('"Order failed"'), '?"order failed" ?"ORDER FAILED"');
  for (const none of ['404', '?ERROR ?WARN', 'a b', '{ $.level = "error" }', '"say \\"no']) {
    assert.equal(otherSpellings(none), undefined, none);
  }
});

test('each spelling is a pattern that CloudWatch takes', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 20 }), (text) => {
      const spellings = otherSpellings(literalPattern(text));
      if (spellings === undefined) return;
      const matches = compileFilterPattern(spellings);
      assert.ok(matches(text.toLowerCase()) || matches(text.toUpperCase()));
    }),
  );
});
