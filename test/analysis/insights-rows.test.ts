import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsOf, insightsTime, mergeRows, readableTime, timeColumns } from '../../src/analysis/insights-rows.ts';

const at = (time: string, more: readonly (readonly [string, string])[] = []) =>
  [['@timestamp', `2026-11-21 09:00:0${time}.000`], ...more] as const;
const times = (rows: ReturnType<typeof mergeRows>) =>
  rows.map(({ place, row }) => `${place}${row[0]?.[1].slice(18, 19)}`);

test('events of several places are one list by time, in the order each place has', () => {
  assert.deepEqual(
    times(
      mergeRows([
        [at('5'), at('1')],
        [at('4'), at('4'), at('0')],
      ]),
    ),
    ['05', '14', '14', '01', '10'],
  );
  assert.deepEqual(times(mergeRows([[at('1'), at('5')], [at('2')]])), ['01', '12', '05']);
});

test('rows in another order, or without times, stay those of their place', () => {
  assert.deepEqual(times(mergeRows([[at('1'), at('5'), at('2')], [at('3')]])), ['01', '05', '02', '13']);
  const counts = [[[['n', '2']]], [[['n', '9']]]] as const;
  assert.deepEqual(
    mergeRows(counts).map(({ place }) => place),
    [0, 1],
  );
});

test('columns are those of any row, the pointer where it is asked for', () => {
  const rows = mergeRows([
    [
      [
        ['a', '1'],
        ['@ptr', 'x'],
      ],
      [['b', '1']],
    ],
  ]);
  assert.deepEqual(columnsOf(rows, false), ['a', 'b']);
  assert.deepEqual(columnsOf(rows, true), ['a', '@ptr', 'b']);
});

test('moments are read in both forms that AWS writes', () => {
  assert.equal(insightsTime('2026-11-21 09:00:01.250'), Date.UTC(2026, 10, 21, 9, 0, 1, 250));
  assert.equal(insightsTime('1716099016682'), 1_716_099_016_682);
});

test('columns that are aggregates of times are told as times', () => {
  const query =
    'stats min(@timestamp), max( @ingestionTime ) as last, latest(@timestamp) as `the end`, max(ms) as ms by a';
  assert.deepEqual([...timeColumns(query)], ['min(@timestamp)', 'last', 'the end']);
  assert.equal(readableTime('1795870681061'), '2026-11-28 12:58:01.061');
  assert.equal(readableTime('12'), '12');
});
