import type { Point, Window } from '../model.ts';

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
  readonly last: number;
  readonly lastAt: number;
}

/**
 * Summarises the samples of one series, ascending in time; undefined where there are none. The extremes' times are those
 * of their first occurrence.
 */
export function summarizePoints(points: readonly Point[]): SeriesSummary | undefined {
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
  return {
    count: points.length,
    min: min?.[1] ?? Number.NaN,
    minAt: (min ?? first)[0],
    max: max?.[1] ?? Number.NaN,
    maxAt: (max ?? first)[0],
    avg: numbers === 0 ? Number.NaN : sum / numbers,
    sum: numbers === 0 ? Number.NaN : sum,
    last: last[1],
    lastAt: last[0],
  };
}

/** Samples whose distances are the same in more than this share of cases come at a cadence. */
const STEADY_SHARE = 0.75;

/** How far apart the samples of a series are. */
export interface Spacing {
  /** How often a sample usually comes, milliseconds: the median distance, at least the step. */
  readonly cadenceMs: number;
  /** Whether most distances are the cadence: samples come at it, rather than now and then. */
  readonly steady: boolean;
}

/**
 * The spacing of samples, ascending in time. A metric published every 5 min has no gaps at a 1 min step.
 * @param stepMs what the samples were asked at, milliseconds
 */
export function spacingOf(points: readonly Point[], stepMs = 0): Spacing {
  const distances = new Float64Array(Math.max(0, points.length - 1));
  let before: number | undefined;
  for (const [i, [time]] of points.entries()) {
    if (before !== undefined) distances[i - 1] = time - before;
    before = time;
  }
  const median = distances.toSorted()[Math.floor((distances.length - 1) / 2)] ?? 0;
  const cadenceMs = Math.max(stepMs, median);
  const same = distances.reduce((count, distance) => count + Number(distance === cadenceMs), 0);
  return { cadenceMs, steady: distances.length > 1 && same > STEADY_SHARE * distances.length };
}

/** A stretch without samples: from the first missing step to the next sample, or to the end of the window. */
export type Gap = Window;

/**
 * Where samples are missing, ascending.
 * @param window what was asked for, aligned to the step
 * @param cadenceMs of the samples; 0 where there is none
 */
export function findGaps(points: readonly Point[], window: Window, cadenceMs: number): Gap[] {
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
