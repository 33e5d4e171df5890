import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Point } from '../../../src/model.ts';
import { summarize, summaryCells, summaryHeadings, unitOf } from '../../../src/tools/metrics/shared/summary.ts';
import { MINUTE, NOW } from './metrics-world.ts';

const window = { start: NOW - 10 * MINUTE, end: NOW + MINUTE };
const minutes = (from: number, to: number): Point[] =>
  Array.from({ length: to - from }, (_, i) => [NOW + (from + i) * MINUTE, i + 1] as const);
const at = (now: number, statistic = 'Average') => ({ window, periodSeconds: 60, now, statistic });

test('a period that is over may arrive two minutes late before it is a gap', () => {
  assert.equal(summarize(minutes(-10, -2), at(NOW + MINUTE / 2)).gaps, 0);
  const late = summarize(minutes(-10, -4), at(NOW + MINUTE / 2));
  assert.deepEqual([late.gaps, late.longestGapAt, late.longestGapSeconds], [1, '2026-11-21T08:56Z', 120]);
});

test('the datapoint under way is left out of the summary, but not where it is the only one', () => {
  const summary = summarize(minutes(-3, 1), at(NOW + MINUTE / 2));
  assert.deepEqual([summary.count, summary.last, summary.lastAt], [4, 3, '2026-11-21T08:59Z']);
  assert.equal(summarize(minutes(0, 1), at(NOW + MINUTE / 2)).last, 1);
});

test('totals only of what adds up', () => {
  assert.equal(summarize(minutes(-3, 0), at(NOW, 'Sum')).total, 6);
  assert.equal(summarize(minutes(-3, 0), at(NOW, 'p99')).total, undefined);
});

test('cells: a total only where one of the series has one, dashes where there is no datapoint', () => {
  const some = summarize(minutes(-10, 0), at(NOW, 'Sum'));
  const none = summarize([], at(NOW, 'Sum'));
  const headings = summaryHeadings([some, none]);
  const clock = (iso: string) => iso.slice(11, 16);
  assert.deepEqual(headings, ['min (at)', 'avg', 'max (at)', 'total', 'last (at)', 'gaps']);
  assert.deepEqual(summaryCells(some, 'Seconds', headings, clock), [
    '1 s (08:50)',
    '5.5 s',
    '10 s (08:59)',
    '55 s',
    '10 s (08:59)',
    'none',
  ]);
  assert.deepEqual(summaryCells(none, 'Seconds', headings, clock), ['-', '-', '-', '-', '-', 'no datapoints']);
  assert.doesNotMatch(summaryHeadings([none]).join(), /total/);
});

test('counts have no unit of the metric, percentile ranks are percentages', () => {
  assert.deepEqual(
    ['SampleCount', 'tc95', 'PR(1:2)', 'p99', 'TS(1:)'].map((statistic) => unitOf(statistic, 'Bytes')),
    ['Count', 'Count', 'Percent', 'Bytes', 'Bytes'],
  );
});
