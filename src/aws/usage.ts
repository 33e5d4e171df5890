import type { GetMetricDataCommandInput, GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Amounts } from '../budget/units.ts';
import { needsPeriod } from './metric-query.ts';

/** The most that FilterLogEvents and GetLogEvents return at once, bytes (their API references). */
const LOG_PAGE_BYTES = 1024 * 1024;

type Queries = Partial<Pick<GetMetricDataCommandInput, 'MetricDataQueries'>>;

/** The most that a read is known to need before it is sent. Series of SEARCH and SQL are known only afterwards: one of each. */
export function estimateOf(operation: string, input: object): Amounts {
  if (operation === 'GetMetricData') return { awsCalls: 1, metricsRequested: metricsOf(input) };
  if (operation === 'GetMetricStatistics') return { awsCalls: 1, metricsRequested: 1 };
  if (returnsEvents(operation)) return { awsCalls: 1, logBytesRead: LOG_PAGE_BYTES };
  return { awsCalls: 1 };
}

/** What an answered read used. */
export function usageOf(operation: string, input: object, output: object): Amounts {
  const awsCalls = attemptsOf(output);
  if (operation === 'GetMetricData') {
    const { MetricDataResults = [] } = output as Partial<GetMetricDataCommandOutput>;
    const series = new Map<string | undefined, number>();
    for (const { Id } of MetricDataResults) series.set(Id, (series.get(Id) ?? 0) + 1);
    return { awsCalls, metricsRequested: metricsOf(input, series) };
  }
  if (operation === 'GetMetricStatistics') return { awsCalls, metricsRequested: 1 };
  if (returnsEvents(operation)) return { awsCalls, logBytesRead: messageBytes(output) };
  return { awsCalls };
}

/** The requests that were sent for an answer or a failure of the SDK, retries among them. */
export function attemptsOf(outcome: unknown): number {
  const { $metadata, cause } = (outcome ?? {}) as { $metadata?: { attempts?: number }; cause?: unknown };
  return $metadata?.attempts ?? (cause === undefined ? 1 : attemptsOf(cause));
}

/** Math over other queries requests no metric of its own. */
function metricsOf(input: Queries, series?: ReadonlyMap<string | undefined, number>): number {
  return (input.MetricDataQueries ?? []).reduce((sum, { Id, MetricStat, Expression }) => {
    if (MetricStat !== undefined) return sum + 1;
    return needsPeriod(Expression ?? '') ? sum + Math.max(1, series?.get(Id) ?? 1) : sum;
  }, 0);
}

function returnsEvents(operation: string): boolean {
  return operation === 'FilterLogEvents' || operation === 'GetLogEvents';
}

function messageBytes(output: object): number {
  const { events } = output as { events?: unknown };
  if (!Array.isArray(events)) return 0;
  let bytes = 0;
  for (const event of events as { message?: unknown }[]) {
    if (typeof event?.message === 'string') bytes += Buffer.byteLength(event.message);
  }
  return bytes;
}
