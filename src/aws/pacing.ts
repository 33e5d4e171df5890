import { setTimeout as sleep } from 'node:timers/promises';
import type { Aws } from './aws.ts';

/** Keeps calls of one quota (an operation in one account and region) below the rate that AWS allows. */
export interface Pacer {
  /** Resolves when the next call may go out. Rejects with the signal's reason. */
  turn(signal: AbortSignal): Promise<void>;
  /** AWS throttled: the rate is halved, and recovers by a tenth with every answer. */
  throttled(): void;
  answered(): void;
}

/** The slowest rate after throttling, calls a second. */
const MIN_RATE = 0.5;

/**
 * A token bucket that holds `burst` calls and refills at `rate` a second.
 * @param now milliseconds of a steady clock
 */
export function createPacer(rate: number, burst: number, now: () => number = () => performance.now()): Pacer {
  let current = rate;
  let tokens = burst;
  let filledAt = now();
  const refill = () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * current);
    filledAt = at;
  };
  return {
    async turn(signal) {
      signal.throwIfAborted();
      refill();
      tokens -= 1;
      if (tokens < 0) await sleep((-tokens / current) * 1000, undefined, { signal });
    },
    throttled() {
      refill();
      current = Math.max(MIN_RATE, current / 2);
      tokens = Math.min(tokens, 0);
    },
    answered() {
      current = Math.min(rate, current * 1.1);
    },
  };
}

const pacers = new WeakMap<Aws, Map<string, Pacer>>();

/** The pacer of a quota, shared by everyone who asks through the same gateway. */
export function pacerOf(aws: Aws, quota: string, rate: number, burst: number): Pacer {
  const known = pacers.get(aws) ?? new Map<string, Pacer>();
  pacers.set(aws, known);
  const pacer = known.get(quota) ?? createPacer(rate, burst);
  known.set(quota, pacer);
  return pacer;
}
