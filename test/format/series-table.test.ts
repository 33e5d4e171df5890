import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnUnit } from '../../src/format/column-unit.ts';
import { seriesTable } from '../../src/format/series-table.ts';
import { shortTimes } from '../../src/format/short-times.ts';

const NINE = Date.parse('2026-11-21T09:00Z');
const MINUTE = 60_000;

test('a row per time, a column per series with its unit, a dash where a series has no sample', () => {
  const text = seriesTable(
    [
      {
        label: 'cpu',
        unit: 'Percent',
        points: [
          [NINE, 12.3456],
          [NINE + MINUTE, 99],
        ],
      },
      { label: 'in', unit: 'Bytes', points: [[NINE + MINUTE, 3 * 1024 * 1024]] },
      { label: 'calls', points: [[NINE - MINUTE, 7]] },
    ],
    new Map([[NINE + MINUTE, 'filling']]),
  );
  assert.equal(
    text,
    [
      '| time (UTC, 2026-11-21) | cpu (%) | in (MiB) | calls |',
      '|---|---|---|---|',
      '| 08:59 | - | - | 7 |',
      '| 09:00 | 12.35 | - | - |',
      '| 09:01 (filling) | 99 | 3 | - |',
    ].join('\n'),
  );
});

test('nothing to show is no table', () => {
  assert.equal(seriesTable([]), '');
  assert.equal(seriesTable([{ label: 'a', points: [] }]), '');
});

test('times share as much of the date as they can, and show seconds only where needed', () => {
  const days = shortTimes([NINE, NINE + 86_400_000]);
  assert.deepEqual([days.heading, days.format(NINE)], ['time (UTC, 2026)', '11-21 09:00']);
  const years = shortTimes([NINE, NINE + 365 * 86_400_000]);
  assert.deepEqual([years.heading, years.format(NINE)], ['time (UTC)', '2026-11-21 09:00']);
  assert.equal(shortTimes([NINE, NINE + 1_000]).format(NINE), '09:00:00');
  assert.equal(shortTimes([NINE + 5]).format(NINE + 5), '09:00:00.005');
});

test('a column of bytes has one scale, from its largest value', () => {
  assert.deepEqual(columnUnit('Bytes', [0, 1023]), { sign: 'B', divisor: 1 });
  assert.deepEqual(columnUnit('Bytes', [10, 2 ** 31]), { sign: 'GiB', divisor: 2 ** 30 });
  assert.deepEqual(columnUnit('Bytes/Second', [2048]), { sign: 'KiB/s', divisor: 1024 });
  assert.deepEqual(columnUnit('Megabits/Second', [2048]), { sign: 'Megabits/Second', divisor: 1 });
  assert.deepEqual(columnUnit(undefined, [2048]), { sign: '', divisor: 1 });
});
