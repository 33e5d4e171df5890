import type { Point, Window } from '../model.ts';

/** A stretch without samples: from the first missing step to the next sample, or to the end of the window. */
export type Gap = Window;

/** Samples whose distances are the same in more than this share of cases come at a cadence. */
const STEADY_SHARE = 0.75;

/** What a series did, times in epoch milliseconds. `NaN` samples count as samples but not for min, max and avg. */
export interface SeriesSummary {
  readonly count: number;
  readonly min: number;
  readonly minAt: number;
  readonly max: number;
  readonly maxAt: number;
  /** Mean of the samples, each with the same weight. */
  readonly avg: number;
  readonly sum: number;
  readonly first: number;
  readonly last: number;
  readonly lastAt: number;
  /** How often a sample usually comes, milliseconds: the median distance; the step where there are fewer than two. */
  readonly cadenceMs: number;
  /** Whether most distances are the cadence: samples come at it, rather than now and then. */
  readonly steady: boolean;
  /** Where samples are missing, measured against the cadence, ascending; empty where no grid was given. */
  readonly gaps: readonly Gap[];
}

/**
 * Summarises the samples of one series, ascending in time; undefined where there are none.
 * @param grid the window asked for (aligned to the step) and the step that samples were asked at, milliseconds. The
 *   extremes' times are those of their first occurrence.
 */
export function summarizePoints(
  points: readonly Point[],
  grid?: { window: Window; stepMs: number },
): SeriesSummary | undefined {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return undefined;
  let min: Point | undefined;
  let max: Point | undefined;
  let sum = 0;
  let numbers = 0;
  for (const point of points) {
    if (Number.isNaN(point[1])) continue;
    if (min === undefined || point[1] < min[1]) min = point;
    if (max === undefined || point[1] > max[1]) max = point;
    sum += point[1];
    numbers += 1;
  }
  const cadenceMs = cadence(points, grid?.stepMs);
  return {
    count: points.length,
    min: min?.[1] ?? Number.NaN,
    minAt: (min ?? first)[0],
    max: max?.[1] ?? Number.NaN,
    maxAt: (max ?? first)[0],
    avg: numbers === 0 ? Number.NaN : sum / numbers,
    sum: numbers === 0 ? Number.NaN : sum,
    first: first[1],
    last: last[1],
    lastAt: last[0],
    cadenceMs,
    steady: isSteady(points, cadenceMs),
    gaps: grid === undefined ? [] : findGaps(points, grid.window, cadenceMs),
  };
}

/** The median distance of neighbours, at least `stepMs`. A metric published every 5 min has no gaps at a 1 min step. */
function cadence(points: readonly Point[], stepMs = 0): number {
  const distances = points.slice(1).map(([time], i) => time - (points[i]?.[0] ?? time));
  const median = distances.toSorted((a, b) => a - b)[Math.floor((distances.length - 1) / 2)] ?? 0;
  return Math.max(stepMs, median);
}

function isSteady(points: readonly Point[], cadenceMs: number): boolean {
  const same = points.filter(([time], i) => i > 0 && time - (points[i - 1]?.[0] ?? 0) === cadenceMs).length;
  return points.length > 2 && same > STEADY_SHARE * (points.length - 1);
}

function findGaps(points: readonly Point[], window: Window, cadenceMs: number): Gap[] {
  if (cadenceMs <= 0) return [];
  const gaps: Gap[] = [];
  // A sample is due every cadence; one that comes less than half a cadence late is not missing.
  let due = window.start;
  for (const [time] of points) {
    if (time - due >= cadenceMs / 2 && time > due) gaps.push({ start: due, end: time });
    due = time + cadenceMs;
  }
  if (window.end - due >= cadenceMs) gaps.push({ start: due, end: window.end });
  return gaps;
}
