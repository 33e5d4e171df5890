import type { LogEvent, Window } from '../model.ts';
import { timeKey, type EventOrder } from './event-order.ts';

/** One page to read: the events of `window`, from its start unless `newestFirst`; `token` goes on in the same slice. */
export interface PageRequest {
  readonly window: Window;
  readonly newestFirst: boolean;
  readonly token?: string | undefined;
  readonly limit: number;
}

export interface EventPage {
  readonly events: readonly LogEvent[];
  readonly token?: string | undefined;
}

/**
 * The search of one log group in time order, as a machine without I/O: it says which page to read next and takes the
 * page. Keys are times that ascend in the order asked for (`timeKey`).
 */
export interface GroupSearch {
  /**
   * The next page to read; undefined once everything up to `lastKey` is known.
   * @param lastKey the last key that can still matter
   */
  next(lastKey: number): PageRequest | undefined;
  accept(page: EventPage): void;
  /** Every event found so far, also those past the frontier. */
  found(): readonly LogEvent[];
  /** All events with a smaller key are known. Infinity at the end of the window. */
  frontier(): number;
}

/** `startFromHead: false` is refused for a start before this moment (FilterLogEvents, the SDK's model). */
const NEWEST_FIRST_FROM = Date.UTC(2024, 0, 1);
/** Pages that tell nothing (none or one event, whose place is unknown) before the window is read in slices, which do. */
const SILENT_PAGES = 3;
/** The first slice, as a part of what is left of the window; each later one is twice as long. */
const FIRST_SLICE = 1 / 64;
const MIN_SLICE_MS = 60_000;
/** Events a page in a slice that has to be read to its end before its order is known: they are all needed. */
const WHOLE_SLICE_LIMIT = 1_000;
/** Where there seem to be more events than this in such a slice, it is given up for one of about `WHOLE_SLICE_LIMIT`. */
const WHOLE_SLICE_EVENTS = 3_000;

/** The most events FilterLogEvents gives a page. */
export const MAX_PAGE = 10_000;

/** Clocks that count in seconds put thousands of events into one moment, all of which are needed to order them. */
function isOneMoment(events: readonly LogEvent[]): boolean {
  return events.length > 1 && events[0]?.time === events.at(-1)?.time;
}

/** @param limit events a page where they come in the order asked for */
export function searchGroup(window: Window, order: EventOrder, limit: number): GroupSearch {
  let pageLimit = limit;
  // In keys, so that everything below runs upwards, whichever the order.
  const end = order === 'newest' ? 1 - window.start : window.end;
  const newestFirstEnd = order === 'newest' ? 1 - NEWEST_FIRST_FROM : Infinity;
  let frontier = order === 'newest' ? 1 - window.end : window.start;
  let events: LogEvent[] = [];
  /** Whether this backend's pages come in the order asked for: unknown until two different times were seen. */
  let ordered: boolean | undefined;

  // The slice that is being read.
  let from = frontier;
  let to = frontier;
  let length = Infinity;
  /** Its order is not ours: it counts only when it was read to its end. */
  let whole = false;
  let token: string | undefined;
  let taken = 0;
  let silentPages = 0;
  let lastSeen: number | undefined;
  let latest = -Infinity;

  function openSlice(lastKey: number): void {
    from = frontier;
    // What was found past the frontier is read again.
    events = events.filter((event) => timeKey(event.time, order) < from);
    whole = ordered === false || from >= newestFirstEnd;
    if (whole && length === Infinity) length = firstLength();
    to = Math.min(end, lastKey + 1, from + length, from < newestFirstEnd ? newestFirstEnd : end);
    taken = 0;
    silentPages = 0;
    lastSeen = undefined;
    latest = -Infinity;
  }

  const firstLength = () => Math.max(MIN_SLICE_MS, Math.ceil((end - from) * FIRST_SLICE));

  function shorten(newLength: number): void {
    length = Math.max(1, Math.floor(newLength));
    token = undefined;
  }

  function take(found: readonly LogEvent[]): void {
    for (const event of found) {
      const at = timeKey(event.time, order);
      if (at < from || at >= to) continue;
      if (lastSeen !== undefined && at < lastSeen) ordered = false;
      else if (lastSeen !== undefined && at > lastSeen) ordered ??= true;
      lastSeen = at;
      latest = Math.max(latest, event.time);
      events.push(event);
      taken += 1;
    }
  }

  /** How many events the slice has, if the rest of it is like what was read, oldest first, up to the latest event. */
  function expected(): number {
    const start = order === 'newest' ? 1 - to : from;
    return taken === 0 ? 0 : (taken * (to - from)) / (latest + 1 - start);
  }

  return {
    next(lastKey) {
      if (frontier >= end || frontier > lastKey) return undefined;
      if (token === undefined) openSlice(lastKey);
      return {
        window: order === 'newest' ? { start: 1 - to, end: 1 - from } : { start: from, end: to },
        newestFirst: order === 'newest' && !whole,
        token,
        limit: whole ? WHOLE_SLICE_LIMIT : pageLimit,
      };
    },
    accept(page) {
      if (isOneMoment(page.events)) pageLimit = Math.min(MAX_PAGE, pageLimit * 10);
      take(page.events);
      token = page.token;
      if (token === undefined) {
        frontier = to >= end ? Infinity : to;
        if (taken <= WHOLE_SLICE_LIMIT) length *= 2;
      } else if (whole) {
        if (expected() >= WHOLE_SLICE_EVENTS && to - from > 1) {
          shorten((to - from) * Math.min(1 / 4, WHOLE_SLICE_LIMIT / expected()));
        }
      } else if (ordered === false) {
        frontier = from;
        shorten(firstLength());
      } else {
        const known = ordered === true ? Math.max(frontier, lastSeen ?? frontier) : frontier;
        silentPages = known > frontier || page.events.length > 1 ? 0 : silentPages + 1;
        frontier = known;
        if (silentPages >= SILENT_PAGES && length === Infinity) shorten(firstLength());
      }
    },
    found: () => events,
    frontier: () => frontier,
  };
}
