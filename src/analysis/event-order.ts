import type { LogEvent } from '../model.ts';

export type EventOrder = 'newest' | 'oldest';

/** Time as it ascends in the order asked for: negative where the newest come first. */
export function timeKey(time: number, order: EventOrder): number {
  return order === 'newest' ? -time : time;
}

/** The sort key of an event: by time, then group, stream and id, which tell events of one millisecond apart. */
export function eventPosition(event: LogEvent, order: EventOrder): [number, string, string, string] {
  return [timeKey(event.time, order), event.group, event.stream, event.id ?? ''];
}

/** Compares events by `eventPosition`. */
export function compareEvents(order: EventOrder): (a: LogEvent, b: LogEvent) => number {
  return (a, b) =>
    timeKey(a.time, order) - timeKey(b.time, order) ||
    compareText(a.group, b.group) ||
    compareText(a.stream, b.stream) ||
    compareText(a.id ?? '', b.id ?? '');
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
