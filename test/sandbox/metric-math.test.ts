import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExpressionError, parseExpression } from '../../src/sandbox/evaluate/expression-parser.ts';
import { evaluateQueries, QueryError } from '../../src/sandbox/evaluate/metric-queries.ts';
import type { MetricDataQuery } from '../../src/sandbox/evaluate/metric-queries.ts';
import { MINUTE, T0, tinyMetric, tinyWorld } from './tiny-metrics.ts';

/** Metrics by the id of their query: a value a minute, `-` where there is none. */
type Given = Record<string, string>;

/** The value of every minute, `-` where there is none; one row a series. */
function evaluate(expression: string, given: Given): string[] {
  const values = Object.entries(given).map(([id, row]) => [id, row.split(' ')] as const);
  const metrics = values.map(([id, row]) =>
    tinyMetric(
      id,
      {},
      row.map((value) => (value === '-' ? undefined : Number(value))),
    ),
  );
  const queries: MetricDataQuery[] = [
    ...values.map(([Id]) => ({
      Id,
      MetricStat: { Metric: { Namespace: 'Test', MetricName: Id }, Period: 60, Stat: 'Sum' },
    })),
    { Id: 'x', Expression: expression },
  ];
  const minutes = Array.from({ length: values[0]?.[1].length ?? 0 }, (_, i) => T0 + i * MINUTE);
  const gridOf = (seconds: number) => ({ start: T0, end: T0 + minutes.length * MINUTE, period: seconds * 1000 });
  const evaluation = evaluateQueries(queries, { world: tinyWorld({ metrics }), now: T0 + 60 * MINUTE, gridOf });
  return evaluation.series('x').map((series) => {
    const at = new Map(series.times.map((time, i) => [time, series.values[i]]));
    return minutes.map((minute) => at.get(minute) ?? '-').join(' ');
  });
}

const COMPARED: Given = { metric1: '30 20 0 0', metric2: '20 - 20 -' };
const CHOSEN: Given = { metric1: '1 1 0 0 -', metric2: '30 - 0 0 30', metric3: '0 0 20 - 20' };
const SHOP: Given = { m1: '2 - 6 8', m2: '1 1 - -', m3: '10 20 0 40' };
const CODES: Given = { errors_4xx: '1 2', errors_5xx: '3 4', requests: '10 20' };

type Row = [given: Given, expression: string, ...rows: string[]];

/** Expressions of "Using metric math". Where its tables state values, they are these; elsewhere they follow from its rules. */
const PUBLISHED: Record<string, Row[]> = {
  'comparison and logical operators (values stated)': [
    [COMPARED, '(metric1 < metric2)', '0 0 1 0'],
    [COMPARED, '(metric1 >= 30)', '1 0 0 0'],
    [COMPARED, '(metric1 > 15 AND metric2 > 15)', '1 0 0 0'],
  ],
  'IF expressions (values stated)': [
    [CHOSEN, 'IF(metric1, metric2, metric3)', '30 0 20 - -'],
    [CHOSEN, 'IF(metric1, 5, metric3)', '5 5 20 - -'],
    [CHOSEN, 'IF(metric1, metric2, 5)', '30 0 5 5 -'],
  ],
  'IF expressions': [
    [CHOSEN, 'IF(1, metric2, metric3)', '30 - 0 0 30'],
    [CHOSEN, 'IF(0, metric2, metric3)', '0 0 20 - 20'],
    [CHOSEN, 'IF(0, metric2)', '- - - - -'],
    [CHOSEN, 'IF(metric1, metric2)', '30 0 - - -'],
    [{ metric1: '399 400 -' }, 'IF(metric1<400, metric1)', '399 - -'],
    [{ metric1: '399 400 -' }, 'IF(metric1<400, 10, 2)', '10 2 -'],
    [{ latency: '5 7', threshold: '6 6' }, 'IF(latency>threshold, 1, 0)', '0 1'],
  ],
  arithmetic: [
    [SHOP, '5 * m1', '10 - 30 40'],
    [SHOP, 'm1 - m2', '1 -1 6 8'],
    [SHOP, 'SUM(100/[m1, m2])', '150 100 16.666666666666668 12.5'],
    [SHOP, 'AVG([m1,m2]/m3)', '0.15000000000000002 0.025 - 0.1'],
    [SHOP, 'METRICS()*100', '200 - 600 800', '100 100 - -', '1000 2000 0 4000'],
    [SHOP, '-5*m1', '-10 - -30 -40'],
    [SHOP, '-m1', '-2 - -6 -8'],
    [SHOP, 'SUM(-[m1, m2])', '-3 -1 -6 -8'],
    [SHOP, 'm1/m3', '0.2 0 - 0.2'],
  ],
  functions: [
    [SHOP, 'SUM([m1,m2])/AVG(m2)', '6 2 12 16'],
    [SHOP, 'AVG(METRICS())', '4.333333333333333 7 2 16'],
    [SHOP, 'm1-AVG(m1)', '-2 - 2 4'],
    [SHOP, 'm1-MIN(m1)', '0 - 4 6'],
    [SHOP, 'MIN(METRICS())', '1 1 0 8'],
    [SHOP, 'MAX(m1)/m1', '4 - 1.3333333333333333 1'],
    [SHOP, 'MAX(METRICS())', '10 20 6 40'],
    [SHOP, 'SUM(METRICS())/SUM(m1)', '0.8125 1.3125 0.375 3'],
    [SHOP, 'SUM([m1,m2])', '3 1 6 8'],
    [CODES, 'SUM(METRICS("errors"))', '4 6'],
    [CODES, 'SUM(METRICS("errors"))/SUM(METRICS("requests"))*100', '40 30'],
    [CODES, 'SUM([METRICS("4xx"), METRICS("5xx")])', '4 6'],
    [SHOP, 'FILL(m1,10)', '2 10 6 8'],
    [SHOP, 'FILL(METRICS(), 0)', '2 0 6 8', '1 1 0 0', '10 20 0 40'],
    [SHOP, 'FILL(METRICS(), m1)', '2 - 6 8', '1 1 6 8', '10 20 0 40'],
    [SHOP, 'FILL(m1, MIN(m1))', '2 2 6 8'],
    [SHOP, 'FILL(m1, REPEAT)', '2 2 6 8'],
    [SHOP, 'FILL(METRICS(), LINEAR)', '2 4 6 8', '1 1 - -', '10 20 0 40'],
    [SHOP, 'DIFF(m1)', '- - 4 2'],
    [SHOP, 'RATE(m3) * 60', '- 10 -20 40'],
    [SHOP, 'RATE(METRICS()) * 60', '- - 2 2', '- 0 - -', '- 10 -20 40'],
  ],
  'derived from the rules': [
    [{ a: '- 2 - - 8 -' }, 'FILL(a, LINEAR)', '- 2 4 6 8 -'],
    [{ a: '- 2 - - 8 -' }, 'FILL(a, REPEAT)', '- 2 2 2 8 8'],
    [SHOP, '2 + 3 * m1 ^ 2', '14 - 110 194'],
    [SHOP, '-m1 ^ 2', '-4 - -36 -64'],
    [SHOP, '2 ^ -m1 * 4', '1 - 0.0625 0.015625'],
    [SHOP, '(m3 - m1) * 2', '16 40 -12 64'],
    [SHOP, '10 - m1 - 1', '7 - 3 1'],
    [SHOP, 'm1 > 5 || m3 == 20 && m2 != 1', '0 0 1 1'],
    [SHOP, '(m1 > 5 OR m3 == 20) AND m2 <= 1', '0 1 0 0'],
    [SHOP, 'm3 / SUM(m3) * 70', '10 20 0 40'],
    [SHOP, 'm1 * (2 > 1) + (2 == 1)', '2 - 6 8'],
    [SHOP, '[m1, m2] * 2', '4 - 12 16', '2 2 - -'],
    [SHOP, 'm3 - [m1, m2]', '8 20 -6 32', '9 19 0 40'],
  ],
};

for (const [section, rows] of Object.entries(PUBLISHED)) {
  for (const [given, expression, ...expected] of rows) {
    test(`Using metric math, ${section}: ${expression}`, () => assert.deepEqual(evaluate(expression, given), expected));
  }
}

/** Every function of "Using metric math" that is not in the subset. */
const NOT_EVALUATED =
  'ABS CEIL DATAPOINT_COUNT DATE DAY DB_PERF_INSIGHTS DIFF_TIME EPOCH FIRST FLOOR HOUR INSIGHT_RULE_METRIC LAMBDA LAST LOG LOG10 METRIC_COUNT MINUTE MONTH PERIOD REMOVE_EMPTY RUNNING_SUM SERVICE_QUOTA SLICE SORT STDDEV TIME_SERIES YEAR'.split(
    ' ',
  );

const INVALID = ['m1 +', '(m1', 'm1 $ 2', 'm1 m2', '5m1', 'm1 = 2', '!m1', '+m1', 'm1 AND', 'AND', '[m1', 'SUM(m1', ''];

test('what is not in the subset, or not of the right kind, is refused with the reason', () => {
  const refused: [expression: string, reason: RegExp][] = [
    ...NOT_EVALUATED.map((name): [string, RegExp] => [
      `${name}(m1)`,
      new RegExp(`^Error in expression 'x': Function '${name}' not found$`),
    ]),
    ...NOT_EVALUATED.map((name): [string, RegExp] => [`IF(0, ${name}(m1), m1)`, new RegExp(`'${name}' not found`)]),
    ...INVALID.map((expression): [string, RegExp] => [expression, /^Error in expression 'x': Invalid syntax$/]),
    ['sum([m1, m2])', /Function 'sum' not found/],
    ['toString(m1)', /Function 'toString' not found/],
    ['nobody + 1', /nobody/],
    ['x + 1', /refers to itself/],
    ['SUM(m1)', /must return a time series/],
    ['1 > 0', /must return a time series/],
    ['"text"', /must return a time series/],
    ['m1 + "1"', /cannot take a string/],
    ['SUM(5)', /time series/],
    ['SUM(m1, m2)', /does not take 2 parameters/],
    ['RATE()', /does not take 0 parameters/],
    ['[m1, 2]', /time series/],
    ['[m1, m2] + [m1, m2]', /two arrays/],
    ['FILL(m1)', /does not take 1 parameters/],
    ['FILL(m1, "0")', /REPEAT or LINEAR/],
    ['FILL(m1, METRICS())', /REPEAT or LINEAR/],
    ['IF(m1)', /does not take 1 parameters/],
    ['IF(METRICS(), m1)', /IF takes/],
    ['IF(m1, METRICS())', /IF takes/],
    ['METRICS(1)', /METRICS takes/],
    ['ANOMALY_DETECTION_BAND(m1 + m2)', /single metric/],
    ['ANOMALY_DETECTION_BAND(METRICS())', /ANOMALY_DETECTION_BAND takes/],
  ];
  for (const [expression, reason] of refused) {
    assert.throws(
      () => evaluate(expression, SHOP),
      (error: unknown) => error instanceof QueryError && reason.test(error.message),
      expression,
    );
  }
});

test('an expression as deep as one may be long is read', () => {
  assert.equal(parseExpression(`${'('.repeat(1023)}m1${')'.repeat(1023)}`).kind, 'id');
  assert.throws(() => parseExpression('SUM('.repeat(512)), ExpressionError);
});

test('an anomaly band is the mean of the days before, give or take, its upper edge first', () => {
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
    { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(m)' },
  ];
  const gridOf = () => ({ start: T0, end: T0 + MINUTE, period: MINUTE });
  const { series } = evaluateQueries(queries, { world: tinyWorld({ metrics: [metric] }), now: T0 + MINUTE, gridOf });
  const past = [1, 2, 3, 4, 5, 6, 7].map((back) => daily(Math.floor(T0 / 86_400_000) - back));
  const mean = past.reduce((a, b) => a + b) / 7;
  const deviation = Math.sqrt(past.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 7);
  const [high, low] = series('band').map(({ values }) => values[0] ?? NaN);
  assert.ok(Math.abs((low ?? 0) - (mean - 2 * deviation)) < 1e-9);
  assert.ok(Math.abs((high ?? 0) - (mean + 2 * deviation)) < 1e-9);
});
