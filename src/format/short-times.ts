import { formatTime } from './time.ts';

/** How the times of one column are written: what they share stands in the heading. */
export interface ShortTimes {
  /** `time (UTC, 2026-11-21)`, `time (UTC, 2026)` or `time (UTC)`. */
  readonly heading: string;
  /** `09:40`, `11-21 09:40`, `2026-11-21 09:40`; with seconds or milliseconds where any of the times needs them. */
  readonly format: (ms: number) => string;
}

/** The shortest unmistakable UTC writing of some moments (epoch milliseconds). */
export function shortTimes(times: readonly number[]): ShortTimes {
  const clockEnd = times.some((ms) => ms % 1_000 !== 0) ? 23 : times.some((ms) => ms % 60_000 !== 0) ? 19 : 16;
  const first = times.length === 0 ? '' : isoOf(times.reduce((a, b) => Math.min(a, b)));
  const last = times.length === 0 ? '' : isoOf(times.reduce((a, b) => Math.max(a, b)));
  // What the first and the last moment share, all between share.
  const shared = [10, 4].find((length) => first.slice(0, length) === last.slice(0, length)) ?? 0;
  const from = shared === 0 ? 0 : shared + 1;
  return {
    heading: shared === 0 ? 'time (UTC)' : `time (UTC, ${first.slice(0, shared)})`,
    format: (ms) => (clockEnd === 16 ? formatTime(ms) : isoOf(ms)).slice(from, clockEnd).replace('T', ' '),
  };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
