import type { Window } from '../../../model.ts';

const MINUTE_MS = 60_000;

/** The last minute that a time of four-digit years can name. */
const LAST_MINUTE = Date.UTC(9999, 11, 31, 23, 59);

/**
 * The window in whole minutes, never smaller (but at the end of time): lists asked within a minute then are one cached
 * question.
 */
export function wholeMinutes({ start, end }: Window): Window {
  return {
    start: Math.floor(start / MINUTE_MS) * MINUTE_MS,
    end: Math.min(LAST_MINUTE, Math.ceil(end / MINUTE_MS) * MINUTE_MS),
  };
}
