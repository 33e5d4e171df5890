import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SqlError, evaluateSql, parseSql } from '../../src/sandbox/evaluate/insights-sql.ts';
import { MINUTE, T0, tinyMetric, tinyWorld } from './tiny-metrics.ts';

const world = tinyWorld({
  metrics: [
    tinyMetric('Errors', { Function: 'pay', Stage: 'live' }, [1, 2]),
    tinyMetric('Errors', { Function: 'ship', Stage: 'live' }, [5, 6]),
    tinyMetric('Errors', { Function: 'ship', Stage: 'test' }, [100, undefined]),
    tinyMetric('Errors', { Function: 'pay' }, [7, 7]),
    tinyMetric('Requests', { Function: 'pay' }, [9, 9]),
  ],
});

function run(query: string): Record<string, readonly number[]> {
  const grid = { start: T0, end: T0 + 2 * MINUTE, period: MINUTE };
  const series = evaluateSql(parseSql(query), world, grid, { label: 'q1', now: T0 + 60 * MINUTE });
  return Object.fromEntries(series.map(({ label, values }) => [label, values]));
}

const TABLE: [query: string, answer: Record<string, number[]>][] = [
  ['SELECT SUM(Errors) FROM "Test"', { q1: [113, 15] }],
  ['SELECT COUNT(Errors) FROM "Test"', { q1: [4, 3] }],
  ['SELECT SUM(Errors) FROM SCHEMA("Test", Function)', { q1: [7, 7] }],
  ['SELECT MAX(Errors) FROM SCHEMA("Test", Function, Stage)', { q1: [100, 6] }],
  [`select min(Errors) from SCHEMA("Test", Stage, Function) where Stage = 'live'`, { q1: [1, 2] }],
  [`SELECT AVG(Errors) FROM "Test" WHERE Stage != 'live'`, { q1: [100] }],
  [`SELECT SUM(Errors) FROM "Test" WHERE Stage = 'live' AND Function = 'ship'`, { q1: [5, 6] }],
  ['SELECT SUM(Errors) FROM "Test" GROUP BY Function', { pay: [8, 9], ship: [105, 6] }],
  [
    'SELECT SUM(Errors) FROM "Test" GROUP BY Function, Stage',
    { 'pay live': [1, 2], 'ship live': [5, 6], 'ship test': [100] },
  ],
  ['SELECT SUM(Errors) FROM "Test" GROUP BY Function ORDER BY MAX() DESC LIMIT 1', { ship: [105, 6] }],
  ['SELECT SUM(Errors) FROM "Test" GROUP BY Function ORDER BY SUM() LIMIT 1', { pay: [8, 9] }],
  ['SELECT SUM(Nothing) FROM "Test" GROUP BY Function', {}],
];

for (const [query, answer] of TABLE) test(query, () => assert.deepEqual(run(query), answer));

test('the order asked for is the order of the series', () => {
  assert.deepEqual(Object.keys(run('SELECT SUM(Errors) FROM "Test" GROUP BY Function ORDER BY SUM() DESC')), [
    'ship',
    'pay',
  ]);
  assert.deepEqual(Object.keys(run('SELECT SUM(Errors) FROM "Test" GROUP BY Function ORDER BY SUM() ASC')), [
    'pay',
    'ship',
  ]);
});

test('anything else is refused with what was expected', () => {
  const refused: [query: string, reason: RegExp][] = [
    ['SELECT SUM(Errors) FORM "Test"', /Expected FROM but found FORM/],
    ['SELECT MEDIAN(Errors) FROM "Test"', /Unknown function MEDIAN/],
    ['SELECT SUM(Errors) FROM "Test" LIMIT 501', /LIMIT must be between 1 and 500/],
    ['SELECT SUM(Errors) FROM "Test" WHERE Stage', /Expected !=/],
    ['SELECT SUM(Errors) FROM "Test" HAVING 1', /Unexpected HAVING/],
    ['SELECT SUM(Errors) FROM "Test" ; DROP', /Invalid syntax/],
    ['SELECT', /a function/],
  ];
  for (const [query, reason] of refused) {
    assert.throws(
      () => run(query),
      (error: unknown) => error instanceof SqlError && reason.test(error.message),
      query,
    );
  }
});
