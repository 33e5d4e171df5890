import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Logger } from 'pino';
import { ToolError } from '../errors.ts';
import { formatBytes } from '../format/number.ts';

/**
 * The part of V8's heap limit above which nothing more is taken on: what is under way needs the rest to end, and the limit
 * has the young generation in it, which old objects cannot use.
 */
const FULL_SHARE = 0.75;
const EVERY_MS = 250;
/** Most of a full heap is garbage as a rule: it is collected before anybody is refused, at most so often, for it takes long. */
const COLLECT_EVERY_MS = 5_000;
/** Longer than any call takes by default: what is held so long is not given back. */
const LASTING_MS = 60_000;

/** Whether there is memory left to read with. */
export interface HeapRoom {
  /** @throws ToolError overloaded where there is not */
  demand(): void;
  close(): void;
}

/** @param lasting called once where there has been no room for a minute, collected or not: the process is lost */
export function watchHeap(log: Logger, lasting: () => void = () => undefined): HeapRoom {
  let collectedAt = -Infinity;
  let shortSince: number | undefined;
  let told = false;

  const look = () => {
    const now = performance.now();
    let { used, limit, full } = measure();
    if (full && now - collectedAt >= COLLECT_EVERY_MS) {
      collectGarbage();
      collectedAt = performance.now();
      ({ used, limit, full } = measure());
    } else if (full && shortSince === undefined) return;
    if (!full) {
      if (shortSince !== undefined) log.warn({ used, limit }, 'memory is enough again');
      shortSince = undefined;
      return;
    }
    if (shortSince === undefined) log.warn({ used, limit }, 'short of memory: calls are refused');
    shortSince ??= now;
    if (told || now - shortSince < LASTING_MS) return;
    told = true;
    log.fatal({ used, limit }, 'out of memory: ending, to be started anew');
    lasting();
  };
  const timer = setInterval(look, EVERY_MS);
  timer.unref();
  return {
    demand() {
      if (shortSince === undefined) return;
      const { used, limit } = measure();
      throw new ToolError(
        'overloaded',
        `The server is short of memory (${formatBytes(used)} of ${formatBytes(limit)} are in use): nothing more is read. Wait 10 seconds, then ask for less at a time.`,
      );
    },
    close: () => clearInterval(timer),
  };
}

/** Bytes. */
function measure(): { used: number; limit: number; full: boolean } {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return { used, limit, full: used > FULL_SHARE * limit };
}

/** V8 hands its collector out only to code that is made once the flag is set. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}
