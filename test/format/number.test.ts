import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatBytes, formatCount, formatNumber, formatValue, plural } from '../../src/format/number.ts';

void test('a formatted number reads back to within its 4 digits', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), (n) => {
      const back = Number(formatNumber(n).replaceAll(',', ''));
      assert.ok(Math.abs(back - n) <= Math.abs(n) * 0.000_51, `${n} became ${formatNumber(n)}`);
    }),
    { numRuns: 2_000 },
  );
});

void test('numbers are written to 4 significant digits', () => {
  const numbers: readonly [number, string][] = [
    [0, '0'],
    [-0, '0'],
    [0.0123456, '0.01235'],
    [12_345, '12,350'],
    [99.999, '100'],
    [123.4, '123.4'],
    [-5.5, '-5.5'],
    [1.2345e15, '1.235e+15'],
    [0.00001234567, '1.235e-5'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
  ];
  for (const [n, text] of numbers) assert.equal(formatNumber(n), text);
});

void test('bytes step to the next unit at 1,024, also where rounding gets them there', () => {
  const sizes: readonly [number, string][] = [
    [0, '0 B'],
    [512, '512 B'],
    [1_536, '1.5 KiB'],
    [1_048_570, '1 MiB'],
    [5 * 1024 ** 3, '5 GiB'],
    [-2_048, '-2 KiB'],
  ];
  for (const [bytes, text] of sizes) assert.equal(formatBytes(bytes), text);
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (bytes) => {
      assert.match(formatBytes(bytes), /^(?:\d{1,3}(?:\.\d+)?|1,0[01]\d(?:\.\d)?|1,02[0-3](?:\.\d)?) (?:B|[KMGTP]iB)$/);
    }),
  );
});

void test('values carry their unit, counts their noun', () => {
  assert.equal(formatValue(12.5, 'Percent'), '12.5 %');
  assert.equal(formatValue(340, 'Milliseconds'), '340 ms');
  assert.equal(formatValue(1_536, 'Bytes'), '1.5 KiB');
  assert.equal(formatValue(42, 'Count'), '42');
  assert.equal(formatValue(42), '42');
  assert.equal(formatValue(7, 'Count/Second'), '7/s');
  assert.equal(formatValue(7, 'furlongs'), '7 furlongs');
  assert.equal(formatCount(1_234_567), '1,234,567');
  assert.equal(plural(1, 'alarm'), '1 alarm');
  assert.equal(plural(1_200, 'alarm'), '1,200 alarms');
  assert.equal(plural(2, 'entry', 'entries'), '2 entries');
});
