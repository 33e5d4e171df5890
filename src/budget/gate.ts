import { ToolError } from '../errors.ts';
import { formatCount, plural } from '../format/number.ts';
import { createFairQueue } from './fair-queue.ts';

export interface GateLimits {
  /** Calls of one principal under way at a time. */
  readonly perPrincipal: number;
  /** Calls of all under way at a time. */
  readonly total: number;
  /** Calls of one principal, and of all, that may wait. */
  readonly queuePerPrincipal: number;
  readonly queueTotal: number;
  readonly longestWaitMs: number;
}

/** Who asks where nobody is told from another: no caller has this name. All of them have only the total in common. */
export const EVERYBODY = '';

type RefusedFor = 'queue_full' | 'waited_too_long';

/** Lets a number of calls in at a time. Who must wait is let in principal by principal in turn. */
export interface Gate {
  /**
   * Resolves with what ends the stay. Rejects with the signal's reason where its caller leaves, and with ToolError overloaded
   * where nobody more may wait or the wait is over.
   * @param longestMs the longest that this one waits, if that is less than the gate's own
   */
  enter(name: string, signal: AbortSignal, longestMs: number): (() => void) | Promise<() => void>;
  state(): { readonly running: number; readonly waiting: number };
}

export interface GateObserver {
  /** `arguments_held`: see bodies.ts of http/; `memory`: heap-room.ts. */
  refused(reason: RefusedFor | 'arguments_held' | 'memory'): void;
  waited(ms: number): void;
}

/** How much the last call counts in the mean time of a call. */
const LAST_SHARE = 0.1;
const FIRST_GUESS_MS = 1_000;
const LONGEST_ADVICE_S = 60;

interface Waiter {
  letIn(): void;
}

export function createGate(limits: GateLimits, observer?: GateObserver): Gate {
  const queue = createFairQueue<Waiter>();
  const inside = new Map<string, number>();
  let running = 0;
  let meanMs = FIRST_GUESS_MS;

  const allowed = (name: string) => (name === EVERYBODY ? limits.total : limits.perPrincipal);
  const mayEnter = (name: string) => (inside.get(name) ?? 0) < allowed(name);

  function letIn(name: string): () => void {
    running += 1;
    inside.set(name, (inside.get(name) ?? 0) + 1);
    const since = performance.now();
    let left = false;
    return () => {
      if (left) return;
      left = true;
      running -= 1;
      const others = (inside.get(name) ?? 1) - 1;
      if (others === 0) inside.delete(name);
      else inside.set(name, others);
      meanMs += (performance.now() - since - meanMs) * LAST_SHARE;
      while (running < limits.total) {
        const next = queue.shift(mayEnter);
        if (next === undefined) return;
        next.letIn();
      }
    };
  }

  /** About how long until one who comes now would be let in, whole seconds. */
  function advice(name: string): number {
    const slots = Math.min(allowed(name), limits.total);
    const before = queue.waiting(name) + 1;
    return Math.min(LONGEST_ADVICE_S, Math.max(1, Math.ceil((before / slots) * (meanMs / 1000))));
  }

  function overloaded(name: string, reason: RefusedFor, waitedMs: number): ToolError {
    observer?.refused(reason);
    const own = inside.get(name) ?? 0;
    const whose = name === EVERYBODY ? 'The server has' : 'You have';
    const others = name === EVERYBODY ? '' : ` (all callers together: ${formatCount(running)})`;
    const waiting = name === EVERYBODY ? queue.size : queue.waiting(name);
    const what = `${whose} ${plural(own, 'call')} under way${others} and ${formatCount(waiting)} waiting`;
    const why =
      reason === 'queue_full'
        ? 'no more may wait'
        : `this one waited ${Math.max(1, Math.round(waitedMs / 1000))} s for its turn`;
    return new ToolError(
      'overloaded',
      `${what}: ${why}. Nothing was read. Wait ${advice(name)} seconds, then ask again, and ask fewer things at a time.`,
    );
  }

  function wait(name: string, signal: AbortSignal, longestMs: number): Promise<() => void> {
    const { promise, resolve, reject } = Promise.withResolvers<() => void>();
    const since = performance.now();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
      observer?.waited(performance.now() - since);
    };
    const waiter: Waiter = {
      letIn() {
        end();
        resolve(letIn(name));
      },
    };
    const leave = () => {
      queue.remove(name, waiter);
      end();
      reject(signal.reason);
    };
    const timer = setTimeout(
      () => {
        queue.remove(name, waiter);
        end();
        reject(overloaded(name, 'waited_too_long', performance.now() - since));
      },
      Math.min(longestMs, limits.longestWaitMs),
    );
    signal.addEventListener('abort', leave, { once: true });
    queue.push(name, waiter);
    return promise;
  }

  return {
    enter(name, signal, longestMs) {
      signal.throwIfAborted();
      if (running < limits.total && mayEnter(name) && queue.waiting(name) === 0) return letIn(name);
      const most = name === EVERYBODY ? limits.queueTotal : limits.queuePerPrincipal;
      if (queue.waiting(name) >= most || queue.size >= limits.queueTotal) throw overloaded(name, 'queue_full', 0);
      return wait(name, signal, longestMs);
    },
    state: () => ({ running, waiting: queue.size }),
  };
}
