import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { patternMistakes, patternWords, unmatchedHints } from '../../src/analysis/filter-pattern-words.ts';
import { compileFilterPattern } from '../../src/sandbox/evaluate/filter-pattern.ts';
import { filterPattern } from '../fuzz/languages.ts';

for (const [pattern, words] of [
  ['ERROR db -debug', 'lines that contain ERROR and db and do not contain debug (case-sensitive)'],
  ['?ERROR ?"took 3 s"', 'lines that contain ERROR or "took 3 s" (case-sensitive)'],
  ['{ $.level = "error" }', 'JSON lines in which $.level = "error"'],
  ['[ip, user, status = 5*]', 'space-delimited lines of 3 fields: ip, user, status = 5*'],
  ['[ip, ..., bytes]', 'space-delimited lines of at least 2 fields: ip, ..., bytes'],
] as const) {
  test(`${pattern} in words`, () => {
    assert.equal(patternWords(pattern).words, words);
  });
}

for (const [pattern, mistake] of [
  ['{ $.a == 1 }', /one =/],
  ['{ $.a = 1 AND $.b = 2 }', /&& for AND/],
  ['[a, b = 1 or b = 2]', /\|\| for OR/],
  ['{ level = "x" }', /from \$/],
  ["{ $.a = 'x' }", /double quotes/],
  ['{ $.a = 1', /does not end with \}/],
  ['[a, b', /does not end with \]/],
  ['took-long', /"took-long"/],
] as const) {
  test(`the mistake in ${pattern} is found`, () => {
    assert.match(patternMistakes(pattern).join(' '), mistake);
    assert.throws(() => compileFilterPattern(pattern), 'it is one');
  });
}

test('what looks like a mistake inside of a text is none', () => {
  assert.deepEqual(patternMistakes('{ $.msg = "a == b and \'c\'" }'), []);
  assert.deepEqual(patternMistakes('"a-b == c" ERROR -debug ?x'), []);
});

test('why lines did not match: no JSON, another case, too few fields, alternatives beside terms', () => {
  assert.deepEqual(
    unmatchedHints(
      '{ $.a = 1 }',
      new Map([
        [2, 'plain'],
        [3, '{"a":2}'],
      ]),
    ),
    ['Line 2 is no JSON: a JSON pattern never matches that.'],
  );
  assert.match(
    unmatchedHints(
      'ERROR',
      new Map([
        [1, 'error'],
        [4, 'Error'],
        [5, 'x'],
      ]),
    )[0] ?? '',
    /^Lines 1, 4 have it in another case/,
  );
  assert.match(
    unmatchedHints('[a, b, c]', new Map([[1, 'x y']]))[0] ?? '',
    /^Line 1 has fewer fields than the pattern's 3/,
  );
  assert.match(unmatchedHints('?a ?b c', new Map())[0] ?? '', /^Terms with \? have no effect beside others: \?a \?b\./);
});

test('no pattern and no line makes the words fail', () => {
  fc.assert(
    fc.property(fc.oneof(filterPattern, fc.string()), fc.string(), (pattern, line) => {
      assert.ok(patternWords(pattern).words.length > 0);
      patternMistakes(pattern);
      unmatchedHints(pattern, new Map([[1, line]]));
    }),
  );
});
