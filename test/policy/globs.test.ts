import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyOf } from '../../src/policy/globs.ts';

/** What a pattern means, letter by letter. */
function reference(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) {
    return Array.from({ length: text.length + 1 }, (_, i) => i).some((i) => reference(pattern.slice(1), text.slice(i)));
  }
  return text.startsWith(pattern.charAt(0)) && reference(pattern.slice(1), text.slice(1));
}

void test('a star stands for anything, nothing included; all else for itself, case included', () => {
  const cases: [string, string, boolean][] = [
    ['/shop/*', '/shop/orders', true],
    ['/shop/*', '/shop/', true],
    ['/shop/*', '/Shop/orders', false],
    ['/shop/*', '/old/shop/orders', false],
    ['*payroll*', '/hr/payroll/2026', true],
    ['a*a', 'a', false],
    ['*', '', true],
    ['/a.b', '/axb', false],
    ['[a-z]?', 'b', false],
  ];
  for (const [pattern, text, expected] of cases) assert.equal(anyOf([pattern])(text), expected, `${pattern} ${text}`);
});

void test('patterns mean what they mean letter by letter, alone and together', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '/'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 10 });
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 3 }), text, (patterns, name) => {
      assert.equal(
        anyOf(patterns)(name),
        patterns.some((one) => reference(one, name)),
      );
    }),
    { numRuns: 2_000 },
  );
});

void test('no pattern makes a text take long', () => {
  const began = performance.now();
  anyOf([`${'*a'.repeat(250)}*b`])('a'.repeat(20_000));
  assert.ok(performance.now() - began < 1_000);
});
