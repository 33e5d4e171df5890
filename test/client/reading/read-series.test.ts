import assert from 'node:assert/strict';
import { test } from 'node:test';
import { departureOf, readSeries } from '../../../src/client/reading/read-series.ts';
import { UnreadableError } from '../../../src/client/reading/unreadable.ts';
import { seriesTable } from '../../../src/format/series-table.ts';

const MINUTE = 60_000;

function tableOf(values: readonly number[], start: string): string {
  const points = values.map((value, i) => [Date.parse(start) + i * MINUTE, value] as const);
  return `scope\n\n${seriesTable([{ label: 'Maximum', points }])}\n\nhttps://console`;
}

test('times and values are read from a table, over midnight too', () => {
  const read = readSeries(tableOf([1, 2000.5, 3], '2026-11-20T23:59Z'));
  assert.equal(read.label, 'Maximum');
  assert.deepEqual(
    read.points.map(([time, value]) => [Date.parse(time), value]),
    [
      [Date.parse('2026-11-20T23:59Z'), 1],
      [Date.parse('2026-11-21T00:00Z'), 2001],
      [Date.parse('2026-11-21T00:01Z'), 3],
    ],
  );
});

test('the departure is where a series leaves its own noise for good', () => {
  const found = departureOf(readSeries(tableOf([100, 104, 98, 101, 99, 102, 150, 300, 400, 398], '2026-11-21T09:00Z')));
  assert.equal(found.lastNormal, '2026-11-21T09:05Z');
  assert.equal(found.from, '2026-11-21T09:06Z');
  assert.equal(found.extreme, 400);
  assert.equal(found.extremeAt, '2026-11-21T09:08Z');
  assert.ok(Math.abs(found.before - 100.7) < 0.1);
});

test('several values in a row are as far apart as their heading says; missing ones are none', () => {
  const text = [
    '| time (UTC, 2026-11-21) | Average (%), one every 1 h 30 min from then on |',
    '|---|---|',
    '| 06:00 | 1 - 1,003 |',
    '| 10:30 | 4 (filling) |',
  ].join('\n');
  assert.deepEqual(readSeries(text), {
    label: 'Average (%)',
    points: [
      ['2026-11-21T06:00Z', 1],
      ['2026-11-21T09:00Z', 1003],
      ['2026-11-21T10:30Z', 4],
    ],
  });
});

test('a run of equal values counts from its first to its last time', () => {
  const rows = ['06:53 to 07:09 | 32', '07:10 | 187', '07:11 | 542', '07:12 to 07:30 | 1,306'];
  const text = `| time (UTC, 2026-11-21) | checkout |\n|---|---|\n${rows.map((row) => `| ${row} |`).join('\n')}`;
  assert.deepEqual(departureOf(readSeries(text)), {
    before: 32,
    lastNormal: '2026-11-21T07:09Z',
    from: '2026-11-21T07:10Z',
    extreme: 1306,
    extremeAt: '2026-11-21T07:12Z',
  });
});

test('a fall departs as a rise does', () => {
  assert.equal(departureOf(readSeries(tableOf([50, 51, 50, 50, 5, 4], '2026-11-21T09:00Z'))).from, '2026-11-21T09:04Z');
});

test('a level series, too few points and no table are unreadable', () => {
  assert.throws(() => departureOf(readSeries(tableOf([5, 5, 5, 5], '2026-11-21T09:00Z'))), UnreadableError);
  assert.throws(() => readSeries(tableOf([5, 5], '2026-11-21T09:00Z')), UnreadableError);
  assert.throws(() => readSeries('| alarm |\n|---|\n| x |'), UnreadableError);
});
