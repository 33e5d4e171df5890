import { GetMetricDataCommand, type MetricDataQuery, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import pLimit from 'p-limit';
import { OverBudget } from '../budget/ledger.ts';
import type { Point, Window } from '../model.ts';
import type { Aws } from './aws.ts';
import { needsPeriod, planCalls, type MetricQuery } from './metric-query.ts';

/** Calls of one question that are under way at a time. */
const CONCURRENT_CALLS = 4;

export type ResultStatus = 'Complete' | 'PartialData' | 'InternalError' | 'Forbidden';

/** One series as GetMetricData returns it: ascending, without a unit, since GetMetricData gives none. */
export interface MetricResult {
  /** The query's id; SEARCH and SQL may return many series under one. */
  readonly id: string;
  readonly label: string;
  readonly status: ResultStatus;
  readonly messages: readonly string[];
  readonly points: readonly Point[];
}

export interface MetricData {
  /** In the order of the queries. */
  readonly results: readonly MetricResult[];
  /** About the call as a whole, such as "Maximum number of allowed metrics exceeded". */
  readonly messages: readonly string[];
  /** False where reading stopped before the last page. */
  readonly complete: boolean;
  /** Why it did, where that was a budget: a sentence. */
  readonly overBudget?: string | undefined;
  /** GetMetricData calls, each page one. */
  readonly calls: number;
}

/** How many metrics reading queries once requests, as far as it is known before: of SEARCH and SQL one each. */
export function metricsNeeded(queries: readonly MetricQuery[]): number {
  return planCalls(queries)
    .flat()
    .filter(({ expression }) => expression === undefined || needsPeriod(expression)).length;
}

/**
 * The datapoints of up to 500 queries in a window, all pages, in as many calls as the SQL queries among them need.
 * @param goOn asked before every further page; false stops there
 * @throws ToolError of the gateway; invalid_input where math combines two SQL queries
 */
export async function getMetricData(
  aws: Aws,
  region: string,
  question: { queries: readonly MetricQuery[]; window: Window; periodSeconds: number },
  options: { signal: AbortSignal; goOn?: (() => boolean) | undefined },
): Promise<MetricData> {
  const limit = pLimit(CONCURRENT_CALLS);
  const calls = await Promise.all(
    planCalls(question.queries).map((queries) => limit(() => readCall(aws, region, { ...question, queries }, options))),
  );
  const order = new Map(question.queries.map(({ id }, i) => [id, i]));
  const results = calls.flatMap((call) => call.results);
  return {
    results: results.toSorted((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0)),
    messages: [...new Set(calls.flatMap((call) => call.messages))],
    complete: calls.every((call) => call.complete),
    overBudget: calls.find((call) => call.overBudget !== undefined)?.overBudget,
    calls: calls.reduce((sum, call) => sum + call.calls, 0),
  };
}

interface Growing {
  readonly id: string;
  readonly label: string;
  status: ResultStatus;
  readonly messages: Set<string>;
  /** In the order of the answers. */
  readonly points: Point[];
}

async function readCall(
  aws: Aws,
  region: string,
  { queries, window, periodSeconds }: { queries: readonly MetricQuery[]; window: Window; periodSeconds: number },
  options: { signal: AbortSignal; goOn?: (() => boolean) | undefined },
): Promise<MetricData> {
  const series = new Map<string, Growing>();
  const messages = new Set<string>();
  let next: string | undefined;
  let calls = 0;
  let overBudget: string | undefined;
  do {
    const command = new GetMetricDataCommand({
      MetricDataQueries: queries.map((query) => toQuery(query, periodSeconds)),
      StartTime: new Date(window.start),
      EndTime: new Date(window.end),
      ScanBy: 'TimestampAscending',
      ...(next !== undefined && { NextToken: next }),
    });
    const answer = await aws.cloudwatch(region, command, { signal: options.signal }).catch((error: unknown) => {
      if (!(error instanceof OverBudget) || calls === 0) throw error;
      overBudget = error.message;
    });
    if (answer === undefined) break;
    addPage(series, answer.MetricDataResults ?? []);
    for (const { Code, Value } of answer.Messages ?? []) messages.add(sentence(Code, Value));
    next = answer.NextToken || undefined;
    calls += 1;
  } while (next !== undefined && (options.goOn?.() ?? true));
  return {
    results: [...series.values()].map((one) => ({
      ...one,
      messages: [...one.messages],
      points: ascending(one.points),
    })),
    messages: [...messages],
    complete: next === undefined,
    overBudget,
    calls,
  };
}

/** Pages continue series by id and label; of several with the same id and label on a page, in their order. */
function addPage(series: Map<string, Growing>, results: readonly MetricDataResult[]): void {
  const seen = new Map<string, number>();
  for (const result of results) {
    const name = JSON.stringify([result.Id, result.Label]);
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    const key = `${name}${nth}`;
    const one: Growing = series.get(key) ?? {
      id: result.Id ?? '',
      label: result.Label ?? result.Id ?? '',
      status: 'Complete',
      messages: new Set(),
      points: [],
    };
    series.set(key, one);
    one.status = result.StatusCode ?? 'Complete';
    for (const { Code, Value } of result.Messages ?? []) one.messages.add(sentence(Code, Value));
    for (const [i, time] of (result.Timestamps ?? []).entries()) {
      const value = result.Values?.[i];
      if (value !== undefined && Number.isFinite(value)) one.points.push([time.getTime(), value]);
    }
  }
}

/** Pages come in order by what they are asked for; whatever does not, or comes twice, is put in order here. */
function ascending(points: readonly Point[]): readonly Point[] {
  if (points.every(([time], i) => i === 0 || time > (points[i - 1]?.[0] ?? time))) return points;
  return [...new Map(points)].toSorted((a, b) => a[0] - b[0]);
}

function sentence(code: string | undefined, value: string | undefined): string {
  return [code, value].filter((part) => part !== undefined && part !== '').join(': ');
}

function toQuery(query: MetricQuery, periodSeconds: number): MetricDataQuery {
  const shared = {
    Id: query.id,
    ReturnData: query.hidden !== true,
    ...(query.label !== undefined && { Label: query.label }),
    ...(query.accountId !== undefined && { AccountId: query.accountId }),
  };
  if (query.expression !== undefined) {
    return {
      ...shared,
      Expression: query.expression,
      ...(needsPeriod(query.expression) && { Period: periodSeconds }),
    };
  }
  return {
    ...shared,
    MetricStat: {
      Metric: {
        Namespace: query.metric?.namespace,
        MetricName: query.metric?.metricName,
        Dimensions: Object.entries(query.metric?.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: periodSeconds,
      Stat: query.statistic,
      ...(query.unit !== undefined && { Unit: query.unit }),
    },
  };
}
