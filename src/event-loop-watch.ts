import type { Logger } from 'pino';

const EVERY_MS = 500;
/** What a busy machine does not do to a timer. */
const WORTH_A_LINE_MS = 1_000;

/**
 * Says in the log how long nothing was answered, once something is again: a computation that took long, a garbage collection,
 * or a process that was stopped. Meanwhile the probes had no answer, so that Kubernetes ends what never comes back.
 * @returns what ends it
 */
export function watchEventLoop(log: Logger): () => void {
  let due = performance.now() + EVERY_MS;
  const timer = setInterval(() => {
    const lateMs = performance.now() - due;
    if (lateMs >= WORTH_A_LINE_MS) log.warn({ blockedMs: Math.round(lateMs) }, 'event loop blocked');
    due = performance.now() + EVERY_MS;
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
