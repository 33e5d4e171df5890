import type { LogEvent, Window } from '../../model.ts';
import type { QueryEvent } from '../evaluate/insights/rows.ts';
import { INGESTION_DELAY_MS, keptSince } from '../operations/log-events.ts';
import type { LogGroup } from '../world/types.ts';
import { indexOf, makePointer } from './pointers.ts';

/** A group and whose it is. */
export interface OwnedGroup {
  readonly account: string;
  readonly group: LogGroup;
}

/** So much of a window is in memory at once. */
const SLICE_MS = 3_600_000;

/** The events of `groups` in `window`, newest first, without what is past retention. `seen` hears of each one. */
export function* readNewestFirst(
  groups: readonly OwnedGroup[],
  window: Window,
  now: number,
  seen: (bytes: number) => void,
): Generator<QueryEvent> {
  const oldest = Math.min(...groups.map(({ group }) => keptSince(group, now)));
  const start = Math.max(window.start, oldest);
  for (let end = Math.min(window.end, now + 1); end > start; end -= SLICE_MS) {
    const slice = { start: Math.max(start, end - SLICE_MS), end };
    const found = groups.flatMap((owned) => readSlice(owned, slice, now));
    const newestFirst = groups.length === 1 ? found.toReversed() : found.toSorted((a, b) => b.time - a.time);
    for (const event of newestFirst) {
      seen(Buffer.byteLength(event.message));
      yield event;
    }
  }
}

function readSlice({ account, group }: OwnedGroup, slice: Window, now: number): QueryEvent[] {
  const start = Math.max(slice.start, keptSince(group, now));
  if (start >= slice.end) return [];
  const events = group.events({ start, end: slice.end });
  return events.map((event, at) => toQueryEvent(event, account, () => indexOf(events, at)));
}

/** `event` of account `account` as a query reads it; `index` is which of those at its time it is. */
export function toQueryEvent(event: LogEvent, account: string, index: () => number): QueryEvent {
  const { time, message, stream, group } = event;
  return {
    time,
    ingestionTime: time + INGESTION_DELAY_MS,
    message,
    stream,
    log: `${account}:${group}`,
    pointer: () => makePointer({ account, group, time, index: index() }),
  };
}
