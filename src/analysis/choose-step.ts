import type { Window } from '../model.ts';

/** Steps a person would choose, seconds: they divide minutes, hours and days. */
const NICE_SECONDS = [
  15, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 10_800, 14_400, 21_600, 43_200, 86_400,
] as const;

/** The most points of a series that the range query API gives (11,000 in Prometheus' `query_range`). */
export const MAX_POINTS = 11_000;

/**
 * The smallest round step, milliseconds, with which a window has at most `points` steps; whole days beyond the largest. It
 * is never below 15 s, the shortest scrape interval in common use, where a finer step only repeats samples.
 */
export function chooseStep(window: Window, points: number): number {
  const seconds = (window.end - window.start) / 1000 / Math.max(1, points);
  const nice = NICE_SECONDS.find((step) => step >= seconds);
  return (nice ?? Math.ceil(seconds / 86_400) * 86_400) * 1000;
}

/**
 * Every how many steps a point can be shown so that at most `points` are, a round distance where one is a multiple of the
 * step: the points of a coarser query are among those of a finer one on the same grid, so leaving out is exact.
 */
export function strideFor(steps: number, points: number, stepMs: number): number {
  const stride = Math.max(1, Math.ceil(steps / Math.max(1, points)));
  if (stride === 1) return 1;
  const nice = NICE_SECONDS.find((seconds) => seconds * 1000 >= stride * stepMs && (seconds * 1000) % stepMs === 0);
  return nice === undefined ? stride : (nice * 1000) / stepMs;
}
