import { isAbort, ToolError, type ErrorCode } from './errors.ts';

/** Whom a call goes to: AWS's services by their endpoints' names, or a plain Prometheus server of the configuration. */
export type UpstreamService = 'logs' | 'monitoring' | 'aps' | 'sts' | 'oam' | 'prometheus';

export interface UpstreamTarget {
  readonly service: UpstreamService;
  /** AWS's name (`GetMetricData`), or that of Prometheus's HTTP API (`query_range`). Never anything that a caller wrote. */
  readonly operation: string;
  /** Undefined for plain Prometheus servers. */
  readonly region: string | undefined;
}

/** A call that went upstream, told once it has ended: with its retries, without the wait for its turn. */
export interface UpstreamCall extends UpstreamTarget {
  readonly outcome: 'ok' | ErrorCode | 'cancelled';
  /** Epoch milliseconds. */
  readonly startedMs: number;
  readonly durationMs: number;
  /** Requests that were sent: 0 where there was nothing to sign the first with. */
  readonly attempts: number;
  /** Of these, answered by a throttle. */
  readonly throttled: number;
  /** Of the last answer: its HTTP status, and AWS's id of the request. */
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
}

/** How a read was served: from the cache, by a request that somebody else had under way, or by one of its own. */
export type SharedRead = 'hit' | 'joined' | 'miss';

/** Told on the path of a call, in its async context: must be quick and not throw. */
export interface UpstreamObserver {
  ended(call: UpstreamCall): void;
  shared(read: SharedRead, target: UpstreamTarget): void;
}

export const UNOBSERVED: UpstreamObserver = { ended: () => undefined, shared: () => undefined };

/** What is counted while a call goes on, by who sends its requests. */
export interface Tally {
  attempts: number;
  throttled: number;
  status?: number;
  requestId?: string;
}

/**
 * Sends a call and tells `observer` how it ended.
 * @param signal tells an end that somebody wanted from one that a deadline made
 * @param codeOf what a failure is, where `send` does not throw ToolErrors
 */
export async function observed<T>(
  observer: UpstreamObserver,
  target: UpstreamTarget,
  signal: AbortSignal,
  send: (tally: Tally) => Promise<T>,
  codeOf: (error: unknown) => ErrorCode = toolCode,
): Promise<T> {
  const [startedMs, started] = [Date.now(), performance.now()];
  const tally: Tally = { attempts: 0, throttled: 0 };
  let outcome: UpstreamCall['outcome'] = 'ok';
  try {
    return await send(tally);
  } catch (error) {
    outcome = signal.aborted || isAbort(error) ? endOf(signal) : codeOf(error);
    throw error;
  } finally {
    observer.ended({ ...target, outcome, startedMs, durationMs: performance.now() - started, ...tally });
  }
}

function endOf({ reason }: AbortSignal): 'timeout' | 'cancelled' {
  return reason instanceof Error && reason.name === 'TimeoutError' ? 'timeout' : 'cancelled';
}

function toolCode(error: unknown): ErrorCode {
  return error instanceof ToolError ? error.code : 'upstream';
}
