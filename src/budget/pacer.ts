import { createFairQueue } from './fair-queue.ts';

/** Keeps calls of one quota (an operation in one account and region) below a rate, which adapts to what AWS says. */
export interface Pacer {
  /**
   * Resolves when the next call may go out. Rejects with the signal's reason.
   * @param key who asks: those who wait are let out in turn
   */
  turn(signal: AbortSignal, key?: string): Promise<void>;
  /** AWS throttled: the rate is halved, once a second at most, since calls under way are throttled together. */
  throttled(): void;
  /** AWS answered: the rate grows back by a twentieth of the full one. `attempts` beyond the first took their turns, too. */
  answered(attempts?: number): void;
  /** Calls a second, now. */
  rate(): number;
}

/** The slowest rate after throttling, calls a second. */
const MIN_RATE = 0.5;
const GROWTH = 1 / 20;
const COOL_MS = 1_000;

/** Calls that may go out at once after a pause, in seconds of the rate: no second sees more than twice the rate. */
const BURST_SECONDS = 1;

/** A steady clock in milliseconds, and an alarm by it, which is given back as what cancels it. */
export interface Timing {
  now(): number;
  after(ms: number, run: () => void): () => void;
}

const REAL: Timing = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** A token bucket that refills at `rate` calls a second. */
export function createPacer(rate: number, timing: Timing = REAL): Pacer {
  const burst = Math.max(1, rate * BURST_SECONDS);
  const slowest = Math.min(MIN_RATE, rate);
  const queue = createFairQueue<() => void>();
  let current = rate;
  let tokens = burst;
  let filledAt = timing.now();
  let slowedAt = -Infinity;
  let alarm: (() => void) | undefined;

  const refill = () => {
    const at = timing.now();
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * current);
    filledAt = at;
  };
  const grant = () => {
    alarm = undefined;
    refill();
    while (queue.size > 0 && tokens > 1 - 1e-6) {
      tokens -= 1;
      queue.shift()?.();
    }
    arm();
  };
  const arm = () => {
    if (queue.size === 0) {
      alarm?.();
      alarm = undefined;
      return;
    }
    alarm ??= timing.after(Math.max(1, ((1 - tokens) / current) * 1000), grant);
  };

  return {
    async turn(signal, key = '') {
      signal.throwIfAborted();
      refill();
      if (queue.size === 0 && tokens >= 1) {
        tokens -= 1;
        return;
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const leave = () => {
        queue.remove(key, go);
        arm();
        reject(signal.reason);
      };
      const go = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      queue.push(key, go);
      signal.addEventListener('abort', leave, { once: true });
      arm();
      await promise;
    },
    throttled() {
      refill();
      if (timing.now() - slowedAt < COOL_MS) return;
      slowedAt = timing.now();
      current = Math.max(slowest, current / 2);
      tokens = Math.min(tokens, 0);
    },
    answered(attempts = 1) {
      refill();
      // No more than a burst is owed: what was sent long ago is not held against those who come now.
      tokens = Math.max(-burst, tokens - (attempts - 1));
      current = Math.min(rate, current + rate * GROWTH);
    },
    rate: () => current,
  };
}
