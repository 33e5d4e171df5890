/** Runs one JMESPath query in a thread of its own, whose time and memory are bounded: see query.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { search } from 'jmespath';

/** What the thread is given: the values as JSON, so that what is shared in a result does not grow in its owner. */
export interface QueryJob {
  readonly query: string;
  readonly values: readonly string[];
}

/** What it gives back: the results as JSON, or why there are none. */
export type QueryDone = { readonly results: readonly string[] } | { readonly error: string };

/** The longest result, characters of JSON: no answer shows a tenth of it. */
const MOST_CHARS = 8 * 1024 * 1024;

parentPort?.postMessage(done(workerData as QueryJob), []);

function done({ query, values }: QueryJob): QueryDone {
  try {
    const results = values.map((value) => JSON.stringify(search(JSON.parse(value), query) ?? null));
    const chars = results.reduce((sum, result) => sum + result.length, 0);
    return chars > MOST_CHARS ? { error: 'its result is too large' } : { results };
  } catch (error) {
    return { error: error instanceof Error ? error.message : '' };
  }
}
