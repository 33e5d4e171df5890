import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderMetricData } from '../../../src/tools/metrics/shared/render-metric-data.ts';
import type { MetricDataOutput, MetricDataRow } from '../../../src/tools/metrics/get-metric-data.ts';

function rowOf(number: number, change: Partial<MetricDataRow> = {}): MetricDataRow {
  return {
    number,
    id: `q${number}`,
    label: `Load (Host=host-${number})`,
    statistic: 'Average',
    status: 'Complete',
    count: 2,
    min: number,
    minAt: '2026-11-21T08:00Z',
    avg: number + 0.5,
    max: number + 1,
    maxAt: '2026-11-21T08:05Z',
    last: number + 1,
    lastAt: '2026-11-21T08:05Z',
    gaps: 0,
    points: [
      { time: '2026-11-21T08:00Z', value: number },
      { time: '2026-11-21T08:05Z', value: number + 1 },
    ],
    ...change,
  };
}

function outputOf(items: MetricDataRow[], change: Partial<MetricDataOutput> = {}): MetricDataOutput {
  return {
    region: 'us-east-1',
    account: '123456789012',
    start: '2026-11-21T08:00Z',
    end: '2026-11-21T09:00Z',
    periodSeconds: 300,
    pointsPeriodSeconds: 300,
    queries: 3,
    series: 3,
    complete: true,
    notes: [],
    items,
    ...change,
  };
}

test('Forbidden and InternalError results stay visible beside the others, with what CloudWatch says', () => {
  const silent = { count: 0, min: undefined, avg: undefined, max: undefined, last: undefined, points: undefined };
  const text = renderMetricData(
    outputOf([
      rowOf(1),
      rowOf(2, { ...silent, status: 'Forbidden', messages: ['Forbidden: not your account'] }),
      rowOf(3, { ...silent, status: 'InternalError' }),
    ]),
  );
  assert.match(text, /\| # \| id \| series \| status \|/);
  assert.match(text, /\| 2 \| q2 \| Load \(Host=host-2\) \| Forbidden \| - \|.*no datapoints \|/);
  assert.match(text, /\| 3 \| q3 \| Load \(Host=host-3\) \| InternalError \|/);
  assert.match(text, /#2 \(Forbidden\): Forbidden: not your account/);
});

test('what all rows share stands in the first line; rows that differ keep their column', () => {
  const same = renderMetricData(outputOf([rowOf(1), rowOf(2), rowOf(3)]));
  assert.match(same.split('\n')[0] ?? '', /period 5 min, Average$/);
  assert.doesNotMatch(same, /\| statistic \|/);
  const mixed = renderMetricData(outputOf([rowOf(1), rowOf(2, { statistic: 'p99' })], { series: 2, queries: 2 }));
  assert.match(mixed, /\| statistic \|/);
});

test('any number of rows left by the cut is counted right, none too', () => {
  const rows = [rowOf(1), rowOf(2), rowOf(3)];
  const first = (kept: number) =>
    renderMetricData(outputOf(rows.slice(0, kept), { series: 87, omitted: 3 - kept, more: true, cursor: 'c' }));
  assert.match(first(2), /^87 series of 3 queries.*; shown: top 2 of 87/);
  assert.match(first(0), /^87 series of 3 queries[^;]*\n/);
  const later = renderMetricData(outputOf([rowOf(21), rowOf(22)], { series: 87 }));
  assert.match(later, /; shown: 21 to 22 of 87/);
});

test('long or equal labels head their columns with the number that the summary has', () => {
  const long = 'Load (AutoScalingGroupName=web-production-blue, Host=host-1)';
  const text = renderMetricData(
    outputOf([rowOf(1, { label: long }), rowOf(2, { label: 'same' }), rowOf(3, { label: 'same' })]),
  );
  assert.match(text, /\| time \(UTC, 2026-11-21\) \| Load \| #2 same \| #3 same \|/);
});

test('says which series have no datapoints shown, and how to see them', () => {
  const text = renderMetricData(outputOf([rowOf(1), rowOf(2, { points: undefined }), rowOf(3, { points: undefined })]));
  assert.match(text, /Datapoints of 2 more series are not shown: lower limit/);
});

test('a long label is cut in the middle for a heading, and no pair in two', () => {
  const label = (n: number) => `${'a'.repeat(11)}😀${'b'.repeat(20)}${n}😀${'c'.repeat(14)}`;
  const text = renderMetricData(outputOf([1, 2, 3].map((n) => rowOf(n, { label: label(n) }))));
  assert.match(text, /\| #1 a{11}…c{14} \| #2 /);
  assert.ok(text.isWellFormed());
});
