import { currentMeter } from '../budget/meter.ts';
import { ToolError } from '../errors.ts';
import type { Aws } from './aws.ts';
import {
  awaitQuery,
  isRunning,
  startQuery,
  stopQuery,
  type QueryAnswer,
  type QueryQuestion,
} from './insights-queries.ts';

export interface RunOptions {
  readonly signal: AbortSignal;
  /** When the answer is due, starting included, on the clock of `performance.now()`; then the query goes on without it. */
  readonly until: number;
  /** The bytes that it is expected to scan, which are set aside in the caller's budget meanwhile. */
  readonly estimatedBytes?: number | undefined;
  readonly rows?: number | undefined;
  readonly onProgress?: ((answer: QueryAnswer) => void) | undefined;
}

/**
 * Runs a query as far as it gets in the time. Where its caller leaves, or the answer fails, it is stopped: nobody would
 * know its id. One that still runs when the time is up goes on, and its answer says so.
 * @throws ToolError too_expensive before anything is sent where the budget has not so much left; those of `startQuery`
 */
export async function runInsights(
  aws: Aws,
  region: string,
  question: QueryQuestion,
  options: RunOptions,
): Promise<QueryAnswer & { queryId: string }> {
  const { signal, estimatedBytes = 0 } = options;
  const hold = currentMeter()?.reserve({ logBytesScanned: estimatedBytes });
  let scanned = 0;
  let queryId: string | undefined;
  try {
    queryId = await startQuery(aws, region, question, options);
    signal.throwIfAborted();
    const answer = await awaitQuery(aws, region, queryId, {
      ...options,
      onProgress(so) {
        scanned = so.statistics.bytesScanned;
        options.onProgress?.(so);
      },
    });
    if (isRunning(answer)) scanned = Math.max(scanned, estimatedBytes);
    return { ...answer, queryId };
  } catch (error) {
    if (queryId !== undefined) await stopQuietly(aws, region, queryId);
    throw error;
  } finally {
    hold?.settle({ logBytesScanned: scanned });
  }
}

/**
 * Sets aside what queries that are started together are expected to scan.
 * @throws ToolError too_expensive where the caller's budget has not so much left
 */
export function setAsideScan(bytes: number): void {
  currentMeter()?.ahead({ logBytesScanned: bytes });
}

/** Stops a query for whom its answer is over: what goes wrong with that is not told, since what came before is. */
export async function stopQuietly(aws: Aws, region: string, queryId: string): Promise<void> {
  try {
    await stopQuery(aws, region, queryId);
  } catch (error) {
    if (!(error instanceof ToolError) && !(error instanceof Error && error.name === 'TimeoutError')) throw error;
  }
}
