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

/**
 * The SDK's standard retries, but for reads that begin something: those are sent again only where AWS said that it did
 * nothing, as it does when it throttles. A query whose answer is lost would else run twice, and be paid twice.
 */
class CarefulRetries extends StandardRetryStrategy {
  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    error: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    if (underWay.getStore()?.begins === true && error.errorType !== 'THROTTLING') {
      throw new Error('not sent again: it may have begun');
    }
    return super.refreshRetryTokenForRetry(token, error);
  }
}

export function openRetries(): StandardRetryStrategy {
  return new CarefulRetries(MAX_ATTEMPTS);
}
