import { findMarked, type EventPointer } from '../../../analysis/event-pointer.ts';
import type { LogEvent } from '../../../model.ts';

export interface StreamPage {
  readonly events: readonly LogEvent[];
  /** Undefined at the end of the stream. */
  readonly token: string | undefined;
}

export type ReadStream = (page: {
  direction: 'forward' | 'backward';
  window: { start?: number; end?: number };
  limit: number;
  token: string | undefined;
}) => Promise<StreamPage>;

export interface Around {
  /** Ascending in time, in the order of the stream. */
  readonly events: readonly LogEvent[];
  /** The event that was asked for; -1 where there is none. */
  readonly center: number;
  /** Whether it is the very event: the time is right, and the mark where there is one. */
  readonly exact: boolean;
  /** Whether there are events before the first and after the last one. */
  readonly earlier: boolean;
  readonly later: boolean;
}

/** The most GetLogEvents gives a page. */
const MAX_PAGE = 10_000;

/**
 * The events of a stream around a moment: `before` of them up to it, the event there, `after` of them behind. Without a
 * time, the last `before` events of the stream.
 * @param stopped once this is true no further page is read; a page under way is the reader's to end
 */
export async function readAround(
  at: Pick<EventPointer, 'mark'> & { time?: number | undefined },
  counts: { before: number; after: number },
  read: ReadStream,
  stopped: () => boolean,
): Promise<Around> {
  const { time } = at;
  if (time === undefined) {
    const back = await collect(
      'backward',
      {},
      (events) => events.length > counts.before,
      counts.before + 1,
      read,
      stopped,
    );
    const events = back.events.slice(-counts.before);
    return {
      events,
      center: -1,
      exact: true,
      earlier: back.events.length > events.length || !back.ended,
      later: false,
    };
  }
  const centerOf = (events: readonly LogEvent[]) => {
    const there = events.filter((event) => event.time === time).map((event) => event.message);
    return at.mark === undefined ? 0 : Math.max(0, findMarked(there, at.mark));
  };
  const enough = (events: readonly LogEvent[]) =>
    events.length > counts.after + 1 + centerOf(events) && events.some((event) => event.time > time);
  const [back, forth] = await Promise.all([
    collect('backward', { end: time }, (events) => events.length > counts.before, counts.before + 1, read, stopped),
    collect('forward', { start: time }, enough, counts.after + 2, read, stopped),
  ]);
  const all = [...back.events, ...forth.events];
  const center = forth.events.length === 0 ? all.length - 1 : back.events.length + centerOf(forth.events);
  const there = forth.events.filter((event) => event.time === time).map((event) => event.message);
  const from = Math.max(0, center - counts.before);
  const to = Math.min(all.length, center + 1 + counts.after);
  return {
    events: all.slice(from, to),
    center: center - from,
    exact: there.length > 0 && (at.mark === undefined || findMarked(there, at.mark) >= 0),
    earlier: from > 0 || !back.ended,
    later: to < all.length || !forth.ended,
  };
}

/** Reads pages one way until there are enough events; ascending, whichever the way. */
async function collect(
  direction: 'forward' | 'backward',
  window: { start?: number; end?: number },
  enough: (events: readonly LogEvent[]) => boolean,
  limit: number,
  read: ReadStream,
  stopped: () => boolean,
): Promise<{ events: LogEvent[]; ended: boolean }> {
  let events: LogEvent[] = [];
  let token: string | undefined;
  do {
    const page = await read({ direction, window, limit: Math.min(MAX_PAGE, limit), token });
    events = direction === 'forward' ? [...events, ...page.events] : [...page.events, ...events];
    token = page.token;
  } while (token !== undefined && !enough(events) && !stopped());
  return { events, ended: token === undefined };
}
