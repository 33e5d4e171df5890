import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { literalPattern } from '../../src/format/filter-pattern.ts';
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
