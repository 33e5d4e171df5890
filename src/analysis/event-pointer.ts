import { parseLogGroup } from './log-group-ref.ts';

/** Where one log event is. */
export interface EventPointer {
  /** Name or ARN of the group. */
  readonly group: string;
  readonly stream: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Tells events of one stream and millisecond apart: `eventMark` of the message, `.2` for its second occurrence. */
  readonly mark?: string | undefined;
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z$/;
const MARK = /^[0-9a-z]{1,7}(?:\.\d{1,5})?$/;

/** `<group> <stream> <time>`, then `#<mark>` where there is one. Group and time hold no spaces, so the stream may. */
export function formatPointer({ group, stream, time, mark }: EventPointer): string {
  return `${group} ${stream} ${new Date(time).toISOString()}${mark === undefined ? '' : `#${mark}`}`;
}

/** Reads what `formatPointer` writes, and the same with a shorter ISO time; undefined for anything else. */
export function parsePointer(text: string): EventPointer | undefined {
  const whole = text.trim();
  const group = /^\S*/.exec(whole)?.[0] ?? '';
  const when = whole.slice(lastSpace(whole) + 1);
  const stream = whole.slice(group.length, -when.length).trim();
  if (stream === '') return undefined;
  const [iso = '', mark] = when.split('#');
  const time = TIME.test(iso) ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(time) || !parseLogGroup(group)) return undefined;
  if (mark === undefined) return { group, stream, time };
  return MARK.test(mark) ? { group, stream, time, mark } : undefined;
}

function lastSpace(text: string): number {
  let at = text.length - 1;
  while (at >= 0 && !/\s/.test(text.charAt(at))) at -= 1;
  return at;
}

/** A short name of a message, from its 32-bit FNV-1a hash: GetLogEvents gives no event ids to tell neighbours apart by. */
export function eventMark(message: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < message.length; i += 1) {
    hash ^= message.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

/**
 * The mark of each event that shares stream and millisecond with another one of `events`, undefined for the others;
 * repeated messages are numbered in the order given.
 */
export function eventMarks(
  events: readonly { group: string; stream: string; time: number; message: string }[],
): (string | undefined)[] {
  const place = (event: (typeof events)[number]) => `${event.time} ${event.group} ${event.stream}`;
  const shared = Map.groupBy(events, place);
  const seen = new Map<string, number>();
  return events.map((event) => {
    if ((shared.get(place(event))?.length ?? 0) < 2) return undefined;
    const mark = eventMark(event.message);
    const key = `${place(event)} ${mark}`;
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return nth === 1 ? mark : `${mark}.${nth}`;
  });
}

/** The index of the marked event among those of one stream and millisecond, in stream order; -1 where it is not there. */
export function findMarked(messages: readonly string[], mark: string): number {
  const [hash, nth = '1'] = mark.split('.');
  let seen = 0;
  return messages.findIndex((message) => eventMark(message) === hash && (seen += 1) === Number(nth));
}
