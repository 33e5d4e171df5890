import { setTimeout as sleep } from 'node:timers/promises';

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

/** Calls that may go out at once after a pause, in seconds of the rate: AWS counts by the second, with some slack. */
const BURST_SECONDS = 2;

/** A steady clock in milliseconds, and waiting by it. */
export interface Timing {
  now(): number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

const REAL: Timing = {
  now: () => performance.now(),
  wait: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** A token bucket that refills at `rate` calls a second. */
export function createPacer(rate: number, timing: Timing = REAL): Pacer {
  const burst = rate * BURST_SECONDS;
  let current = rate;
  let tokens = burst;
  let filledAt = timing.now();
  const refill = () => {
    const at = timing.now();
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * current);
    filledAt = at;
  };
  return {
    async turn(signal) {
      signal.throwIfAborted();
      refill();
      tokens -= 1;
      if (tokens >= 0) return;
      try {
        await timing.wait((-tokens / current) * 1000, signal);
      } catch (error) {
        tokens += 1;
        throw error;
      }
    },
    throttled() {
      refill();
      current = Math.max(MIN_RATE, current / 2);
      tokens = Math.min(tokens, 0);
    },
    answered() {
      refill();
      current = Math.min(rate, current * 1.1);
    },
  };
}
