import * as z from 'zod';
import { groupByDimensionSet, groupByMetric, groupByNamespace, ownersOf } from '../../analysis/metric-groups.ts';
import { listMetrics as readMetrics, type ListedMetric, type MetricFilter } from '../../aws/metrics.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { metricsLink } from '../../format/console-link.ts';
import { dimensionTexts } from '../../format/metric-name.ts';
import { allowedOwners } from '../linked-accounts.ts';
import { callerAccount } from '../patience.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { comparePositions, rowsAfter, type Position } from '../paging.ts';
import { cursorParam, limitParam, oneRegion, pageFields, regionParam } from '../params.ts';
import { mayRead } from './shared/access.ts';
import { dimensionFilterParam, parseDimensionFilter, nameParam } from './shared/dimensions.ts';
import { explainMissing } from './shared/explain-missing.ts';
import { renderMetricList } from './shared/render-metric-list.ts';

/** Series that are read at most, so that the memory of one call has a bound: about 70 MB. */
const MAX_READ = 200_000;

const row = z.object({
  namespace: z.string(),
  metricName: z.string().optional(),
  metrics: z.int().optional(),
  series: z.int(),
  unit: z.string().optional(),
  statistic: z.string().optional(),
  description: z.string().optional(),
  dimensionSets: z.array(z.array(z.string())).optional(),
  values: z.array(z.object({ name: z.string(), count: z.int(), examples: z.array(z.string()) })).optional(),
  dimensions: z.array(z.string()).optional(),
  account: z.string().optional(),
});

const output = z.object({
  region: z.string(),
  account: z.string().optional(),
  kind: z.enum(['namespaces', 'metrics', 'dimension_sets', 'series']),
  question: z.object({
    namespace: z.string().optional(),
    metricName: z.string().optional(),
    dimensions: z.array(z.string()),
    recentlyActive: z.boolean(),
    linkedAccounts: z.boolean(),
  }),
  rows: z.int(),
  series: z.int(),
  complete: z.boolean(),
  owners: z.array(z.string()).optional(),
  explanation: z.string().optional(),
  consoleUrl: z.string().optional(),
  items: z.array(row),
  ...pageFields,
});

export type MetricRow = z.output<typeof row>;
export type MetricListOutput = z.output<typeof output>;

/** Only what makes a row: the sets of a metric and the example of a set change while series come and go. */
function position({ namespace, metricName, dimensionSets, values, dimensions, account }: MetricRow): Position {
  const set = values === undefined ? [] : dimensionSets?.[0];
  const series = values === undefined ? dimensions : [];
  return [namespace, metricName ?? '', (set ?? []).join('\0'), (series ?? []).join('\0'), account ?? ''];
}

export const listMetrics = defineTool({
  name: 'list_metrics',
  title: 'List metrics',
  description:
    'Which CloudWatch metrics exist. Without arguments the namespaces; with namespace (or dimensions alone, such as InstanceId=i-1) its metrics; with metric_name its dimension sets and values; with metric_name and dimensions the single series, in the form get_metric_statistics takes. Knows two weeks of activity.',
  toolset: 'metrics',
  actions: ['cloudwatch:ListMetrics'],
  input: z.strictObject({
    namespace: nameParam.optional().describe('AWS/EC2'),
    metric_name: nameParam.optional(),
    dimensions: dimensionFilterParam,
    recently_active: z.boolean().default(false).describe('Only with data in the last 3 h'),
    include_linked_accounts: z.boolean().default(false),
    region: regionParam,
    limit: limitParam(100, 500),
    cursor: cursorParam,
  }),
  output,
  position,
  async run(input, context) {
    const region = oneRegion(input, context);
    if (input.namespace !== undefined) mayRead(context.access, [input.namespace]);
    const dimensions = (input.dimensions ?? []).map(parseDimensionFilter);
    const half = context.timeLeft() / 2;
    const filter = {
      namespace: input.namespace,
      metricName: input.metric_name,
      dimensions,
      recentlyActive: input.recently_active,
      includeLinkedAccounts: input.include_linked_accounts,
    };
    const [list, account] = await Promise.all([
      readMetrics(context.aws, region, filter, {
        signal: context.signal,
        goOn: (read) => {
          // What was read is counted only for those who may see all of it.
          context.progress(context.access.metricNamespace('') ? `${read} metrics read` : 'reading metrics');
          return read < MAX_READ && context.timeLeft() > half;
        },
      }),
      callerAccount(context),
    ]);
    const isAllowed = input.include_linked_accounts ? await allowedOwners(context) : () => true;
    const series = list.metrics
      .filter((metric) => context.access.metricNamespace(metric.namespace))
      .filter(({ account: owner }) => isAllowed(owner));
    const kind = kindOf(input);
    const sorted = ROWS[kind](series, context.catalog).toSorted((a, b) => comparePositions(position(a), position(b)));
    const left = rowsAfter(sorted, position, context.page.after);
    return {
      region,
      account,
      kind,
      question: {
        namespace: input.namespace,
        metricName: input.metric_name,
        dimensions: input.dimensions ?? [],
        recentlyActive: input.recently_active,
        linkedAccounts: input.include_linked_accounts,
      },
      rows: sorted.length,
      series: series.length,
      complete: list.complete,
      ...(input.include_linked_accounts && { owners: ownersOf(series) }),
      explanation: series.length > 0 ? undefined : await explainEmpty(filter, region, context),
      consoleUrl: metricsLink(
        { region, partition: context.aws.partition(region).name },
        [input.namespace, input.metric_name].filter((part) => part !== undefined).join(' ') || undefined,
      ),
      items: left.slice(0, input.limit),
      more: left.length > input.limit,
    };
  },
  render: renderMetricList,
});

/** Why the list has nothing, and what to try. */
async function explainEmpty(filter: MetricFilter, region: string, context: ToolContext): Promise<string> {
  const { recentlyActive, ...asked } = filter;
  const why = await explainMissing(context, region, asked);
  if (why !== undefined) return why;
  return recentlyActive === true
    ? 'It exists in the last two weeks, but had no datapoints in the last 3 hours: leave out recently_active to see it.'
    : 'Nothing published metrics here in the last two weeks, which is all that ListMetrics knows: check the region.';
}

function kindOf(input: {
  namespace?: string | undefined;
  metric_name?: string | undefined;
  dimensions?: readonly string[] | undefined;
}): MetricListOutput['kind'] {
  const filtered = (input.dimensions?.length ?? 0) > 0;
  if (input.metric_name !== undefined) return filtered ? 'series' : 'dimension_sets';
  return input.namespace !== undefined || filtered ? 'metrics' : 'namespaces';
}

const ROWS: Readonly<
  Record<MetricListOutput['kind'], (series: readonly ListedMetric[], catalog: Catalog) => MetricRow[]>
> = {
  namespaces: (series) => groupByNamespace(series),
  metrics: (series, catalog) =>
    groupByMetric(series).map(({ dimensionSets, ...metric }) => {
      const known = catalog.find(metric.namespace, metric.metricName);
      return {
        ...metric,
        unit: known?.unit,
        statistic: known?.statistic,
        description: known?.description,
        dimensionSets: dimensionSets.map((names) => [...names]),
      };
    }),
  dimension_sets: (series) =>
    groupByDimensionSet(series).map((group) => ({
      namespace: group.namespace,
      metricName: group.metricName,
      series: group.series,
      dimensionSets: [[...group.names]],
      values: group.values.map((value) => ({ ...value, examples: [...value.examples] })),
      dimensions: dimensionTexts(group.example),
    })),
  series: (series) =>
    series.map(({ namespace, metricName, dimensions, account }) => ({
      namespace,
      metricName,
      series: 1,
      dimensions: dimensionTexts(dimensions),
      account,
    })),
};
