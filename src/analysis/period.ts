import { ToolError } from '../errors.ts';
import type { Window } from '../model.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * How long CloudWatch keeps which resolution: data older than `ageMs` is only there at multiples of `periodSeconds`.
 * CloudWatch API Reference, MetricStat.Period; CloudWatch User Guide, "Metrics retention".
 */
const RETENTION = [
  { ageMs: 63 * DAY_MS, periodSeconds: 3600 },
  { ageMs: 15 * DAY_MS, periodSeconds: 300 },
  { ageMs: 3 * HOUR_MS, periodSeconds: 60 },
] as const;

/** Nothing older than 455 days (15 months) is kept. */
export const METRIC_RETENTION_MS = 455 * DAY_MS;

/** Periods below a minute that CloudWatch takes. */
const SUB_MINUTE = [1, 5, 10, 20, 30] as const;

/** What a period is chosen from, seconds: units people think in, each a multiple of what retention asks. */
const LADDER = [60, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800] as const;

/** The finest period in which data from `start` (epoch ms) is still kept at `now`, seconds: 1, 60, 300 or 3600. */
export function finestPeriod(start: number, now: number): number {
  return RETENTION.find(({ ageMs }) => now - start > ageMs)?.periodSeconds ?? 1;
}

/**
 * The finest usual period, in seconds, at which a window has at most `maxPoints` datapoints and whose data is still
 * kept; the coarsest one where none is coarse enough.
 * @param floorSeconds not finer than this, such as the period a metric is published at
 */
export function choosePeriod(window: Window, now: number, maxPoints: number, floorSeconds = 60): number {
  const finest = Math.max(finestPeriod(window.start, now), floorSeconds);
  const fits = (period: number) => period >= finest && pointsIn(alignWindow(window, period), period) <= maxPoints;
  return LADDER.find(fits) ?? LADDER.at(-1) ?? 604_800;
}

/**
 * A period that a caller gave, as CloudWatch takes it for data from `start`. Where it is finer than what is kept, it is
 * rounded up to a multiple of that.
 * @throws ToolError invalid_input where CloudWatch has no such period
 */
export function checkPeriod(periodSeconds: number, start: number, now: number): number {
  const known = SUB_MINUTE.some((period) => period === periodSeconds) || periodSeconds % 60 === 0;
  if (!known) {
    const below = Math.max(1, Math.floor(periodSeconds / 60)) * 60;
    throw new ToolError(
      'invalid_input',
      `period_seconds is ${periodSeconds}: CloudWatch takes 1, 5, 10, 20, 30 or a multiple of 60. Use ${below} or ${below + 60}, or leave it out to have it chosen.`,
    );
  }
  const finest = finestPeriod(start, now);
  return Math.ceil(periodSeconds / finest) * finest;
}

/** The window widened to whole periods, counted from the epoch, which is where CloudWatch then puts its datapoints. */
export function alignWindow(window: Window, periodSeconds: number): Window {
  const periodMs = periodSeconds * 1000;
  return { start: Math.floor(window.start / periodMs) * periodMs, end: Math.ceil(window.end / periodMs) * periodMs };
}

/** How many datapoints a window can have at a period. */
export function pointsIn(window: Window, periodSeconds: number): number {
  return Math.ceil((window.end - window.start) / (periodSeconds * 1000));
}
