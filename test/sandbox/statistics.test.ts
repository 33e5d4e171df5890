import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statisticOf } from '../../src/sandbox/evaluate/statistics.ts';
import type { Datapoint } from '../../src/sandbox/world/types.ts';

/** One sample each of 1 to 100. */
const hundred: Datapoint = {
  sum: 5050,
  min: 1,
  max: 100,
  count: 100,
  samples: Array.from({ length: 100 }, (_, i) => i + 1),
};
/** 300 requests that took 1000: three times as heavy as the others together. */
const heavy: Datapoint = { sum: 300_000, min: 1000, max: 1000, count: 300, samples: [1000] };

const TABLE: [name: string, one: number, both: number][] = [
  ['SampleCount', 100, 400],
  ['Sum', 5050, 305_050],
  ['Average', 50.5, 762.625],
  ['Minimum', 1, 1],
  ['Maximum', 100, 1000],
  ['p50', 50, 1000],
  ['p99', 99, 1000],
  ['p99.5', 100, 1000],
  ['p20', 20, 80],
  ['p100', 100, 1000],
  ['tm90', 45.5, (5050 + 260_000) / 360],
  ['tc90', 90, 360],
  ['ts90', 4095, 265_050],
  ['wm90', (4095 + 10 * 90) / 100, 762.625],
  ['IQM', 50.5, 1000],
  ['TM(10%:90%)', 50.5, (4230 + 260_000) / 320],
  ['TM(:50)', 25.5, 25.5],
  ['TC(20:30)', 10, 10],
  ['TS(98:)', 199, 300_199],
  ['PR(:25)', 25, 6.25],
  ['PR(25:75)', 50, 12.5],
  ['PR(75:)', 25, 81.25],
];

for (const [name, one, both] of TABLE) {
  test(`${name} of one datapoint and of two of different weight`, () => {
    const statistic = statisticOf(name);
    assert.ok(statistic);
    assert.ok(Math.abs((statistic([hundred]) ?? NaN) - one) < 1e-9, `one: ${statistic([hundred])}, not ${one}`);
    assert.ok(
      Math.abs((statistic([heavy, hundred]) ?? NaN) - both) < 1e-9,
      `both: ${statistic([heavy, hundred])}, not ${both}`,
    );
  });
}

test('what AWS has no statistic for has none here', () => {
  for (const name of ['average', 'p101', 'p', 'PR(10%:20%)', 'TM(:)', 'TM(10%:20)', 'toString', 'tm99x']) {
    assert.equal(statisticOf(name), undefined, name);
  }
});
