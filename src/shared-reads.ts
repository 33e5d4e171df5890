import { LRUCache } from 'lru-cache';

interface Read {
  run: (signal: AbortSignal) => Promise<unknown>;
  ttlMs: number;
}

interface Entry {
  value: unknown;
  /** Whether it stays for later callers: what does not is not worth measuring. */
  kept: boolean;
}

/** What the cache may hold: answers (not callers) count. */
const MAX_ENTRIES = 2_000;
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Single flight and a cache with a time to live for reads, over lru-cache. A read that nobody waits for any more is
 * aborted; a read that others share goes on when one of them leaves.
 */
export class SharedReads {
  readonly #cache: LRUCache<string, Entry, Read>;
  readonly #waiting = new Map<string, number>();

  constructor(limits: { maxEntries?: number; maxBytes?: number; clock?: { now(): number } } = {}) {
    this.#cache = new LRUCache<string, Entry, Read>({
      max: limits.maxEntries ?? MAX_ENTRIES,
      maxSize: limits.maxBytes ?? MAX_BYTES,
      maxEntrySize: (limits.maxBytes ?? MAX_BYTES) / 4,
      sizeCalculation: (entry) => (entry.kept ? Math.max(1, JSON.stringify(entry.value)?.length ?? 1) : 1),
      ignoreFetchAbort: false,
      ...(limits.clock && { perf: limits.clock, ttlResolution: 0 }),
      fetchMethod: async (_key, _stale, { context, options, signal }) => {
        options.ttl = context.ttlMs;
        return { value: await context.run(signal), kept: context.ttlMs > 0 };
      },
    });
  }

  /**
   * The answer of `run`, shared with everyone who asks for the same key while it is under way and, where `ttlMs` is
   * above 0, for that long after.
   * @throws what `run` throws, or the signal's reason when this caller leaves first
   */
  async read<T>(
    key: string,
    run: (signal: AbortSignal) => Promise<T>,
    options: { signal: AbortSignal; ttlMs?: number | undefined },
  ): Promise<T> {
    options.signal.throwIfAborted();
    const ttlMs = options.ttlMs ?? 0;
    this.#waiting.set(key, (this.#waiting.get(key) ?? 0) + 1);
    try {
      const entry = await untilAborted(this.#cache.forceFetch(key, { context: { run, ttlMs } }), options.signal);
      return entry.value as T;
    } finally {
      const left = (this.#waiting.get(key) ?? 1) - 1;
      if (left > 0) this.#waiting.set(key, left);
      else {
        this.#waiting.delete(key);
        // Deleting aborts a fetch under way; an answer without a time to live is not for later callers.
        if (ttlMs === 0 || options.signal.aborted) this.#cache.delete(key);
      }
    }
  }
}

/** `promise`, or a rejection as soon as the signal aborts; the promise's own failure is then nobody's concern. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_resolve, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([promise, left]);
  } finally {
    if (leave) signal.removeEventListener('abort', leave);
    promise.catch(() => undefined);
  }
}
