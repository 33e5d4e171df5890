import * as z from 'zod';
import { commonLabels, withoutLabels, type Labels } from '../../../analysis/label-sets.ts';
import { histogramAverage } from '../../../analysis/native-histogram.ts';
import { strideFor } from '../../../analysis/choose-step.ts';
import { MAX_POINT_SERIES, rowsThatFit, type RangePlan } from '../../../analysis/range-plan.ts';
import { rankSeries } from '../../../analysis/rank-series.ts';
import { summarizePoints } from '../../../analysis/series-summary.ts';
import { seriesName } from '../../../format/series-name.ts';
import { formatTime } from '../../../format/time.ts';
import type { Point } from '../../../model.ts';
import type { RangeSeries } from '../../../prometheus/parse.ts';
import { sampleValue, toSampleValue, type SampleValue } from './sample-value.ts';

/** One series over the window. `values` are its points from `pointsStart` on, every `pointsStepSeconds`; null is a gap. */
export const rangeRow = z.object({
  labels: z.record(z.string(), z.string()),
  samples: z.int(),
  min: sampleValue,
  minAt: z.string(),
  avg: sampleValue,
  max: sampleValue,
  maxAt: z.string(),
  last: sampleValue,
  lastAt: z.string(),
  values: z.array(sampleValue.nullable()).optional(),
});
export type RangeRow = z.infer<typeof rangeRow>;

export interface RangeRows {
  readonly total: number;
  readonly common: Labels;
  readonly rows: RangeRow[];
  /** Between the points shown, milliseconds: the query's step or a multiple of it. */
  readonly pointsStepMs: number;
  readonly pointsStart: number;
  /** Whether any series holds native histograms, whose averages the rows then show. */
  readonly histograms: boolean;
}

/** The top `limit` series by their maximum; the first few of them with points, as many as fit the budget. */
export function rangeRows(
  series: readonly RangeSeries[],
  plan: RangePlan,
  limit: number,
  budgetTokens: number,
): RangeRows {
  const common = commonLabels(series.map(({ labels }) => labels));
  const named = series.map((one) => ({ label: seriesName(one.labels), labels: one.labels, points: numbers(one) }));
  const top = rankSeries(named, 'max').slice(0, limit);
  const withPoints = pointSeries(top.length, plan.steps, budgetTokens);
  const stride = strideFor(plan.steps, rowsThatFit(budgetTokens, Math.max(1, withPoints)), plan.stepMs);
  // The last evaluation is always among the points.
  const offset = (plan.steps - 1) % stride;
  const pointsStart = plan.start + offset * plan.stepMs;
  const pointsStepMs = stride * plan.stepMs;
  const rows = top.flatMap(({ labels, points }, i) => {
    const row = summary(withoutLabels(labels, common), points);
    if (row === undefined) return [];
    return [i < withPoints ? { ...row, values: onGrid(points, pointsStart, pointsStepMs, plan.end) } : row];
  });
  const histograms = series.some((one) => one.histograms.length > 0);
  return { total: series.length, common, rows, pointsStepMs, pointsStart, histograms };
}

/** How many series get points: all up to the most, fewer where the steps would not fit beside each other otherwise. */
function pointSeries(shown: number, steps: number, budgetTokens: number): number {
  for (let n = Math.min(shown, MAX_POINT_SERIES); n > 1; n -= 1) if (steps <= rowsThatFit(budgetTokens, n)) return n;
  return Math.min(shown, steps <= rowsThatFit(budgetTokens, 1) ? 1 : 3);
}

/** A series' numbers; native histograms count with their averages. */
function numbers({ points, histograms }: RangeSeries): Point[] {
  const averages = histograms.map(([time, histogram]): Point => [time, histogramAverage(histogram)]);
  return averages.length === 0 ? [...points] : [...points, ...averages].toSorted((a, b) => a[0] - b[0]);
}

function summary(labels: Labels, points: readonly Point[]): RangeRow | undefined {
  const found = summarizePoints(points);
  if (found === undefined) return undefined;
  return {
    labels: { ...labels },
    samples: found.count,
    min: toSampleValue(found.min),
    minAt: formatTime(found.minAt),
    avg: toSampleValue(found.avg),
    max: toSampleValue(found.max),
    maxAt: formatTime(found.maxAt),
    last: toSampleValue(found.last),
    lastAt: formatTime(found.lastAt),
  };
}

/** The points at the steps of a grid, null where there is none. Both ascend in time. */
function onGrid(points: readonly Point[], start: number, stepMs: number, end: number): (SampleValue | null)[] {
  const count = Math.floor((end - start) / stepMs) + 1;
  const values = Array.from({ length: count }, (): SampleValue | null => null);
  for (const [time, value] of points) {
    const i = (time - start) / stepMs;
    if (i < values.length && Number.isInteger(i) && i >= 0) values[i] = toSampleValue(value);
  }
  return values;
}
