import { ToolError } from '../errors.ts';
import type { Window } from '../model.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: MINUTE_MS,
  min: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
};

const FORMS = 'ISO 8601 (2026-11-21T09:00:00Z), epoch seconds or milliseconds, or relative (-3h, now-15m, now)';
const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i;
const RELATIVE = /^(?:now)?\s*-\s*(\d+(?:\.\d+)?)\s*(s|min|m|h|d|w)$/i;
/** Epoch numbers from here on are milliseconds: as seconds it would be the year 5138, as milliseconds 1973. */
const MILLISECONDS_FROM = 1e11;

/** Numbers below are no epoch seconds of anything CloudWatch has: 2001-09-09. They are mistyped dates (20261121). */
const SECONDS_FROM = 1e9;
/** The last moment of year 9999: numbers beyond are micro- or nanoseconds. */
const LAST_MOMENT = 253_402_300_799_999;

/**
 * A moment from a caller's text, in epoch milliseconds.
 * @param name the parameter, for the error sentence
 * @param now epoch milliseconds that relative forms count from
 * @throws ToolError invalid_input
 */
export function parseTime(text: string, name: string, now: number): number {
  const time = readTime(text.trim(), now);
  if (time !== undefined && time >= 0 && time <= LAST_MOMENT) return time;
  throw new ToolError(
    'invalid_input',
    `${name} is not a time: got ${JSON.stringify(text.slice(0, 80))}. Use ${FORMS}.`,
  );
}

function readTime(value: string, now: number): number | undefined {
  if (/^now$/i.test(value)) return now;
  const relative = RELATIVE.exec(value);
  if (relative)
    return Math.round(now - Number(relative[1]) * (UNIT_MS[(relative[2] ?? '').toLowerCase()] ?? Number.NaN));
  if (/^\d+(?:\.\d+)?$/.test(value)) {
    const number = Number(value);
    if (number < SECONDS_FROM) return undefined;
    return Math.round(number >= MILLISECONDS_FROM ? number : number * 1000);
  }
  return ISO.test(value) ? readIso(value) : undefined;
}

/** ISO 8601; without a zone in UTC. A day that its month does not have is refused rather than carried over. */
function readIso(value: string): number | undefined {
  const date = value.slice(0, 10);
  const clock = value.length === 10 ? 'T00:00Z' : value.slice(10).replace(' ', 'T').toUpperCase();
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(clock) ? clock : `${clock}Z`;
  const time = Date.parse(`${date}${zoned.replace(/(\.\d{3})\d+/, '$1').replace(/([+-]\d{2})(\d{2})$/, '$1:$2')}`);
  const midnight = Date.parse(`${date}T00:00Z`);
  if (Number.isNaN(time) || Number.isNaN(midnight)) return undefined;
  return new Date(midnight).toISOString().startsWith(date) ? time : undefined;
}

/** `2026-11-21T09:00Z`: ISO 8601 in UTC at the precision the moment needs, so that it can be passed back as it stands. */
export function formatTime(ms: number): string {
  if (ms % MINUTE_MS === 0) return wholeMinute(ms);
  const iso = new Date(ms).toISOString();
  return ms % 1000 === 0 ? `${iso.slice(0, 19)}Z` : iso;
}

/** `formatTime` of the second that a moment is in: upstreams' times come with milliseconds that nobody needs. */
export function formatSecond(ms: number): string {
  return formatTime(Math.floor(ms / 1_000) * 1_000);
}

/** `T00:00Z` to `T23:59Z`. */
const CLOCK = Array.from(
  { length: 1440 },
  (_, minute) => new Date(minute * MINUTE_MS).toISOString().slice(10, 16) + 'Z',
);

/** The day of the moment written last: those of a series are mostly of one day, and a date costs more than all else. */
let written = { day: 0, date: '1970-01-01' };

function wholeMinute(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  if (day !== written.day) written = { day, date: new Date(day * DAY_MS).toISOString().split('T', 1)[0] ?? '' };
  return written.date + CLOCK[(ms - day * DAY_MS) / MINUTE_MS];
}

const MINUTES = new Map(CLOCK.map((clock, minute) => [clock, minute]));

/** The day of the moment read back last. */
let readBack = { start: 0, date: '1970-01-01' };

/** The moment that `formatTime` has written, epoch milliseconds. Of whole minutes it reads a day's date once. */
export function timeOf(text: string): number {
  const minute = MINUTES.get(text.slice(10));
  if (minute === undefined) return Date.parse(text);
  const date = text.slice(0, 10);
  if (date !== readBack.date) readBack = { start: Date.parse(date), date };
  return readBack.start + minute * MINUTE_MS;
}

/** `2026-11-21T06:00Z to 2026-11-21T09:00Z (3 h)`. */
export function formatWindow(window: Window): string {
  return `${formatTime(window.start)} to ${formatTime(window.end)} (${formatDuration(window.end - window.start)})`;
}

const STEPS: readonly (readonly [string, number])[] = [
  ['d', DAY_MS],
  ['h', HOUR_MS],
  ['min', MINUTE_MS],
  ['s', 1_000],
  ['ms', 1],
];

/** `2 d 3 h`, `1 h 5 min`, `40 s`, `250 ms`: at most two units. */
export function formatDuration(ms: number): string {
  let rest = Math.round(Math.abs(ms));
  const parts: string[] = [];
  for (const [unit, size] of STEPS) {
    const n = Math.floor(rest / size);
    if (n > 0) parts.push(`${n} ${unit}`);
    else if (parts.length > 0) break;
    rest -= n * size;
    if (parts.length === 2) break;
  }
  return parts.join(' ') || '0 s';
}
