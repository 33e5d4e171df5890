/** `@ptr`: what says which event a row is. Opaque to callers. */
import type { LogEvent } from '../../model.ts';

/** Where an event is: the `index`-th, from 0, of those at its time in its group. */
export interface EventPlace {
  readonly account: string;
  readonly group: string;
  readonly time: number;
  readonly index: number;
}

export function makePointer({ account, group, time, index }: EventPlace): string {
  return Buffer.from(JSON.stringify([account, group, time, index])).toString('base64');
}

/** Undefined where `pointer` is none. */
export function readPointer(pointer: string): EventPlace | undefined {
  try {
    const [account, group, time, index]: unknown[] = JSON.parse(Buffer.from(pointer, 'base64').toString());
    if (typeof account !== 'string' || typeof group !== 'string') return undefined;
    if (!Number.isSafeInteger(time) || !Number.isSafeInteger(index)) return undefined;
    return { account, group, time: Number(time), index: Number(index) };
  } catch {
    return undefined;
  }
}

/** Which of the events at its own time the `at`-th of `events` is, from 0. */
export function indexOf(events: readonly LogEvent[], at: number): number {
  let first = at;
  while (first > 0 && events[first - 1]?.time === events[at]?.time) first--;
  return at - first;
}
