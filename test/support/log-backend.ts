import type { EventPage, PageRequest } from '../../src/analysis/group-search.ts';
import type { LogEvent } from '../../src/model.ts';

/** How a backend behaves that is asked for pages of a log group. */
export interface BackendManners {
  /** `asked`: newest first where it was asked for. `ascending`: always oldest first. `streams`: stream by stream. */
  readonly order: 'asked' | 'ascending' | 'streams';
  /** The most events it puts into a page. */
  readonly pageSize: number;
  /** Every so many-th page is empty and has a token; 0: none. */
  readonly emptyEvery: number;
  /** Pages without events before each first one. */
  readonly emptyFirst: number;
}

const REVERSE_SINCE = Date.UTC(2024, 0, 1);

/** FilterLogEvents over some events, with its refusal to read backwards before 2024. Counts what it is asked. */
export function logBackend(
  events: readonly LogEvent[],
  manners: BackendManners,
): { read(request: PageRequest): EventPage; asked: PageRequest[] } {
  const asked: PageRequest[] = [];
  return {
    asked,
    read(request) {
      asked.push(request);
      if (request.newestFirst && request.window.start < REVERSE_SINCE)
        throw new Error('startFromHead=false before 2024');
      const { offset, pages } =
        request.token === undefined
          ? { offset: 0, pages: 0 }
          : (JSON.parse(request.token) as { offset: number; pages: number });
      const empty =
        pages < manners.emptyFirst || (manners.emptyEvery > 0 && pages % manners.emptyEvery === manners.emptyEvery - 1);
      const found = inOrder(events, request, manners);
      const size = empty ? 0 : Math.min(request.limit, manners.pageSize);
      const page = found.slice(offset, offset + size);
      const next = offset + page.length;
      const ended = next >= found.length && !empty;
      return { events: page, token: ended ? undefined : JSON.stringify({ offset: next, pages: pages + 1 }) };
    },
  };
}

function inOrder(
  events: readonly LogEvent[],
  { window, newestFirst }: PageRequest,
  { order }: BackendManners,
): LogEvent[] {
  const inside = events.filter((event) => event.time >= window.start && event.time < window.end);
  const ascending = inside.toSorted((a, b) => a.time - b.time);
  if (order === 'streams')
    return ascending.toSorted((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0));
  return order === 'asked' && newestFirst ? ascending.toReversed() : ascending;
}
