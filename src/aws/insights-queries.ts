import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeQueriesCommand,
  GetLogRecordCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
  type GetQueryResultsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import { withoutMeter } from '../budget/meter.ts';
import { isAbort, ToolError } from '../errors.ts';
import { withDeadline } from '../deadline.ts';
import type { Window } from '../model.ts';
import type { Aws } from './aws.ts';
import { neverSent } from './retries.ts';

/** Logs Insights QL, OpenSearch PPL, OpenSearch SQL. */
export const QUERY_LANGUAGES = ['cwli', 'ppl', 'sql'] as const;
export type QueryLanguage = (typeof QUERY_LANGUAGES)[number];
const SDK_LANGUAGE = { cwli: 'CWLI', ppl: 'PPL', sql: 'SQL' } as const;

/** What GetQueryResults gives at once, rows; StartQuery takes as `limit`. */
export const MAX_ROWS = 10_000;
/** How long AWS may take to start or stop a query, milliseconds: who asked may have left by then. */
const START_MS = 45_000;
/** The first wait between two looks, and the longest; each is so much longer than the one before. Milliseconds. */
const FIRST_POLL_MS = 250;
const LONGEST_POLL_MS = 5_000;
const POLL_GROWTH = 1.5;
/** Pages of DescribeQueries that are looked through for one query, 1,000 each. */
const DESCRIBED_PAGES = 5;

export interface QueryQuestion {
  /** Names or ARNs, at most 50; empty where the query itself says what it reads. */
  readonly groups: readonly string[];
  readonly query: string;
  readonly language?: QueryLanguage | undefined;
  /**
   * StartQuery counts in seconds and includes its end; AWS does not say whether that is the moment or the whole second. The
   * second that holds or follows the end is sent, so that no event is lost either way: up to a second after it is read too.
   */
  readonly window: Window;
  /** Rows, for queries that say none themselves. */
  readonly limit?: number | undefined;
}

export interface QueryStatistics {
  readonly recordsMatched: number;
  readonly recordsScanned: number;
  readonly bytesScanned: number;
  /** What field indexes saved; bytes. */
  readonly bytesSkipped: number;
}

/** A row as AWS gives it: fields in the order of the query; of events `@ptr` comes last. */
export type QueryRow = readonly (readonly [field: string, value: string])[];

export const RUNNING_STATES = ['Scheduled', 'Running', 'Unknown'] as const;

export interface QueryAnswer {
  /** `Scheduled`, `Running`, `Complete`, `Failed`, `Cancelled`, `Timeout`, `Unknown`. */
  readonly status: string;
  readonly rows: readonly QueryRow[];
  readonly statistics: QueryStatistics;
}

/** Whether AWS still works on it. */
export function isRunning({ status }: Pick<QueryAnswer, 'status'>): boolean {
  return (RUNNING_STATES as readonly string[]).includes(status);
}

/**
 * Starts a query and gives its id. Each call starts one of its own, and waits for the id whether its caller stays or not:
 * a query without one could not be stopped. Afterwards `signal` says whether somebody still wants it.
 * @throws ToolError invalid_input for a query AWS cannot read, throttled where too many run
 */
export async function startQuery(
  aws: Aws,
  region: string,
  question: QueryQuestion,
  { signal }: { signal: AbortSignal },
): Promise<string> {
  signal.throwIfAborted();
  const { groups, window, language = 'cwli' } = question;
  const command = new StartQueryCommand({
    ...(language !== 'cwli' && { queryLanguage: SDK_LANGUAGE[language] }),
    ...groupsInput(groups),
    startTime: Math.floor(window.start / 1000),
    endTime: Math.ceil(window.end / 1000),
    queryString: question.query,
    ...(question.limit !== undefined && { limit: question.limit }),
  });
  try {
    const { queryId = '' } = await detached(START_MS, (own) => aws.logs(region, command, { signal: own, alone: true }));
    return queryId;
  } catch (error) {
    if (!(error instanceof ToolError) || (error.code !== 'upstream' && error.code !== 'timeout')) throw error;
    if (neverSent(error.cause)) throw error;
    // It is sent once, as a second could run beside it: src/aws/retries.ts.
    const said = `${error.message} Whether the query began is not known; one that did runs on and is paid.`;
    throw new ToolError(error.code, said, { cause: error.cause });
  }
}

/** Older backends know names only as `logGroupNames`. */
function groupsInput(groups: readonly string[]): { logGroupNames?: string[]; logGroupIdentifiers?: string[] } {
  if (groups.length === 0) return {};
  return groups.some((group) => group.startsWith('arn:'))
    ? { logGroupIdentifiers: [...groups] }
    : { logGroupNames: [...groups] };
}

/** How far a query is, with at most `rows` of its rows (those found so far while it runs), page by page. */
export async function readQuery(
  aws: Aws,
  region: string,
  queryId: string,
  { signal, rows: wanted = MAX_ROWS }: { signal: AbortSignal; rows?: number | undefined },
): Promise<QueryAnswer> {
  const rows: QueryRow[] = [];
  let nextToken: string | undefined;
  let page: GetQueryResultsCommandOutput;
  do {
    const command = new GetQueryResultsCommand({ queryId, ...(nextToken !== undefined && { nextToken }) });
    page = await aws.logs(region, command, { signal });
    for (const row of page.results ?? []) rows.push(row.map(({ field = '', value = '' }) => [field, value]));
    nextToken = page.nextToken;
  } while (nextToken !== undefined && rows.length < wanted);
  const { statistics } = page;
  return {
    status: page.status ?? 'Unknown',
    rows: rows.slice(0, wanted),
    statistics: {
      recordsMatched: statistics?.recordsMatched ?? 0,
      recordsScanned: statistics?.recordsScanned ?? 0,
      bytesScanned: statistics?.bytesScanned ?? 0,
      bytesSkipped: statistics?.estimatedBytesSkipped ?? 0,
    },
  };
}

/**
 * Waits until a query is no longer running, looking at growing intervals, until a moment at the latest: then it gives what
 * is known so far. The query goes on.
 * @param options.until on the clock of `performance.now()`, milliseconds
 * @param options.onProgress is told of each look
 * @throws the signal's reason; ToolErrors of AWS
 */
export async function awaitQuery(
  aws: Aws,
  region: string,
  queryId: string,
  options: {
    signal: AbortSignal;
    until: number;
    rows?: number | undefined;
    onProgress?: ((answer: QueryAnswer) => void) | undefined;
  },
): Promise<QueryAnswer> {
  for (let pause = FIRST_POLL_MS; ; pause = Math.min(LONGEST_POLL_MS, pause * POLL_GROWTH)) {
    const answer = await readQuery(aws, region, queryId, options);
    options.onProgress?.(answer);
    if (!isRunning(answer)) return answer;
    const left = options.until - performance.now();
    if (left <= FIRST_POLL_MS) return answer;
    await sleep(Math.min(pause, left - FIRST_POLL_MS / 2), undefined, { signal: options.signal });
  }
}

/**
 * Stops a query, also when its caller has left or has no calls left. False where it had ended already.
 * @throws ToolError not_found, access_denied
 */
export async function stopQuery(aws: Aws, region: string, queryId: string): Promise<boolean> {
  const command = new StopQueryCommand({ queryId });
  const { success } = await withoutMeter(() =>
    detached(START_MS, (signal) => aws.logs(region, command, { signal, alone: true })),
  );
  return success === true;
}

/**
 * All fields of the event that a query's `@ptr` points to: `@log` (`account:group`), `@logStream`, `@timestamp` (epoch
 * milliseconds), `@message`, and what Logs Insights found in the message.
 */
export async function getLogRecord(
  aws: Aws,
  region: string,
  pointer: string,
  { signal }: { signal: AbortSignal },
): Promise<Readonly<Record<string, string>>> {
  const { logRecord } = await aws.logs(region, new GetLogRecordCommand({ logRecordPointer: pointer }), { signal });
  return logRecord ?? {};
}

/** The text that a query of the last days was started with; undefined where AWS does not list it. */
export async function queryText(
  aws: Aws,
  region: string,
  queryId: string,
  { signal }: { signal: AbortSignal },
): Promise<string | undefined> {
  let nextToken: string | undefined;
  for (let pages = 0; pages < DESCRIBED_PAGES; pages += 1) {
    const command = new DescribeQueriesCommand({ maxResults: 1_000, ...(nextToken !== undefined && { nextToken }) });
    const page = await aws.logs(region, command, { signal });
    const found = page.queries?.find((query) => query.queryId === queryId);
    if (found !== undefined) return found.queryString ?? '';
    nextToken = page.nextToken;
    if (nextToken === undefined) break;
  }
  return undefined;
}

/**
 * What goes on though its caller leaves, for `ms` milliseconds at most.
 * @throws ToolError timeout
 */
function detached<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return withDeadline(new AbortController().signal, ms, async ({ signal, passed }) => {
    try {
      return await work(signal);
    } catch (error) {
      if (!passed() || !isAbort(error)) throw error;
      const what = `CloudWatch Logs did not answer within ${ms / 1000} s. Try again in a minute.`;
      throw new ToolError('timeout', what, { cause: error });
    }
  });
}
