import { createFairQueue } from '../budget/fair-queue.ts';
import { ANYONE, type Principal } from '../principal.ts';
import { SMALL_BYTES } from './bodies.ts';

/** The part of the room that one caller may take, where callers are told from each other: the rest is the others'. */
const SHARE_OF_ONE = 0.5;

/** Lets bodies of so many bytes together be read at a time: all others stay on the wire until it is their turn. */
export interface ReadingRoom {
  /**
   * `promise` resolves when the body may be read. `leave`, when it was or never will be, may be called again.
   * @param evict ends the request: it takes long, and others wait
   */
  enter(
    principal: Principal,
    bytes: number,
    evict: () => void,
  ): { readonly promise: Promise<void>; readonly leave: () => void };
}

interface Reader {
  readonly name: string;
  readonly bytes: number;
  /** Bytes that its caller may have inside. */
  readonly most: number;
  readonly begin: () => void;
  readonly evict: () => void;
}

/**
 * Who waits is let in caller by caller in turn.
 * @param longestMs how long a body may take while others wait
 */
export function createReadingRoom({ mostBytes, longestMs }: { mostBytes: number; longestMs: number }): ReadingRoom {
  const waiting = createFairQueue<Reader>();
  /** In the order in which they came in, with when they did. */
  const inside = new Map<Reader, number>();
  const ofCaller = new Map<string, number>();
  let taken = 0;
  let timer: NodeJS.Timeout | undefined;

  function count(reader: Reader, bytes: number): void {
    taken += bytes;
    const own = (ofCaller.get(reader.name) ?? 0) + bytes;
    if (own > 0) ofCaller.set(reader.name, own);
    else ofCaller.delete(reader.name);
  }

  const mayEnter = (name: string): boolean => {
    const { bytes = 0, most = 0 } = waiting.first(name) ?? {};
    return taken === 0 || ((ofCaller.get(name) ?? 0) + bytes <= most && taken + bytes <= mostBytes);
  };

  function letIn(): void {
    for (let reader = waiting.shift(mayEnter); reader !== undefined; reader = waiting.shift(mayEnter)) {
      inside.set(reader, performance.now());
      count(reader, reader.bytes);
      reader.begin();
    }
    hurry();
  }

  /** Whoever came first must be out in time, as long as others wait. */
  function hurry(): void {
    clearTimeout(timer);
    timer = undefined;
    const [first] = inside;
    if (first === undefined || waiting.size === 0) return;
    const [slowest, since] = first;
    timer = setTimeout(
      () => {
        slowest.evict();
        leave(slowest);
      },
      Math.max(0, since + longestMs - performance.now()),
    );
  }

  function leave(reader: Reader): void {
    if (!inside.delete(reader)) return;
    count(reader, -reader.bytes);
    letIn();
  }

  return {
    enter(principal, bytes, evict) {
      if (bytes <= SMALL_BYTES) return { promise: Promise.resolve(), leave: () => undefined };
      const { promise, resolve } = Promise.withResolvers<void>();
      const most = principal === ANYONE ? mostBytes : mostBytes * SHARE_OF_ONE;
      const reader: Reader = { name: principal.name, bytes, most, begin: resolve, evict };
      waiting.push(reader.name, reader);
      letIn();
      return {
        promise,
        leave() {
          // Whoever waits for it must not wait for ever.
          resolve();
          if (inside.has(reader)) leave(reader);
          else waiting.remove(reader.name, reader);
          hurry();
        },
      };
    },
  };
}
