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
  const isos = times.map((ms) => new Date(ms).toISOString());
  const shared = [10, 4].find((length) => new Set(isos.map((iso) => iso.slice(0, length))).size === 1) ?? 0;
  const from = shared === 0 ? 0 : shared + 1;
  return {
    heading: shared === 0 ? 'time (UTC)' : `time (UTC, ${isos[0]?.slice(0, shared) ?? ''})`,
    format: (ms) => new Date(ms).toISOString().slice(from, clockEnd).replace('T', ' '),
  };
}
