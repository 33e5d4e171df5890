/** A wait that ends early: with its caller, or when its time is up. */
export interface Deadline {
  /** Aborts with the caller's signal, and with a `TimeoutError` when the time is up. */
  readonly signal: AbortSignal;
  /** Whether it was the time. */
  passed(): boolean;
}

/**
 * Runs `work` for `ms` milliseconds at most, as long as its caller stays. Aborting is all it does: `work` ends by the signal.
 *
 * `AbortSignal.timeout` and `AbortSignal.any` would keep all that hangs on them until a full garbage collection: some
 * 40 KB a call.
 */
export async function withDeadline<T>(
  caller: AbortSignal,
  ms: number,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let passed = false;
  const leave = () => controller.abort(caller.reason);
  const timer = setTimeout(() => {
    passed = !controller.signal.aborted;
    controller.abort(new DOMException('The time is up', 'TimeoutError'));
  }, ms);
  if (caller.aborted) leave();
  else caller.addEventListener('abort', leave, { once: true });
  try {
    return await work({ signal: controller.signal, passed: () => passed });
  } finally {
    clearTimeout(timer);
    caller.removeEventListener('abort', leave);
  }
}
