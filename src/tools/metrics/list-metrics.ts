import * as z from 'zod';
import { groupByDimensionSet, groupByMetric, groupByNamespace, ownersOf } from '../../analysis/metric-groups.ts';
import { listMetrics as metricsOf, type ListedMetric, type MetricFilter, type MetricList } from '../../aws/metrics.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { metricsLink } from '../../format/console-link.ts';
import { dimensionTexts } from '../../format/metric-name.ts';
import { callerAccount, callerAccountId } from '../patience.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { accessOfOwner } from '../owners.ts';
import { comparePositions, rowsAfter, type Position } from '../paging.ts';
import {
  accountsOf,
  askedReaches,
  failuresOf,
  onePlaceEach,
  readPlaces,
  regionsOf,
  valuesOf,
  type Place,
  type PlaceRead,
} from '../places.ts';
import { oneRegionEach, oneRegionEachFields } from '../one-region-each.ts';
import { accountOrAllParam, cursorParam, limitParam, ofSeveral, pageFields, regionParam } from '../params.ts';
import { mayRead } from '../metric-access.ts';
import { dimensionFilterParam, parseDimensionFilter, nameParam } from './shared/dimensions.ts';
import { explainMissing } from './shared/explain-missing.ts';
import { renderMetricList } from './shared/render-metric-list.ts';

/** Series that are read at most, so that the memory of one call has a bound: about 70 MB. */
const MAX_READ = 200_000;

const row = z.object({
  /** The account that was asked, and where, of several. */
  inAccount: ofSeveral(z.string()),
  region: ofSeveral(z.string()),
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
  /** Where several are asked; absent where one is. */
  accounts: ofSeveral(z.array(z.string())),
  ...oneRegionEachFields,
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
  failures: ofSeveral(z.array(z.object({ source: z.string(), error: z.string() }))),
  explanation: z.string().optional(),
  consoleUrl: z.string().optional(),
  items: z.array(row),
  ...pageFields,
});

export type MetricRow = z.output<typeof row>;
export type MetricListOutput = z.output<typeof output>;

/** Only what makes a row: the sets of a metric and the example of a set change while series come and go. */
function position(metric: MetricRow): Position {
  const { inAccount, region, namespace, metricName, dimensionSets, values, dimensions, account } = metric;
  const set = values === undefined ? [] : dimensionSets?.[0];
  const series = values === undefined ? dimensions : [];
  const place = inAccount === undefined ? [] : [inAccount, region ?? ''];
  return [...place, namespace, metricName ?? '', (set ?? []).join('\0'), (series ?? []).join('\0'), account ?? ''];
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
    account: accountOrAllParam,
    limit: limitParam(100, 500),
    cursor: cursorParam,
  }),
  output,
  position,
  async run(input, context) {
    const reaches = askedReaches(input, context, { toolset: 'metrics', omitted: 'first' });
    const places = onePlaceEach(reaches, input);
    const accounts = accountsOf(places);
    if (input.namespace !== undefined && accounts === undefined) mayRead(context.access, [input.namespace]);
    const filter = {
      namespace: input.namespace,
      metricName: input.metric_name,
      dimensions: (input.dimensions ?? []).map(parseDimensionFilter),
      recentlyActive: input.recently_active,
      includeLinkedAccounts: input.include_linked_accounts,
    };
    const [lists, account, catalog] = await Promise.all([
      readLists(places, filter, context),
      accounts === undefined ? callerAccount(context) : undefined,
      context.catalog(),
    ]);
    const failures = failuresOf(lists);
    const read = valuesOf(lists);
    const series = read.flatMap(({ value }) => value.metrics);
    const kind = kindOf(input);
    const rows = read.flatMap(({ place, value }) =>
      ROWS[kind](value.metrics, catalog).map((made) =>
        place.account === undefined ? made : { inAccount: place.account, region: place.region, ...made },
      ),
    );
    const sorted = rows.toSorted((a, b) => comparePositions(position(a), position(b)));
    const left = rowsAfter(sorted, position, context.page.after);
    const regions = regionsOf(places);
    const [region = ''] = regions;
    return {
      region: regions.join(', '),
      account,
      accounts,
      ...oneRegionEach(places, reaches, input),
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
      complete: read.every(({ value }) => value.complete),
      ...(input.include_linked_accounts && { owners: ownersOf(series) }),
      ...(failures.length > 0 && { failures }),
      explanation:
        series.length > 0 || accounts !== undefined ? undefined : await explainEmpty(filter, region, context),
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

/** The metrics of each place that the caller may see, up to `MAX_READ` of all places. */
function readLists(
  places: readonly Place[],
  filter: MetricFilter,
  context: ToolContext,
): Promise<PlaceRead<MetricList>[]> {
  const half = context.timeLeft() / 2;
  const read = new Map<Place, number>();
  const total = () => [...read.values()].reduce((sum, count) => sum + count, 0);
  return readPlaces(places, context, async (place, at) => {
    if (filter.namespace !== undefined) mayRead(at.access, [filter.namespace]);
    const { metrics, complete } = await metricsOf(at.aws, place.region, filter, {
      signal: at.signal,
      goOn: (count) => {
        read.set(place, count);
        // What was read is counted only for those who may see all of it.
        context.progress(at.access.metricNamespace('') ? `${total()} metrics read` : 'reading metrics');
        return total() < MAX_READ && context.timeLeft() > half;
      },
    });
    const own = filter.includeLinkedAccounts === true ? await callerAccountId(at) : undefined;
    const visible = metrics.filter(({ account, namespace }) =>
      accessOfOwner(account, own, at)?.metricNamespace(namespace),
    );
    return { metrics: visible, complete };
  });
}

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
        unit: catalog.unit(metric.namespace, metric.metricName),
        statistic: known?.statisticInferred === true ? undefined : known?.statistic,
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
