import type { LogEvent, Window } from '../model.ts';
import { compareEvents, timeKey, type EventOrder } from './event-order.ts';

/** How far the search of one group came: all its events with a key below `frontier` are among `events`. */
export interface Searched {
  readonly group: string;
  readonly events: readonly LogEvent[];
  /** Infinity: the whole window. */
  readonly frontier: number;
}

export interface Merged {
  /** In order, without a gap up to `frontier`, except for what `behind` lacks. */
  readonly events: readonly LogEvent[];
  readonly frontier: number;
  /** Groups that came less far than the answer. */
  readonly behind: readonly Searched[];
}

/**
 * One list of what several groups gave, in order and as far as it is without gaps. Where that would leave nothing to
 * show although something was found, the groups that came least far are left behind, one by one.
 */
export function mergeSearches(searches: readonly Searched[], order: EventOrder): Merged {
  const furthestFirst = searches.toSorted((a, b) => b.frontier - a.frontier);
  for (let kept = furthestFirst.length; kept > 0; kept -= 1) {
    const merged = upToFrontier(furthestFirst.slice(0, kept), order);
    if (merged.events.length > 0) return { ...merged, behind: furthestFirst.slice(kept) };
  }
  return { ...upToFrontier(furthestFirst, order), behind: [] };
}

function upToFrontier(searches: readonly Searched[], order: EventOrder): { events: LogEvent[]; frontier: number } {
  const frontier = Math.min(Infinity, ...searches.map((search) => search.frontier));
  const events = searches.flatMap((search) => search.events.filter((event) => timeKey(event.time, order) < frontier));
  return { events: events.toSorted(compareEvents(order)), frontier };
}

/**
 * The last key that can matter to the next `count` events after a key: the `count`-th found so far; Infinity while there
 * are fewer.
 */
export function lastKeyNeeded(
  found: readonly (readonly LogEvent[])[],
  order: EventOrder,
  count: number,
  afterKey = -Infinity,
): number {
  const keys = found.flatMap((events) => events.map((event) => timeKey(event.time, order)));
  const later = keys.filter((key) => key > afterKey);
  return later.length < count ? Infinity : (later.toSorted((a, b) => a - b)[count - 1] ?? Infinity);
}

/** The part of a window before a frontier in the order asked for, and its share of the window (0 to 1). */
export function searchedPart(window: Window, order: EventOrder, frontier: number): { window: Window; share: number } {
  const part =
    order === 'newest'
      ? { start: Math.min(window.end, Math.max(window.start, 1 - frontier)), end: window.end }
      : { start: window.start, end: Math.max(window.start, Math.min(window.end, frontier)) };
  return { window: part, share: (part.end - part.start) / (window.end - window.start) };
}
