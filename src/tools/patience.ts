import { withDeadline, type Deadline } from '../deadline.ts';
import { isAbort, ToolError, Unanswered } from '../errors.ts';
import type { ToolContext } from './define.ts';

type Asking = Pick<ToolContext, 'account' | 'aws' | 'signal' | 'timeLeft'>;

/** The part of the time left that is kept for merging and sending: at least half a second where there is so much. */
const KEPT_SHARE = 0.1;
const KEPT_MS = 500;

/** The longest wait for queries, since clients without progress give up after a minute; and what it keeps beside; milliseconds. */
const LONGEST_QUERY_MS = 40_000;
const KEPT_OF_QUERY_MS = 300;

/** The longest that an answer waits for what only completes it, milliseconds, and the largest part of the time left. */
const ASIDE_MS = 4_000;
const ASIDE_SHARE = 1 / 3;

/** The time until an answer should be given with what is known, shortly before the deadline; milliseconds. */
export function answerMs({ timeLeft }: Pick<ToolContext, 'timeLeft'>): number {
  const left = timeLeft();
  return Math.floor(left - Math.min(left / 4, Math.max(KEPT_MS, left * KEPT_SHARE)));
}

/**
 * When an answer about Logs Insights queries is due with what they have found so far, starting them included; on the clock
 * of `performance.now()`, milliseconds.
 */
export function queriesEnd(context: Pick<ToolContext, 'timeLeft'>): number {
  const ms = Math.min(LONGEST_QUERY_MS, answerMs(context) - KEPT_OF_QUERY_MS);
  return performance.now() + Math.max(0, ms);
}

/** Runs `work` with a deadline at the moment when an answer should be given with what is known. */
export function untilAnswer<T>(
  context: Pick<ToolContext, 'signal' | 'timeLeft'>,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  return withDeadline(context.signal, answerMs(context), work);
}

/** The time that an answer waits for what only completes it: the account, an alias, mute rules; milliseconds. */
export function asideMs({ timeLeft }: Pick<ToolContext, 'timeLeft'>): number {
  return Math.floor(Math.min(ASIDE_MS, timeLeft() * ASIDE_SHARE));
}

/**
 * What `read` gives within `ms` milliseconds.
 * @throws ToolError timeout where it does not, so that one of several sources can fail alone; the signal's reason where the
 * call itself is over
 */
export function readWithin<T>(
  ms: number,
  { signal }: Pick<ToolContext, 'signal'>,
  read: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withDeadline(signal, ms, async (deadline) => {
    try {
      return await read(deadline.signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!deadline.passed() || !isAbort(error)) throw error;
      const what = error instanceof Unanswered ? error.asked : 'the upstream';
      throw new ToolError('timeout', `${what} did not answer in time. Try again in a minute.`, { cause: error });
    }
  });
}

/** The account that is read, as a first line names it; undefined where STS may not be asked or does not answer soon. */
export async function callerAccount(context: Asking): Promise<string | undefined> {
  const id = await callerAccountId(context);
  return id === undefined || context.account === undefined ? id : `${context.account.alias} (${id})`;
}

/** The same, as AWS names it. Only the owner of the server's own credentials has to be asked for. */
export async function callerAccountId(context: Asking): Promise<string | undefined> {
  if (context.account?.roleArn !== undefined) return context.account.id;
  try {
    return (await readWithin(asideMs(context), context, (signal) => context.aws.caller(signal))).account;
  } catch {
    context.signal.throwIfAborted();
    return undefined;
  }
}
