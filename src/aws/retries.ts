import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';
import { operationOf } from './answer.ts';
import { underWay } from './under-way.ts';

/** Attempts of the SDK's own standard retries: throttling and server errors, with its backoff. Requests say it to AWS. */
export const MAX_ATTEMPTS = 4;

/** What begins something each time that AWS hears it, and has no token to be known again by. */
const BEGINS: readonly string[] = ['StartQuery'];

/** Whether a second request of a command could do a second time what the first did unheard. */
export function beginsAnew(command: object): boolean {
  return BEGINS.includes(operationOf(command));
}

/** Node's names of failures before there is a connection. */
const UNCONNECTED: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];

/** Whether a request failed before anything of it was sent. */
export function neverSent(error: unknown): boolean {
  return UNCONNECTED.includes((error as { code?: unknown } | undefined)?.code);
}

/** Whether AWS did nothing of what a failed request asked: it throttled, refused the clock's time, or heard nothing. */
function didNothing({ errorType, error }: RetryErrorInfo): boolean {
  if (errorType === 'THROTTLING' || neverSent(error)) return true;
  const { httpStatusCode = 0, clockSkewCorrected } = error?.$metadata ?? {};
  // A failure on AWS's side may have the time beside it, too.
  return clockSkewCorrected === true && httpStatusCode >= 400 && httpStatusCode < 500;
}

/**
 * The SDK's standard retries, but for reads that begin something: those are sent again only where AWS surely did nothing. A
 * query whose answer is lost would else run twice, and be paid twice.
 */
class CarefulRetries extends StandardRetryStrategy {
  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    error: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    if (underWay.getStore()?.begins === true && !didNothing(error)) {
      throw new Error('not sent again: it may have begun');
    }
    return super.refreshRetryTokenForRetry(token, error);
  }
}

export function openRetries(): StandardRetryStrategy {
  return new CarefulRetries(MAX_ATTEMPTS);
}
