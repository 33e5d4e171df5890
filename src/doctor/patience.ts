import { withDeadline } from '../deadline.ts';
import { isAbort, ToolError } from '../errors.ts';

/** How long one check may take, milliseconds: beyond the time for a connection (5 s), so that its own words come first. */
const CHECK_MS = 10_000;

/**
 * What a check asks, or in words why it has no answer.
 * Does not wait for `work` beyond its time, whatever that does.
 */
export async function answerOf<T>(
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ answer: T } | { failure: string; code?: string | undefined }> {
  try {
    return {
      answer: await withDeadline(signal, CHECK_MS, async (deadline) => {
        const { promise: late, reject } = Promise.withResolvers<never>();
        deadline.signal.addEventListener('abort', () => reject(deadline.signal.reason as Error), { once: true });
        return Promise.race([work(deadline.signal), late]);
      }),
    };
  } catch (error) {
    if (error instanceof ToolError) return { failure: error.message, code: error.code };
    if (isAbort(error)) return { failure: `no answer within ${CHECK_MS / 1000} s` };
    throw error;
  }
}
