import * as z from 'zod';
import type { Labels } from '../../../analysis/label-sets.ts';
import { histogramAverage, histogramQuantile, type NativeHistogram } from '../../../analysis/native-histogram.ts';
import { summarizePoints } from '../../../analysis/series-summary.ts';
import { seriesName } from '../../../format/series-name.ts';
import type { Cell } from '../../../format/table.ts';
import { formatTime } from '../../../format/time.ts';
import type { QueryResult, RangeSeries } from '../../../prometheus/parse.ts';
import { digitsFor, fromSampleValue, sampleText, sampleValue, toSampleValue } from './sample-value.ts';
import { seriesColumns } from './series-columns.ts';

const histogramFields = {
  count: sampleValue.optional(),
  sum: sampleValue.optional(),
  average: sampleValue.optional(),
  p50: sampleValue.optional(),
  p90: sampleValue.optional(),
  p99: sampleValue.optional(),
};

/** One row of an instant answer: a number, a text, a native histogram, or (for a range selector) the samples in it. */
export const instantRow = z.object({
  labels: z.record(z.string(), z.string()),
  value: sampleValue.optional(),
  text: z.string().optional(),
  ...histogramFields,
  samples: z.int().optional(),
  min: sampleValue.optional(),
  max: sampleValue.optional(),
  lastAt: z.string().optional(),
});
export type InstantRow = z.infer<typeof instantRow>;

/** Queries whose result has an order of its own. */
const SORTED = /^\s*(sort|sort_desc|sort_by_label|sort_by_label_desc|topk|bottomk)\b/;

/** The rows of an answer: in the query's order where it sorts, else by value, largest first. */
export function instantRows(
  result: QueryResult,
  query: string,
): { rows: InstantRow[]; sorted: 'largest first' | "in the query's order" } {
  if (SORTED.test(query)) return { rows: toRows(result), sorted: "in the query's order" };
  return { rows: toRows(result).toSorted(byValue), sorted: 'largest first' };
}

function toRows(result: QueryResult): InstantRow[] {
  switch (result.type) {
    case 'scalar':
      return [{ labels: {}, value: toSampleValue(result.value) }];
    case 'string':
      return [{ labels: {}, text: result.text }];
    case 'vector':
      return result.samples.map(({ labels, value, histogram }) => ({
        labels: { ...labels },
        ...(value !== undefined && { value: toSampleValue(value) }),
        ...(histogram !== undefined && histogramRow(histogram)),
      }));
    default:
      return result.series.map(matrixRow);
  }
}

function histogramRow(histogram: NativeHistogram) {
  return {
    count: toSampleValue(histogram.count),
    sum: toSampleValue(histogram.sum),
    average: toSampleValue(histogramAverage(histogram)),
    p50: toSampleValue(histogramQuantile(histogram, 0.5)),
    p90: toSampleValue(histogramQuantile(histogram, 0.9)),
    p99: toSampleValue(histogramQuantile(histogram, 0.99)),
  };
}

/** A range selector's series: how many samples, their spread and the last. */
function matrixRow({ labels, points, histograms }: RangeSeries): InstantRow {
  const summary = summarizePoints(points);
  const lastHistogram = histograms.at(-1);
  const lastAt = Math.max(summary?.lastAt ?? 0, lastHistogram?.[0] ?? 0);
  return {
    labels: { ...labels },
    samples: points.length + histograms.length,
    ...(summary !== undefined && {
      min: toSampleValue(summary.min),
      average: toSampleValue(summary.avg),
      max: toSampleValue(summary.max),
      value: toSampleValue(summary.last),
    }),
    ...(summary === undefined && lastHistogram !== undefined && histogramRow(lastHistogram[1])),
    ...(lastAt > 0 && { lastAt: formatTime(lastAt) }),
  };
}

function byValue(a: InstantRow, b: InstantRow): number {
  const [x, y] = [key(a), key(b)];
  if (x !== y && !Number.isNaN(x) && !Number.isNaN(y)) return y - x;
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  const [left, right] = [seriesName(a.labels), seriesName(b.labels)];
  return left === right ? 0 : left < right ? -1 : 1;
}

function key(row: InstantRow): number {
  return fromSampleValue(row.value ?? row.count ?? 'NaN');
}

/** What may stand in a row beside its labels, in the order of the columns. */
const COLUMNS: readonly (readonly [heading: string, cell: (row: InstantRow, digits?: number) => Cell])[] = [
  ['samples', (row) => row.samples],
  ['count', (row) => sampleText(row.count)],
  ['sum', (row) => sampleText(row.sum)],
  ['min', (row, digits) => sampleText(row.min, digits)],
  ['average', (row, digits) => sampleText(row.average, digits)],
  ['max', (row, digits) => sampleText(row.max, digits)],
  ['p50', (row) => sampleText(row.p50)],
  ['p90', (row) => sampleText(row.p90)],
  ['p99', (row) => sampleText(row.p99)],
  ['value', (row, digits) => sampleText(row.value, digits) ?? row.text],
  ['at', (row) => row.lastAt],
];

/** Headings and cells: the labels that tell the rows apart, then the columns that any row fills. */
export function instantTable(rows: readonly InstantRow[]): [string[], Cell[][]] {
  const series = seriesColumns(rows.map(({ labels }): Labels => labels));
  const columns = COLUMNS.filter(([, cell]) => rows.some((row) => cell(row) !== undefined));
  const down = digitsFor(rows.map(({ value }) => value));
  return [
    [...series.headings, ...columns.map(([heading]) => heading)],
    rows.map((row) => {
      const digits = Math.max(down, row.min === undefined ? 0 : digitsFor([row.min, row.average, row.max, row.value]));
      return [...series.cells(row.labels), ...columns.map(([, cell]) => cell(row, digits))];
    }),
  ];
}
