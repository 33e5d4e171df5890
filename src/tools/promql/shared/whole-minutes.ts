import type { Window } from '../../../model.ts';

const MINUTE_MS = 60_000;

/** The window in whole minutes, never smaller: lists asked within a minute then are one cached question. */
export function wholeMinutes({ start, end }: Window): Window {
  return { start: Math.floor(start / MINUTE_MS) * MINUTE_MS, end: Math.ceil(end / MINUTE_MS) * MINUTE_MS };
}
