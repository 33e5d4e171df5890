import * as z from 'zod';
import { findGaps, spacingOf, summarizePoints } from '../../../analysis/series-summary.ts';
import { isAdditive } from '../../../analysis/statistic.ts';
import { formatValue, plural } from '../../../format/number.ts';
import { formatDuration, formatTime } from '../../../format/time.ts';
import type { Point, Window } from '../../../model.ts';

/** CloudWatch may take this long to show a period that is over, milliseconds: it is no gap yet. */
const ARRIVAL_MS = 120_000;

/**
 * A series in numbers; all but `count` and `gaps` are absent where it has no datapoint. `spacingSeconds` is how far apart
 * datapoints are where that is more than the period: a metric published every 5 min has no gaps at 1 min.
 */
export const summaryFields = {
  count: z.int(),
  min: z.number().optional(),
  minAt: z.string().optional(),
  avg: z.number().optional(),
  max: z.number().optional(),
  maxAt: z.string().optional(),
  total: z.number().optional(),
  last: z.number().optional(),
  lastAt: z.string().optional(),
  gaps: z.int(),
  longestGapSeconds: z.int().optional(),
  longestGapAt: z.string().optional(),
  spacingSeconds: z.int().optional(),
};
const summarySchema = z.object(summaryFields);
export type Summary = z.output<typeof summarySchema>;

export const pointSchema = z.object({ time: z.string(), value: z.number() });

/** When the period under way began, epoch milliseconds: a datapoint from then on is still filling. */
export function fillingFrom(now: number, periodSeconds: number): number {
  const periodMs = periodSeconds * 1000;
  return Math.floor(now / periodMs) * periodMs;
}

/**
 * The summary of what is complete: a datapoint whose period is still under way counts only where it is the only one.
 * @param window aligned to the period
 */
export function summarize(
  points: readonly Point[],
  at: { window: Window; periodSeconds: number; now: number; statistic?: string | undefined },
): Summary {
  const stepMs = at.periodSeconds * 1000;
  const filling = fillingFrom(at.now, at.periodSeconds);
  const over = points.findLastIndex(([time]) => time < filling) + 1;
  const complete = over === 0 || over === points.length ? points : points.slice(0, over);
  const due = Math.floor((at.now - ARRIVAL_MS) / stepMs) * stepMs;
  const window = { start: at.window.start, end: Math.max(at.window.start, Math.min(at.window.end, due)) };
  const summary = summarizePoints(complete);
  if (summary === undefined) return { count: 0, gaps: 0 };
  const { cadenceMs, steady } = spacingOf(complete, stepMs);
  const gaps = findGaps(complete, window, cadenceMs);
  const longest = gaps.toSorted((a, b) => b.end - b.start - (a.end - a.start))[0];
  return {
    count: points.length,
    ...(cadenceMs > stepMs && steady && { spacingSeconds: cadenceMs / 1000 }),
    min: summary.min,
    minAt: formatTime(summary.minAt),
    avg: summary.avg,
    max: summary.max,
    maxAt: formatTime(summary.maxAt),
    ...(at.statistic !== undefined && isAdditive(at.statistic) && { total: summary.sum }),
    last: summary.last,
    lastAt: formatTime(summary.lastAt),
    gaps: gaps.length,
    ...(longest !== undefined && {
      longestGapSeconds: Math.round((longest.end - longest.start) / 1000),
      longestGapAt: formatTime(longest.start),
    }),
  };
}

/** The unit that the datapoints of a statistic have, by that of the metric. */
export function unitOf(statistic: string, unit: string | undefined): string | undefined {
  if (statistic === 'SampleCount' || /^tc/i.test(statistic)) return 'Count';
  return /^pr/i.test(statistic) ? 'Percent' : unit;
}

/** `, datapoints 5 min apart` for the first line where that is so of every series that has any; empty otherwise. */
export function spacingText(summaries: readonly Summary[]): string {
  const spacings = new Set(summaries.filter(({ count }) => count > 0).map(({ spacingSeconds }) => spacingSeconds));
  const [only] = spacings;
  return spacings.size !== 1 || only === undefined ? '' : `, datapoints ${formatDuration(only * 1000)} apart`;
}

/** The headings of `summaryCells`; `total` only where one of the series has one. */
export function summaryHeadings(summaries: readonly Summary[]): string[] {
  const total = summaries.some((summary) => summary.total !== undefined);
  return ['min (at)', 'avg', 'max (at)', ...(total ? ['total'] : []), 'last (at)', 'gaps'];
}

/**
 * @param clock how a moment is written, from its ISO form
 * @param spacing whether the cells say how far apart datapoints are, which the first line does not
 */
export function summaryCells(
  summary: Summary,
  unit: string | undefined,
  headings: readonly string[],
  clock: (iso: string) => string,
  spacing = false,
): string[] {
  const value = (n: number | undefined, at?: string) =>
    n === undefined ? '-' : `${formatValue(n, unit)}${at === undefined ? '' : ` (${clock(at)})`}`;
  return [
    value(summary.min, summary.minAt),
    value(summary.avg),
    value(summary.max, summary.maxAt),
    ...(headings.includes('total') ? [value(summary.total)] : []),
    value(summary.last, summary.lastAt),
    `${gapText(summary, clock)}${spacing && summary.spacingSeconds !== undefined ? ` (one every ${formatDuration(summary.spacingSeconds * 1000)})` : ''}`,
  ];
}

function gapText(summary: Summary, clock: (iso: string) => string): string {
  if (summary.count === 0) return 'no datapoints';
  if (summary.longestGapSeconds === undefined || summary.longestGapAt === undefined) return 'none';
  const longest = `${formatDuration(summary.longestGapSeconds * 1000)} from ${clock(summary.longestGapAt)}`;
  return summary.gaps === 1 ? longest : `${plural(summary.gaps, 'gap')}, longest ${longest}`;
}

/** Every moment that the cells of some summaries show. */
export function summaryTimes(summaries: readonly Summary[]): number[] {
  return summaries
    .flatMap(({ minAt, maxAt, lastAt, longestGapAt }) => [minAt, maxAt, lastAt, longestGapAt])
    .flatMap((iso) => (iso === undefined ? [] : [Date.parse(iso)]));
}
