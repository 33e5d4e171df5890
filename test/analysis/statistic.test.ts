import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isAdditive, parseStatistic } from '../../src/analysis/statistic.ts';
import { ToolError } from '../../src/errors.ts';

test('statistics are written as CloudWatch writes them', () => {
  const written: readonly (readonly [string, string])[] = [
    ['average', 'Average'],
    ['max', 'Maximum'],
    ['count', 'SampleCount'],
    ['P99', 'p99'],
    ['p99.99', 'p99.99'],
    ['TM95', 'tm95'],
    ['iqm', 'IQM'],
    ['tm(10%:90%)', 'TM(10%:90%)'],
    ['WM(:95%)', 'WM(:95%)'],
    ['PR(100 : 2000)', 'PR(100:2000)'],
    ['pr(:300)', 'PR(:300)'],
    ['TS(80%:)', 'TS(80%:)'],
    ['TC(0.005:0.03)', 'TC(0.005:0.03)'],
  ];
  for (const [given, expected] of written) assert.equal(parseStatistic(given), expected);
});

test('anything else is refused with the forms there are', () => {
  for (const wrong of [
    '',
    'avgs',
    'p',
    'p101',
    'q99',
    'PR(1%:2%)',
    'PR()',
    'PR(:)',
    'TM(90%:10%)',
    'TM(10%:90)',
    'TM(1%:101%)',
    'p-1',
  ]) {
    assert.throws(
      () => parseStatistic(wrong),
      (error: unknown) => error instanceof ToolError && error.code === 'invalid_input' && /p99/.test(error.message),
      wrong,
    );
  }
});

test('what is parsed once is parsed again to the same', () => {
  const percentile = fc.double({ min: 0, max: 100, noNaN: true }).map((n) => Number(n.toFixed(4)));
  const texts = fc.oneof(
    fc.tuple(fc.constantFrom('p', 'tm', 'wm', 'tc', 'ts'), percentile).map(([kind, n]) => `${kind}${n}`),
    fc
      .tuple(fc.constantFrom('PR', 'TM', 'TC'), fc.nat(1000), fc.integer({ min: 1, max: 1000 }))
      .map(([kind, low, more]) => `${kind}(${low}:${low + more})`),
  );
  fc.assert(fc.property(texts, (text) => assert.equal(parseStatistic(parseStatistic(text)), parseStatistic(text))));
});

test('sums and counts add up over a window, averages and percentiles do not', () => {
  assert.deepEqual(['Sum', 'SampleCount', 'TC(1:2)', 'Average', 'p99', 'Maximum'].map(isAdditive), [
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
