/** Walks a log group's events from a position, in either direction, as far as one page goes. */
import type { LogEvent, Window } from '../../model.ts';
import type { LogGroup } from '../world/types.ts';

/** A place between events: before the `index`-th, from 0, of those at `time`. */
export interface Position {
  readonly time: number;
  readonly index: number;
}

/** An event and which one it is, from 0, of those at its time. */
export interface PlacedEvent extends LogEvent {
  readonly index: number;
}

/** A page holds up to 1 MB and 10,000 events. */
const MAX_PAGE_BYTES = 1024 * 1024;
export const MAX_PAGE_EVENTS = 10_000;
/** A page looks at one day of log and about so many events at most, so that it may be short, or empty, and not be the last. */
const MAX_SCAN_MS = 24 * 3_600_000;
const MAX_SCAN_EVENTS = 100_000;
const FIRST_SLICE_MS = 60_000;
/** Slices grow until there are so many events in one. */
const SLICE_EVENTS = 1_000;

/**
 * Up to `limit` events of `group` in `window` that match, in the order asked for, from `from` on. `next` is where the
 * next page begins, undefined at the end of the window.
 * @param asked `stream`: the only one that can match
 */
export function readEvents(
  group: LogGroup,
  window: Window,
  from: Position,
  asked: {
    descending: boolean;
    limit: number;
    stream?: string | undefined;
    matches: (event: LogEvent) => boolean;
  },
): { events: PlacedEvent[]; next: Position | undefined } {
  const { descending, limit, stream, matches } = asked;
  const events: PlacedEvent[] = [];
  let bytes = 0;
  let scannedMs = 0;
  let scanned = 0;
  let edge = descending ? Math.min(from.time + 1, window.end) : Math.max(from.time, window.start);
  let size = FIRST_SLICE_MS;
  while (descending ? edge > window.start : edge < window.end) {
    if (scannedMs >= MAX_SCAN_MS || scanned >= MAX_SCAN_EVENTS) return { events, next: { time: edge, index: 0 } };
    const slice = descending
      ? { start: Math.max(window.start, edge - size), end: edge }
      : { start: edge, end: Math.min(window.end, edge + size) };
    const written = group.events(slice, stream);
    const found = place(written, matches);
    for (const event of descending ? found.toReversed() : found) {
      if (event.time === from.time && event.index < from.index !== descending) continue;
      bytes += Buffer.byteLength(event.message) + 26;
      if (events.length === limit || (bytes > MAX_PAGE_BYTES && events.length > 0)) {
        return { events, next: { time: event.time, index: event.index + (descending ? 1 : 0) } };
      }
      events.push(event);
    }
    scannedMs += slice.end - slice.start;
    scanned += written.length;
    if (written.length < SLICE_EVENTS) size *= 2;
    edge = descending ? slice.start : slice.end;
  }
  return { events, next: undefined };
}

function place(events: readonly LogEvent[], matches: (event: LogEvent) => boolean): PlacedEvent[] {
  const placed: PlacedEvent[] = [];
  let index = 0;
  for (const [at, event] of events.entries()) {
    index = events[at - 1]?.time === event.time ? index + 1 : 0;
    if (matches(event)) placed.push({ ...event, index });
  }
  return placed;
}
