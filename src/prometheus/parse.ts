import type { HistogramBucket, NativeHistogram } from '../analysis/native-histogram.ts';
import type { Labels } from '../analysis/label-sets.ts';
import { ellipsis } from '../format/text.ts';
import type { Point } from '../model.ts';

/** One series of an instant vector: a number or a native histogram. Epoch milliseconds. */
export interface VectorSample {
  readonly labels: Labels;
  readonly time: number;
  readonly value?: number | undefined;
  readonly histogram?: NativeHistogram | undefined;
}

/** One series over time; a series may hold numbers, native histograms or both. */
export interface RangeSeries {
  readonly labels: Labels;
  readonly points: readonly Point[];
  readonly histograms: readonly (readonly [time: number, histogram: NativeHistogram])[];
}

export type QueryResult =
  | { readonly type: 'vector'; readonly samples: readonly VectorSample[] }
  | { readonly type: 'matrix'; readonly series: readonly RangeSeries[] }
  | { readonly type: 'scalar'; readonly time: number; readonly value: number }
  | { readonly type: 'string'; readonly time: number; readonly text: string };

/** The data is not what the API documents: request.ts makes an `upstream` error of it. */
export class UnexpectedData extends Error {
  override readonly name = 'UnexpectedData';
}

/** The `data` of query and query_range. @throws UnexpectedData */
export function parseQueryResult(data: unknown): QueryResult {
  const { resultType, result } = object(data);
  switch (resultType) {
    case 'vector':
      return { type: 'vector', samples: array(result).map(vectorSample) };
    case 'matrix':
      return { type: 'matrix', series: array(result).map(rangeSeries) };
    case 'scalar': {
      const [time, value] = array(result);
      return { type: 'scalar', time: milliseconds(time), value: number(value) };
    }
    case 'string': {
      const [time, text] = array(result);
      return { type: 'string', time: milliseconds(time), text: String(text) };
    }
    default:
      throw new UnexpectedData(`a result of type ${JSON.stringify(resultType)}`);
  }
}

/** The `data` of series. */
export function parseSeries(data: unknown): Labels[] {
  return array(data).map(labels);
}

/** The `data` of labels and label values. */
export function parseNames(data: unknown): string[] {
  return array(data).map(String);
}

export function object(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new UnexpectedData(`${brief(value)} instead of an object`);
}

export function array(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new UnexpectedData(`${brief(value)} instead of a list`);
}

export function labels(value: unknown): Labels {
  return Object.fromEntries(Object.entries(object(value)).map(([name, text]) => [name, String(text)]));
}

/** A sample value as the API writes it: a number in a string, or `NaN`, `+Inf`, `-Inf`. */
export function number(text: unknown): number {
  const value = typeof text === 'string' && text.trim() !== '' ? Number(text) : text;
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  if (text === '+Inf' || text === 'Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  if (text === 'NaN') return Number.NaN;
  throw new UnexpectedData(`${brief(text)} instead of a number`);
}

function milliseconds(seconds: unknown): number {
  return Math.round(number(seconds) * 1000);
}

function vectorSample(entry: unknown): VectorSample {
  const { metric, value, histogram } = object(entry);
  if (histogram !== undefined) {
    const [time, data] = array(histogram);
    return { labels: labels(metric), time: milliseconds(time), histogram: nativeHistogram(data) };
  }
  const [time, text] = array(value);
  return { labels: labels(metric), time: milliseconds(time), value: number(text) };
}

function rangeSeries(entry: unknown): RangeSeries {
  const { metric, values = [], histograms = [] } = object(entry);
  return {
    labels: labels(metric),
    points: array(values).map((pair) => {
      const [time, text] = array(pair);
      return [milliseconds(time), number(text)] as const;
    }),
    histograms: array(histograms).map((pair) => {
      const [time, data] = array(pair);
      return [milliseconds(time), nativeHistogram(data)] as const;
    }),
  };
}

/** Buckets are `[boundary rule, lower, upper, count]`; which bounds are closed does not matter to an estimate. */
function nativeHistogram(data: unknown): NativeHistogram {
  const { count, sum, buckets = [] } = object(data);
  return {
    count: number(count),
    sum: number(sum),
    buckets: array(buckets)
      .map((bucket): HistogramBucket => {
        const [, lower, upper, n] = array(bucket);
        return { lower: number(lower), upper: number(upper), count: number(n) };
      })
      .toSorted((a, b) => a.lower - b.lower),
  };
}

function brief(value: unknown): string {
  return ellipsis(JSON.stringify(value) ?? 'nothing', 60);
}
