import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import type { Json } from '../../../analysis/cli/plain.ts';
import { ToolError } from '../../../errors.ts';
import { upstreamWords } from '../../../format/text.ts';
import type { QueryDone, QueryJob } from './query-worker.ts';

/** The most that a query may take: milliseconds, and MiB of memory beside what the process has. */
const MOST_MS = 3_000;
const MEMORY = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 };
/** Queries that run at a time, of all callers. */
const limit = pLimit(2);

/** Beside this file, and in the bundle beside its chunk. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './query-worker.ts' : './query-worker.js', import.meta.url);

/**
 * What a `--query` makes of each of some values. Nested projections and functions can make any amount of work of a few
 * characters, so it runs in a thread that is ended when it takes too much.
 * @throws ToolError invalid_input for what is no JMESPath, does not fit the answer, or takes too much; the signal's reason
 */
export async function applyQuery(query: string, values: readonly Json[], signal: AbortSignal): Promise<Json[]> {
  const job: QueryJob = { query, values: values.map((value) => JSON.stringify(value)) };
  const done = await limit(() => inThread(job, signal));
  if ('error' in done) throw refused(done.error);
  return done.results.map((result) => JSON.parse(result) as Json);
}

async function inThread(job: QueryJob, signal: AbortSignal): Promise<QueryDone> {
  signal.throwIfAborted();
  const thread = new Worker(WORKER, { workerData: job, resourceLimits: MEMORY, env: {}, execArgv: [], stderr: true });
  // For its whole life: it may run out of memory while it is being ended, and an error that nobody hears ends the process.
  const failed = new Promise<never>((_, reject) => thread.on('error', reject));
  failed.catch(() => undefined);
  const time = AbortSignal.timeout(MOST_MS);
  try {
    const said = once(thread, 'message', { signal: AbortSignal.any([signal, time]) });
    const [done] = (await Promise.race([said, failed])) as [QueryDone];
    return done;
  } catch (error) {
    signal.throwIfAborted();
    if (time.aborted) return { error: `it takes longer than ${MOST_MS / 1000} s` };
    if ((error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY') return { error: 'it takes too much memory' };
    throw error;
  } finally {
    await thread.terminate();
  }
}

function refused(why: string): ToolError {
  const words = /call stack/.test(why) ? 'it is nested too deeply, or makes too much' : upstreamWords(why);
  return new ToolError(
    'invalid_input',
    `--query cannot be run on the answer: ${words}. It is JMESPath: strings go in single quotes, numbers in backticks, and null values into no function but not_null.`,
  );
}
