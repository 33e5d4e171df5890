import { LRUCache } from 'lru-cache';
import { Unanswered } from './errors.ts';
import type { SharedRead } from './upstream-call.ts';

/** A read that was sent and is not answered yet, with those who wait for it. */
interface Flight {
  answer: Promise<unknown>;
  readonly controller: AbortController;
  waiting: number;
  /** The longest that any of its callers allows its answer to be kept, milliseconds. */
  ttlMs: number;
}

/** What the cache may hold: finished answers; reads under way are never dropped. */
const MAX_ENTRIES = 2_000;
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Single flight and a cache with a time to live for reads. A read that nobody waits for any more is aborted; a read that
 * others share goes on when one of them leaves.
 */
export class SharedReads {
  readonly #kept: LRUCache<string, { readonly value: unknown }>;
  readonly #underWay = new Map<string, Flight>();

  constructor(limits: { maxEntries?: number; maxBytes?: number; clock?: { now(): number } } = {}) {
    const maxBytes = limits.maxBytes ?? MAX_BYTES;
    this.#kept = new LRUCache({
      max: limits.maxEntries ?? MAX_ENTRIES,
      maxSize: maxBytes,
      maxEntrySize: maxBytes / 2,
      sizeCalculation: ({ value }) => Math.max(1, heapBytes(value)),
      ...(limits.clock && { perf: limits.clock, ttlResolution: 0 }),
    });
  }

  /**
   * The answer of `run`, shared with everyone who asks for the same key while it is under way and, where `ttlMs` is
   * above 0, for that long after.
   * @param options.asked names the upstream for the error of a wait that ends
   * @param options.told is told how the read is served, once it is known
   * @throws what `run` throws; when this caller leaves first the signal's reason, or Unanswered where its time was over
   */
  async read<T>(
    key: string,
    run: (signal: AbortSignal) => Promise<T>,
    options: {
      signal: AbortSignal;
      ttlMs?: number | undefined;
      asked?: string | undefined;
      told?: ((read: SharedRead) => void) | undefined;
    },
  ): Promise<T> {
    options.signal.throwIfAborted();
    const kept = this.#kept.get(key);
    const others = this.#underWay.get(key);
    options.told?.(kept !== undefined ? 'hit' : others !== undefined ? 'joined' : 'miss');
    if (kept !== undefined) return kept.value as T;
    const flight = others ?? this.#send(key, run);
    flight.ttlMs = Math.max(flight.ttlMs, options.ttlMs ?? 0);
    flight.waiting += 1;
    try {
      return (await untilAborted(flight.answer, options)) as T;
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0 && this.#underWay.get(key) === flight) {
        this.#underWay.delete(key);
        flight.controller.abort(options.signal.reason);
      }
    }
  }

  #send(key: string, run: (signal: AbortSignal) => Promise<unknown>): Flight {
    const controller = new AbortController();
    const flight: Flight = { answer: Promise.resolve(), controller, waiting: 0, ttlMs: 0 };
    const land = async (): Promise<unknown> => {
      try {
        const value = await run(controller.signal);
        if (flight.ttlMs > 0) this.#kept.set(key, { value }, { ttl: flight.ttlMs });
        return value;
      } finally {
        if (this.#underWay.get(key) === flight) this.#underWay.delete(key);
      }
    };
    this.#underWay.set(key, flight);
    flight.answer = land();
    return flight;
  }
}

/** About what plain data takes of V8's heap, bytes: within a tenth of it for pages of log groups and metrics, too low for dates and other alphabets. */
function heapBytes(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = 32;
  for (const name in value) bytes += 8 + heapBytes(value[name as keyof typeof value]);
  return bytes;
}

/** `promise`, or a rejection as soon as the signal aborts; the promise's own failure is then nobody's concern. */
async function untilAborted<T>(
  promise: Promise<T>,
  { signal, asked }: { signal: AbortSignal; asked?: string | undefined },
): Promise<T> {
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_resolve, reject) => {
    leave = () => reject(asked === undefined ? signal.reason : unanswered(signal.reason, asked));
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([promise, left]);
  } finally {
    if (leave) signal.removeEventListener('abort', leave);
    promise.catch(() => undefined);
  }
}

function unanswered(reason: unknown, asked: string): unknown {
  const isOver = reason instanceof Error && reason.name === 'TimeoutError';
  return isOver ? new Unanswered(asked, { cause: reason }) : reason;
}
