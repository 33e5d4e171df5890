import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toolTime } from '../../../src/analysis/dashboard/time-range.ts';

for (const [text, expected] of [
  ['-PT3H', '-3h'],
  ['-PT15M', '-15m'],
  ['-PT45S', '-45s'],
  ['-P1D', '-1d'],
  ['-P7D', '-1w'],
  ['-P1DT12H', '-36h'],
  ['-P3M', '-90d'],
  ['2026-11-21T06:00:00.000Z', '2026-11-21T06:00Z'],
  ['-P', undefined],
  ['yesterday', undefined],
  [undefined, undefined],
] as const) {
  test(`${text} is ${expected}`, () => {
    assert.equal(toolTime(text), expected);
  });
}
