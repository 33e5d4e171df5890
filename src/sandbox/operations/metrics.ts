import { AwsError, page, text } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';
import type { Rows } from '../world/rows.ts';
import type { Metric } from '../world/types.ts';
import { invalidNextToken, invalidValue } from './cloudwatch-input.ts';
import { metricDataOperations } from './metric-data.ts';
import { metricStatisticsOperations } from './metric-statistics.ts';

const PAGE_SIZE = 500;
const MAX_DIMENSION_FILTERS = 10;
const RECENT_MS = 3 * 3_600_000;

export const metricsOperations: Record<string, Operation> = {
  ...metricDataOperations,
  ...metricStatisticsOperations,

  ListMetrics(input, context) {
    const visible = input.IncludeLinkedAccounts === true ? withLinked(context) : context.world.metrics;
    const { rows, nextToken } = page(visible, {
      matches: metricFilter(input, context),
      operation: 'ListMetrics',
      input,
      size: PAGE_SIZE,
      token: input.NextToken,
      invalid: invalidNextToken(),
    });
    return {
      Metrics: rows.map(({ namespace, metricName, dimensions }) => ({
        Namespace: namespace,
        MetricName: metricName,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      })),
      ...(input.IncludeLinkedAccounts === true && { OwningAccounts: rows.map((metric) => ownerOf(metric, context)) }),
      NextToken: nextToken,
    };
  },
};

function withLinked({ world, linked = [] }: OperationContext): Rows<Metric> {
  return linked.length === 0 ? world.metrics : [world, ...linked].flatMap(({ metrics }) => [...metrics]);
}

function ownerOf(metric: Metric, { account, linked = [] }: OperationContext): string {
  return linked.find(({ metrics }) => Array.isArray(metrics) && metrics.includes(metric))?.account ?? account;
}

function metricFilter(input: Record<string, unknown>, context: OperationContext): (metric: Metric) => boolean {
  const { now } = context;
  const namespace = text(input, 'Namespace');
  const metricName = text(input, 'MetricName');
  const recently = text(input, 'RecentlyActive');
  const owner = text(input, 'OwningAccount');
  if (recently !== undefined && recently !== 'PT3H') throw invalidValue('The parameter RecentlyActive must be PT3H.');
  if (owner !== undefined && input.IncludeLinkedAccounts !== true) {
    throw invalidValue('The parameter OwningAccount requires IncludeLinkedAccounts to be true.');
  }
  const filters = dimensionFilters(input.Dimensions);
  return (metric) =>
    (owner === undefined || owner === ownerOf(metric, context)) &&
    (namespace === undefined || metric.namespace === namespace) &&
    (metricName === undefined || metric.metricName === metricName) &&
    filters.every(
      ({ name, value }) => name in metric.dimensions && (value === undefined || metric.dimensions[name] === value),
    ) &&
    isActive(metric, now(), recently === undefined ? 14 * 8 * RECENT_MS : RECENT_MS);
}

/** Whether a metric has been published within the last `milliseconds`. */
function isActive(metric: Metric, now: number, milliseconds: number): boolean {
  const step = metric.periodSeconds * 1000;
  for (let time = Math.floor(now / step) * step - step; time > now - milliseconds; time -= step) {
    if (metric.at(time)) return true;
  }
  return false;
}

function dimensionFilters(given: unknown): { name: string; value: string | undefined }[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) throw new AwsError('SerializationException', "Expected a list at 'Dimensions'");
  if (given.length > MAX_DIMENSION_FILTERS) {
    throw invalidValue(`The parameter Dimensions must contain at most ${MAX_DIMENSION_FILTERS} filters.`);
  }
  return (given as Record<string, unknown>[]).map((filter) => {
    const name = text(filter, 'Name');
    if (name === undefined || name === '') throw invalidValue('The parameter Dimensions.member.Name is required.');
    return { name, value: text(filter, 'Value') };
  });
}
