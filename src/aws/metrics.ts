import { ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import type { MetricId } from '../model.ts';
import type { Aws } from './aws.ts';

/** How long a page of ListMetrics is shared, milliseconds: new metrics appear minutes after their first datapoint anyway. */
const LIST_METRICS_TTL_MS = 60_000;

/** A metric and, where linked accounts were asked for, the account that owns it. */
export interface ListedMetric extends MetricId {
  readonly account?: string | undefined;
}

export interface MetricFilter {
  /** Exact. */
  readonly namespace?: string | undefined;
  /** Exact. */
  readonly metricName?: string | undefined;
  /** Metrics that have these dimensions, with these values where given, beside others. At most 10. */
  readonly dimensions?: readonly DimensionFilter[] | undefined;
  /** Only metrics with datapoints in the last three hours, give or take 50 minutes. */
  readonly recentlyActive?: boolean | undefined;
  readonly includeLinkedAccounts?: boolean | undefined;
}

export interface DimensionFilter {
  readonly name: string;
  readonly value?: string | undefined;
}

export interface MetricList {
  readonly metrics: readonly ListedMetric[];
  /** False where reading stopped before the last page. */
  readonly complete: boolean;
}

/**
 * The metrics of a region with datapoints in the last two weeks, all pages (500 metrics each), unfiltered by access.
 * @param goOn asked before every further page, with the number of metrics read; false stops there
 * @throws ToolError of the gateway
 */
export async function listMetrics(
  aws: Aws,
  region: string,
  filter: MetricFilter,
  options: { signal: AbortSignal; goOn?: ((read: number) => boolean) | undefined },
): Promise<MetricList> {
  const metrics: ListedMetric[] = [];
  let next: string | undefined;
  do {
    const command = new ListMetricsCommand({
      ...(filter.namespace !== undefined && { Namespace: filter.namespace }),
      ...(filter.metricName !== undefined && { MetricName: filter.metricName }),
      ...(filter.dimensions !== undefined &&
        filter.dimensions.length > 0 && {
          Dimensions: filter.dimensions.map(({ name, value }) => ({
            Name: name,
            ...(value !== undefined && { Value: value }),
          })),
        }),
      ...(filter.recentlyActive === true && { RecentlyActive: 'PT3H' as const }),
      ...(filter.includeLinkedAccounts === true && { IncludeLinkedAccounts: true }),
      ...(next !== undefined && { NextToken: next }),
    });
    const answer = await aws.cloudwatch(region, command, { signal: options.signal, ttlMs: LIST_METRICS_TTL_MS });
    for (const [i, metric] of (answer.Metrics ?? []).entries()) {
      const account = answer.OwningAccounts?.[i];
      metrics.push({
        namespace: metric.Namespace ?? '',
        metricName: metric.MetricName ?? '',
        dimensions: Object.fromEntries((metric.Dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? ''])),
        ...(account !== undefined && { account }),
      });
    }
    next = answer.NextToken || undefined;
  } while (next !== undefined && (options.goOn?.(metrics.length) ?? true));
  return { metrics, complete: next === undefined };
}
