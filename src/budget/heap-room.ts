import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Logger } from 'pino';
import { ToolError } from '../errors.ts';
import { formatBytes } from '../format/number.ts';
import { oldSpaceLimit, oldSpaceUsed } from './old-space.ts';

/** The part of what V8 bears above which nothing more is taken on: what is under way needs the rest to end. */
const FULL_SHARE = 0.75;
/** The part above which nobody waits for a collection that may help. */
const BRIM_SHARE = 0.9;
const EVERY_MS = 250;
/** How long a measurement holds for calls: one takes a hundredth of a millisecond. */
const MEASURED_MS = 10;
/** Most of a full heap is garbage as a rule: it is collected before anybody is refused, at most so often, for it takes long. */
const COLLECT_EVERY_MS = 5_000;
/** What is held for longer than any call takes is not given back. */
const LASTING_MS = 60_000;
const BEYOND_CALLS_MS = 15_000;

/** Whether there is memory left to read with. */
export interface HeapRoom {
  /** @throws ToolError overloaded where there is not */
  demand(): void;
  close(): void;
}

/** What becomes of a process that is short of memory for good. */
export interface HeapOptions {
  /** Node's, of the environment and the command line. */
  readonly nodeOptions: string;
  /** The longest that a call takes. */
  readonly longestCallMs: number;
  /** Ends the process: called once it had no room for a minute, or longer than any call takes, collected or not. */
  readonly end?: (() => void) | undefined;
}

/** The heap that is watched. */
export interface Heap {
  /** Bytes of old objects that V8 bears. */
  readonly limit: number;
  /** Bytes of old objects, garbage among them. */
  used(): number;
  collect(): void;
  /** Milliseconds that only go on. */
  now(): number;
}

export function watchHeap(
  log: Logger,
  { nodeOptions, longestCallMs, end }: HeapOptions,
  heap: Heap = {
    limit: oldSpaceLimit(nodeOptions),
    used: oldSpaceUsed,
    collect: collectGarbage,
    now: () => performance.now(),
  },
): HeapRoom {
  const { limit } = heap;
  const [full, brim] = [FULL_SHARE * limit, BRIM_SHARE * limit];
  const lastingMs = Math.max(LASTING_MS, longestCallMs + BEYOND_CALLS_MS);
  let last = { used: heap.used(), at: heap.now() };
  let collectedAt = -Infinity;
  let shortSince: number | undefined;
  let isEnding = false;

  const measure = () => (last = { used: heap.used(), at: heap.now() });

  const look = () => {
    const now = heap.now();
    let { used } = measure();
    if (used > full && now - collectedAt >= COLLECT_EVERY_MS) {
      heap.collect();
      collectedAt = heap.now();
      ({ used } = measure());
    } else if (used > full && used <= brim && shortSince === undefined) return;
    if (used <= full) {
      if (shortSince !== undefined) log.warn({ used, limit }, 'memory is enough again');
      shortSince = undefined;
      isEnding = false;
      return;
    }
    if (shortSince === undefined) log.warn({ used, limit }, 'short of memory: calls are refused');
    shortSince ??= now;
    if (end === undefined || isEnding || now - shortSince < lastingMs) return;
    isEnding = true;
    log.fatal({ used, limit }, 'out of memory: ending, to be started anew');
    end();
  };
  const timer = setInterval(look, EVERY_MS);
  timer.unref();
  return {
    demand() {
      if (heap.now() - last.at >= MEASURED_MS) measure();
      if (shortSince === undefined && last.used <= brim) return;
      throw new ToolError(
        'overloaded',
        `The server is short of memory (${formatBytes(last.used)} of ${formatBytes(limit)} are in use): nothing more is read. Wait 10 seconds, then ask for less at a time.`,
      );
    },
    close: () => clearInterval(timer),
  };
}

/** V8 hands its collector out only to code that is made once the flag is set. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}
