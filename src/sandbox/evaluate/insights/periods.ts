/** Rounds moments to periods: up to weeks from the epoch on, longer ones by the calendar (UTC). */
import type { Period } from './functions.ts';

const MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};
const MONTHS: Readonly<Record<string, number>> = { mo: 1, q: 3, y: 12 };

/** The period's begin, epoch milliseconds. */
export function floorTime(time: number, { count, unit }: Period): number {
  const size = MS[unit];
  if (size !== undefined) return Math.floor(time / (size * count)) * size * count;
  const date = new Date(time);
  const months = (MONTHS[unit] ?? 1) * count;
  const month = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
  return Date.UTC(1970, Math.floor(month / months) * months);
}

/** The next period's begin, or `time` itself where that is one. */
export function ceilTime(time: number, period: Period): number {
  const floor = floorTime(time, period);
  if (floor === time) return time;
  const size = MS[period.unit];
  if (size !== undefined) return floor + size * period.count;
  const date = new Date(floor);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + (MONTHS[period.unit] ?? 1) * period.count);
}
