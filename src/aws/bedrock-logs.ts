import { setTimeout as sleep } from 'node:timers/promises';
import { modelOf } from '../analysis/bedrock-names.ts';
import { bucketExpression } from '../analysis/latency-histogram.ts';
import type { Usage } from '../analysis/usage-report.ts';
import type { Window } from '../model.ts';
import type { Aws } from './aws.ts';
import { isRunning, MAX_ROWS, type QueryAnswer, type QueryRow } from './insights-queries.ts';
import { runInsights, stopQuietly } from './insights-run.ts';
import { readLogGroups, type LogGroup } from './log-groups.ts';

/** What such groups are called: AWS's console proposes the first, people mostly write one like it. */
const USUAL_NAME = '/aws/bedrock/modelinvocations';
const PREFIXES = ['/aws/bedrock', '/bedrock', 'bedrock'] as const;
const LIKE_IT = /invocation/i;
/** Groups of one prefix that are looked through. */
const LISTED = 500;

/** The queries that a report takes; each scans the window. */
export const QUERIES = 2;

/** How long an answer waits to see a query stopped, milliseconds: it is stopped all the same. */
const STOP_MS = 250;

/** How long a call took; entries of other operations than Converse do not say it. */
const LATENCY = 'output.outputBodyJson.metrics.latencyMs';

/** The groups of a region that seem to be model invocation logs, by their names; the usual one first. */
export async function findInvocationLogs(
  aws: Aws,
  region: string,
  { signal }: { signal: AbortSignal },
): Promise<LogGroup[]> {
  const lists = await Promise.all(
    PREFIXES.map(async (prefix) => {
      let read = 0;
      const options = { signal, goOn: () => read < LISTED, onPage: (n: number) => (read = n) };
      return (await readLogGroups(aws, region, { prefix }, options)).groups;
    }),
  );
  const found = lists.flat().filter(({ name }) => LIKE_IT.test(name));
  const rank = ({ name }: LogGroup) => (name === USUAL_NAME ? '' : name);
  return found.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

export interface LogQuestion {
  /** Name or ARN. */
  readonly group: string;
  readonly window: Window;
  /** Parts of a model's name, or of a user's ARN, in any case; letters, digits and `_.:/@+=,-` alone. */
  readonly model?: string | undefined;
  readonly user?: string | undefined;
}

export interface LoggedUsage {
  readonly usages: readonly Usage[];
  /** Calls whose duration the log has. */
  readonly timed: number;
  /** Why durations are missing: their query was stopped when the time was up, or ended so. */
  readonly untimed?: 'stopped' | 'failed' | undefined;
  readonly bytesScanned: number;
  /** The id of the query that had not ended when the time was up: what it found by then is in `usages`. */
  readonly runningId?: string | undefined;
  /** How it ended otherwise than `Complete`. */
  readonly failed?: string | undefined;
  /** Whether there are more combinations of day, model, user and the like than a query gives. */
  readonly cut: boolean;
}

/**
 * What a model invocation log tells of a window (Amazon Bedrock user guide, "Monitor model invocation using CloudWatch Logs"):
 * one query for the calls and tokens, one for durations.
 * @throws ToolErrors of AWS and of the budgets
 */
export async function readInvocationLog(
  aws: Aws,
  region: string,
  question: LogQuestion,
  options: { signal: AbortSignal; until: number; estimatedBytes: number },
): Promise<LoggedUsage> {
  const run = (query: string) =>
    runInsights(aws, region, { groups: [question.group], query, window: question.window, limit: MAX_ROWS }, options);
  const [calls, durations] = await Promise.all([run(callsQuery(question)), run(durationsQuery(question))]);
  const isLate = isRunning(durations);
  // Nobody is told its id: a part of the durations is worth nothing, since its percentiles would be wrong.
  if (isLate) await Promise.race([stopQuietly(aws, region, durations.queryId), sleep(STOP_MS)]);
  const timed = durations.status === 'Complete' ? durations.rows.map(toDuration) : [];
  return {
    // Queries read up to a second beyond the end, which may be the first of another day.
    usages: [...calls.rows.map(toUsage), ...timed].filter(({ day }) => !(Date.parse(day) >= question.window.end)),
    timed: timed.flatMap(({ latency }) => [...latency.values()]).reduce((sum, count) => sum + count, 0),
    ...(isLate && { untimed: 'stopped' as const }),
    ...(isEnded(durations) && { untimed: 'failed' as const }),
    bytesScanned: calls.statistics.bytesScanned + durations.statistics.bytesScanned,
    ...(isRunning(calls) && { runningId: calls.queryId }),
    ...(isEnded(calls) && { failed: calls.status }),
    cut: [calls, durations].some(({ rows }) => rows.length >= MAX_ROWS),
  };
}

function isEnded(answer: QueryAnswer): boolean {
  return !isRunning(answer) && answer.status !== 'Complete';
}

/** What all its rows are told apart by. */
const BY = 'bin(1d), accountId, region, modelId';

function callsQuery(question: LogQuestion): string {
  const sums = [
    ['input.inputTokenCount', 'inputTokens'],
    ['output.outputTokenCount', 'outputTokens'],
    ['input.cacheReadInputTokenCount', 'cacheReadTokens'],
    ['input.cacheWriteInputTokenCount', 'cacheWriteTokens'],
  ].map(([field, name]) => `sum(${field}) as ${name}`);
  return `${filterOf(question)} | stats count(*) as calls, ${sums.join(', ')} by ${BY}, identity.arn, errorCode`;
}

function durationsQuery(question: LogQuestion): string {
  const bucket = `fields ${bucketExpression(LATENCY)} as bucket`;
  return `${filterOf(question, LATENCY)} | ${bucket} | stats count(*) as calls by bucket, ${BY}`;
}

function filterOf({ model, user }: LogQuestion, present = 'modelId'): string {
  const contains = (field: string, part: string | undefined) =>
    part === undefined ? [] : [`strcontains(tolower(${field}), "${part.toLowerCase()}")`];
  return `filter ${[`ispresent(${present})`, ...contains('modelId', model), ...contains('identity.arn', user)].join(' and ')}`;
}

function toUsage(row: QueryRow): Usage {
  const { text, number } = reader(row);
  const error = text('errorCode');
  const entries = number('calls');
  const isThrottled = /throttl/i.test(error);
  return {
    ...placeOf(row),
    user: text('identity.arn') || undefined,
    calls: isThrottled ? 0 : entries,
    errors: error === '' || isThrottled ? 0 : entries,
    throttled: isThrottled ? entries : 0,
    inputTokens: number('inputTokens'),
    outputTokens: number('outputTokens'),
    cacheReadTokens: number('cacheReadTokens'),
    cacheWriteTokens: number('cacheWriteTokens'),
  };
}

const NOTHING = {
  calls: 0,
  errors: 0,
  throttled: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
};

function toDuration(row: QueryRow): Usage & { latency: ReadonlyMap<number, number> } {
  const { number } = reader(row);
  return { ...placeOf(row), ...NOTHING, latency: new Map([[number('bucket'), number('calls')]]) };
}

function placeOf(row: QueryRow): Pick<Usage, 'day' | 'region' | 'account' | 'model' | 'rawModel'> {
  const { text } = reader(row);
  const rawModel = text('modelId');
  return {
    day: text('bin(1d)').slice(0, 10),
    region: text('region'),
    account: text('accountId'),
    model: modelOf(rawModel),
    rawModel,
  };
}

function reader(row: QueryRow): { text: (field: string) => string; number: (field: string) => number } {
  const values = new Map(row);
  const text = (field: string) => values.get(field) ?? '';
  return { text, number: (field) => Number(text(field)) || 0 };
}
