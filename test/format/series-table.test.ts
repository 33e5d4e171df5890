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

test('a series alone stands with several samples in a row, rows beginning at round times', () => {
  const points = Array.from({ length: 25 }, (_, i) => [NINE + (i - 3) * MINUTE, i] as const).filter(
    ([, value]) => value !== 5 && value !== 6,
  );
  assert.equal(
    seriesTable([{ label: 'Average', unit: 'Percent', points }], new Map([[NINE + 21 * MINUTE, 'filling']])),
    [
      '| time (UTC, 2026-11-21) | Average (%), one every 1 min from then on |',
      '|---|---|',
      '| 08:57 | 0 1 2 |',
      '| 09:00 | 3 4 - - 7 8 9 10 11 12 |',
      '| 09:10 | 13 14 15 16 17 18 19 20 21 22 |',
      '| 09:20 | 23 24 (filling) |',
    ].join('\n'),
  );
});

test('rows of several begin at full hours and days, wherever in the period the samples lie', () => {
  const every = (stepMs: number, offset: number) =>
    seriesTable([
      { label: 'x', points: Array.from({ length: 15 }, (_, i) => [NINE + offset + i * stepMs, i] as const) },
    ]);
  const ten = '0 1 2 3 4 5 6 7 8 9';
  assert.match(
    every(5 * MINUTE, 0),
    new RegExp(`one every 5 min from then on.*\\n.*\\n\\| 09:00 \\| ${ten} 10 11 \\|\\n\\| 10:00 \\| 12 13 14 \\|$`),
  );
  assert.match(every(MINUTE, 30_000), new RegExp(`\\| 09:00:30 \\| ${ten} \\|\\n\\| 09:10:30 \\| 10 11 12 13 14 \\|$`));
  assert.match(every(86_400_000, 0), /one every 1 d .*\n.*\n\| 11-21 09:00 \| 0 .*\n(?:.*\n)*.* 14 \|$/);
});

test('a series alone with few, uneven or far apart samples has a row for each', () => {
  const rows = (...minutes: number[]) =>
    seriesTable([{ label: 'x', points: minutes.map((minute) => [NINE + minute * MINUTE, minute] as const) }]).split(
      '\n',
    ).length - 2;
  assert.equal(rows(0, 1), 2);
  assert.equal(rows(0, 2, 5), 3);
  assert.equal(rows(0, 1, 59), 3);
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

test('samples of one series that come twice at a moment are no evenly spaced series', () => {
  const points = [0, 1, 1, 2, 3].map((minutes) => [NINE + minutes * MINUTE, minutes] as const);
  assert.match(seriesTable([{ label: 'Average', points }]), /^\| time \(UTC, 2026-11-21\) \| Average \|$/m);
});
