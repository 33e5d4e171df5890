/** When things happen in the world: the shop's daily and weekly rhythm, and the course of its one incident. */

export const ACCOUNT = '123456789012';
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** How far back there is any data. */
export const KEPT_MS = 14 * DAY;
/** `max_connections` of orders-db: when the leak has taken all of them, nobody else gets one. */
export const MAX_CONNECTIONS = 400;

export interface Scene {
  readonly madeAt: number;
  /** Nothing older exists, epoch milliseconds. */
  readonly oldest: number;
  /** When customers began to feel it: 40 minutes before `madeAt`. */
  readonly incidentStart: number;
  /** When Argo CD rolled out checkout v2.31.0, whose pool leaks connections: 3 minutes before the incident. */
  readonly deployedAt: number;
  /** Share of the free connections of orders-db that the leak has taken, 0 to 1. */
  leak(time: number): number;
  /** Share of checkout's work that fails for want of a connection, relative to its worst, 0 to 1. */
  harm(time: number): number;
  /** Whether orders-db has no connection left. */
  isFull(time: number): boolean;
}

export function makeScene(madeAt: number): Scene {
  const incidentStart = Math.floor(madeAt / MINUTE) * MINUTE - 40 * MINUTE;
  const deployedAt = incidentStart - 3 * MINUTE;
  const fullAt = incidentStart + 3 * MINUTE;
  return {
    madeAt,
    oldest: Math.floor(madeAt / HOUR) * HOUR - KEPT_MS,
    incidentStart,
    deployedAt,
    leak: (time) => ramp(time, deployedAt + MINUTE, fullAt),
    isFull: (time) => time >= fullAt,
    harm: (time) => ramp(time, incidentStart, incidentStart + 5 * MINUTE),
  };
}

function ramp(time: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (time - from) / (to - from)));
}

const MINUTES_A_WEEK = 7 * 1440;
/** 1970-01-01 was a Thursday. */
const DEMAND = Float64Array.from({ length: MINUTES_A_WEEK }, (_, minute) => {
  const day = (4 + Math.floor(minute / 1440)) % 7;
  const hour = (minute % 1440) / 60;
  const wave = 0.5 - 0.5 * Math.cos(((hour - 8) / 24) * 2 * Math.PI);
  const evening = Math.exp(-((hour - 20) ** 2) / 5);
  return (0.35 + 0.5 * wave + 0.15 * evening) * (day === 0 || day === 6 ? 0.8 : 1);
});
/** Demand summed over the minutes of a week before each, so that a counter is known at any time. */
const SUMMED = new Float64Array(MINUTES_A_WEEK + 1);
DEMAND.forEach((value, minute) => (SUMMED[minute + 1] = (SUMMED[minute] ?? 0) + value));

/** How busy the shop is, 0.28 to 1: least at 08:00 UTC, most at 20:00 UTC, less at weekends. */
export function demand(time: number): number {
  return DEMAND[Math.floor(time / MINUTE) % MINUTES_A_WEEK] ?? 0;
}

/** Demand summed per minute from the epoch to `time`; what grows with demand grows by the difference of two of these. */
export function demandUpTo(time: number): number {
  const minutes = time / MINUTE;
  const minute = Math.floor(minutes) % MINUTES_A_WEEK;
  const weeks = Math.floor(minutes / MINUTES_A_WEEK) * (SUMMED[MINUTES_A_WEEK] ?? 0);
  return weeks + (SUMMED[minute] ?? 0) + (minutes % 1) * (DEMAND[minute] ?? 0);
}
