import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partialBins } from '../../src/analysis/insights-bins.ts';

const at = (time: string) => Date.parse(`2026-11-21T${time}:00Z`);
const window = { start: at('08:40'), end: at('09:40') };
const row = (column: string, time: string) =>
  [
    ['n', '1'],
    [column, `2026-11-21 ${time}:00.000`],
  ] as const;
const binsOf = (query: string, column: string, ...times: string[]) =>
  partialBins(
    query,
    times.map((time) => row(column, time)),
    window,
  ).map(({ bin, counted }) => [bin.slice(11, 16), (counted.end - counted.start) / 60_000]);

void test('the first and the last bin are parts where the window cuts them, whatever the order of the rows', () => {
  const parts = [
    ['08:30', 20],
    ['09:30', 10],
  ];
  assert.deepEqual(binsOf('stats count(*) as n by bin(30m)', 'bin(30m)', '09:30', '09:00', '08:30'), parts);
  assert.deepEqual(binsOf('stats count(*) as n by level, bin( 30 min ) as t', 't', '08:30', '09:30'), parts);
  assert.deepEqual(binsOf('stats count(*) as n by bin(1h)', 'bin(1h)', '09:00'), [['09:00', 40]]);
  assert.deepEqual(binsOf('stats count(*) as n by bin(20m)', 'bin(20m)', '08:40', '09:20'), []);
});

void test('bins are known by any unit, alias and command that they are grouped by', () => {
  const rows: readonly (readonly [query: string, column: string])[] = [
    ['stats count(*) as n by bin(30m) as `the half hour`', 'the half hour'],
    ['stats count(*) as n by bin(30m) as `by|t`, level', 'by|t'],
    ['stats count(*) as n by bin(30 minutes)', 'bin(30 minutes)'],
    ['stats count(*) as n by bin(1800 seconds)', 'bin(1800 seconds)'],
    ['stats count(*) as c by bin(5m), level | stats max(c) as n by bin(30m)', 'bin(30m)'],
    ['stats count(*) as c by level, bin(30m) as t | stats max(c) as n by t | sort t', 't'],
    ['fields bin(30m) as t | stats count(*) as n by t', 't'],
    ['fields bin(30m) as `my t` | stats count(*) as n by level, `my t` # by bin(5m)', 'my t'],
    ['fields bin(5m) as u, bin(30m) as t | stats count(*) as n by t, u', 't'],
  ];
  for (const [query, column] of rows) {
    assert.deepEqual(
      binsOf(query, column, '08:30', '09:30').map(([bin]) => bin),
      ['08:30', '09:30'],
      query,
    );
  }
  assert.deepEqual(binsOf('stats count(*) as n by bin(1 hour)', 'bin(1 hour)', '09:00'), [['09:00', 40]]);
});

void test('a query without such bins has no part of one', () => {
  assert.deepEqual(binsOf('fields @timestamp as t', 't', '08:30'), []);
  assert.deepEqual(binsOf('stats count(*) by bin(1mo)', 'bin(1mo)', '00:00'), []);
  assert.deepEqual(binsOf('stats count(*) by bin(1 month)', 'bin(1 month)', '00:00'), []);
  assert.deepEqual(binsOf('stats count(*) as n by bin(30m) as t | stats max(n) as t', 't', '08:30'), []);
  assert.deepEqual(binsOf("filter @message like 'by bin(30m)'", 'bin(30m)', '08:30'), []);
  assert.deepEqual(partialBins('stats count(*) as n by bin(30m)', [], window), []);
});
