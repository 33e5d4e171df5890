import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExpressionError } from '../../src/sandbox/evaluate/expression-parser.ts';
import { evaluateQueries, resultSeries } from '../../src/sandbox/evaluate/metric-queries.ts';
import type { MetricDataQuery } from '../../src/sandbox/evaluate/metric-queries.ts';
import { MINUTE, T0, tinyMetric, tinyWorld } from './tiny-metrics.ts';

const world = tinyWorld({
  metrics: [
    tinyMetric('Errors', { Function: 'pay', Stage: 'live' }, [2, undefined, 6, 8]),
    tinyMetric('Errors', { Function: 'ship', Stage: 'live' }, [1, 1, undefined, undefined]),
    tinyMetric('Requests', { Function: 'pay', Stage: 'live' }, [10, 20, 0, 40]),
  ],
});

function stat(Id: string, MetricName: string, Function: string): MetricDataQuery {
  const Dimensions = [
    { Name: 'Function', Value: Function },
    { Name: 'Stage', Value: 'live' },
  ];
  return { Id, MetricStat: { Metric: { Namespace: 'Test', MetricName, Dimensions }, Period: 60, Stat: 'Sum' } };
}

/** The value of every minute, `-` where there is none; one row a series. */
function evaluate(expression: string): string[] {
  const queries = [
    stat('e', 'Errors', 'pay'),
    stat('s', 'Errors', 'ship'),
    stat('r', 'Requests', 'pay'),
    { Id: 'x', Expression: expression },
  ];
  const gridOf = (seconds: number) => ({ start: T0, end: T0 + 4 * MINUTE, period: seconds * 1000 });
  const evaluation = evaluateQueries(queries, { world, now: T0 + 60 * MINUTE, gridOf });
  return resultSeries(evaluation.value('x')).map(({ times, values }) =>
    [0, 1, 2, 3].map((i) => (times.includes(T0 + i * MINUTE) ? values[times.indexOf(T0 + i * MINUTE)] : '-')).join(' '),
  );
}

const TABLE: [expression: string, ...rows: string[]][] = [
  ['e + 1', '3 - 7 9'],
  ['100 * e / r', '20 - - 20'],
  ['r - e * 2', '6 - -12 24'],
  ['(r - e) * 2', '16 - -12 64'],
  ['-e', '-2 - -6 -8'],
  ['2 ^ e', '4 - 64 256'],
  ['e > 5', '0 - 1 1'],
  ['e >= 2 && r > 15', '0 - 0 1'],
  ['FILL(e, 0)', '2 0 6 8'],
  ['FILL(e, REPEAT)', '2 2 6 8'],
  ['FILL(e, LINEAR)', '2 4 6 8'],
  ['FILL(s, REPEAT) + FILL(e, 0)', '3 1 7 9'],
  ['SUM([e, s])', '3 1 6 8'],
  ['AVG([e, s])', '1.5 1 6 8'],
  ['MAX([e, s, r])', '10 20 6 40'],
  ['MIN(METRICS())', '1 1 0 8'],
  ['SUM(METRICS("e"))', '2 - 6 8'],
  ['r / SUM(r) * 70', '10 20 0 40'],
  ['DIFF(r)', '- 10 -20 40'],
  ['RATE(r) * 60', '- 10 -20 40'],
  ['DIFF(e)', '- - 4 2'],
  ['IF(e > 5, r, 1)', '1 - 0 40'],
  ['IF(r > 5, 1)', '1 1 - 1'],
  ['[e, s] * 2', '4 - 12 16', '2 2 - -'],
  [`SEARCH('{Test,Function,Stage} MetricName="Errors"', 'Sum', 60)`, '2 - 6 8', '1 1 - -'],
  [`SEARCH('{Test,Function,Stage} Function="ship"', 'Sum', 60)`, '1 1 - -'],
  [`SEARCH('requests', 'Sum', 60)`, '10 20 0 40'],
  [`SUM(SEARCH('{Test,Function} errors', 'Sum', 60))`, '- - - -'],
];

for (const [expression, ...rows] of TABLE) {
  test(expression, () => assert.deepEqual(evaluate(expression), rows));
}

test('what is not in the subset, or not of the right kind, is refused with the reason', () => {
  const refused: [expression: string, reason: RegExp][] = [
    ['FOO(e)', /Unsupported function FOO/],
    ['e +', /Unexpected end/],
    ['(e', /Unexpected end/],
    ['e $ 2', /Unsupported character/],
    ['nobody + 1', /nobody/],
    ['x + 1', /refers to itself/],
    ['SUM(e)', /must return a time series/],
    ['"text"', /must return a time series/],
    ['[e, s] + [e, s]', /two arrays/],
    [`SEARCH('Errors OR Requests', 'Sum', 60)`, /Unsupported SEARCH/],
    [`SEARCH('Errors', 'Fum', 60)`, /statistic/],
    ['toString(e)', /Unsupported function/],
  ];
  for (const [expression, reason] of refused) {
    assert.throws(
      () => evaluate(expression),
      (error: unknown) => error instanceof ExpressionError && reason.test(error.message),
      expression,
    );
  }
});

test('an anomaly band is the mean of the days before, give or take', () => {
  const daily = (day: number) => [100, 110, 120][day % 3] ?? 0;
  const metric = {
    ...tinyMetric('Visits', {}, []),
    at: (time: number) => {
      const value = daily(Math.floor(time / 86_400_000));
      return { sum: value, min: value, max: value, count: 1, samples: [value] };
    },
  };
  const queries = [
    { Id: 'm', MetricStat: { Metric: { Namespace: 'Test', MetricName: 'Visits' }, Period: 60, Stat: 'Sum' } },
    { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(m, 2)' },
  ];
  const gridOf = () => ({ start: T0, end: T0 + MINUTE, period: MINUTE });
  const { value } = evaluateQueries(queries, { world: tinyWorld({ metrics: [metric] }), now: T0 + MINUTE, gridOf });
  const past = [1, 2, 3, 4, 5, 6, 7].map((back) => daily(Math.floor(T0 / 86_400_000) - back));
  const mean = past.reduce((a, b) => a + b) / 7;
  const deviation = Math.sqrt(past.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 7);
  const [low, high] = resultSeries(value('band')).map(({ values }) => values[0] ?? NaN);
  assert.ok(Math.abs((low ?? 0) - (mean - 2 * deviation)) < 1e-9);
  assert.ok(Math.abs((high ?? 0) - (mean + 2 * deviation)) < 1e-9);
});
