import * as z from 'zod';
import { nearestNames } from '../../analysis/nearest-names.ts';
import type { Catalog, CatalogMetric } from '../../catalog/catalog.ts';
import { resolveNamespace } from '../../catalog/namespaces.ts';
import { kindredOf } from '../../catalog/service-names.ts';
import { searchOf, type Found } from '../../catalog/search.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { rowsAfter } from '../paging.ts';
import { cursorParam, limitParam, pageFields } from '../params.ts';
import { mayRead } from '../metric-access.ts';
import { nameParam } from './shared/dimensions.ts';
import { renderCatalog } from './shared/render-catalog.ts';

const alarm = z.object({
  statistic: z.string(),
  comparison: z.string(),
  periodSeconds: z.int(),
  evaluationPeriods: z.int(),
  datapointsToAlarm: z.int(),
  threshold: z.number().optional(),
  choose: z.string().optional(),
  treatMissingData: z.string(),
  dimensions: z.array(z.string()),
});

const row = z.object({
  namespace: z.string(),
  metrics: z.int().optional(),
  metricName: z.string().optional(),
  description: z.string().optional(),
  unit: z.string().optional(),
  unitInferred: z.boolean().optional(),
  statistic: z.string().optional(),
  statisticInferred: z.boolean().optional(),
  periodSeconds: z.int().optional(),
  dimensionSets: z.array(z.array(z.string())).optional(),
  namespaceDimensions: z.array(z.string()).optional(),
  alarms: z.array(alarm).optional(),
});
export type CatalogRow = z.output<typeof row>;

const output = z.object({
  question: z.object({
    query: z.string().optional(),
    namespace: z.string().optional(),
    metricName: z.string().optional(),
  }),
  total: z.int(),
  weaker: z.int().optional(),
  explanation: z.string().optional(),
  items: z.array(row),
  ...pageFields,
});
export type CatalogOutput = z.output<typeof output>;

const position = (item: CatalogRow) => [item.namespace, item.metricName ?? ''];

export const searchMetricCatalog = defineTool({
  name: 'search_metric_catalog',
  title: 'Search the metric catalogue',
  description:
    "AWS's own metrics, whether they are in use here or not: by words (sqs oldest, alb 5xx), namespace or name. What each means, its unit, dimensions, the statistic to use, the alarms AWS recommends. Without arguments the namespaces. Asks AWS nothing; list_metrics shows what exists here, custom metrics too.",
  toolset: 'metrics',
  actions: [],
  input: z.strictObject({
    query: z.string().min(1).max(200).optional().describe('Words, best first; a service alone: all its metrics'),
    namespace: nameParam.optional().describe('AWS/SQS'),
    metric_name: nameParam.optional(),
    limit: limitParam(20, 500),
    cursor: cursorParam,
  }),
  output,
  position,
  async run(input, context) {
    const catalog = await context.catalog();
    const mayKnow = readable(context);
    const namespace =
      input.namespace === undefined ? undefined : (resolveNamespace(catalog, input.namespace) ?? input.namespace);
    if (namespace !== undefined && !mayKnow(namespace)) mayRead(context.access, [namespace]);
    const asked = { query: input.query, namespace, metricName: input.metric_name };
    const found = await matches(catalog, asked, mayKnow);
    const rows = isEmpty(asked) ? namespaceRows(catalog, mayKnow) : found.metrics.map(toRow);
    const left = rowsAfter(rows, position, context.page.after);
    return {
      question: found.namespace === undefined ? asked : { ...asked, query: undefined, namespace: found.namespace },
      total: rows.length,
      weaker: found.weaker > 0 ? found.weaker : undefined,
      explanation:
        rows.length > 0
          ? toldOf(found, input.query, catalog.namespaces.filter(mayKnow))
          : explain(catalog, asked, mayKnow),
      items: left.slice(0, input.limit),
      more: left.length > input.limit,
    };
  },
  render: renderCatalog,
});

interface Asked {
  readonly query?: string | undefined;
  readonly namespace?: string | undefined;
  readonly metricName?: string | undefined;
}
type MayKnow = (namespace: string) => boolean;

/** The namespaces that the caller may read in any account. */
function readable({ reaches }: ToolContext): MayKnow {
  return (namespace) => reaches.some(({ access }) => access.metricNamespace(namespace));
}

function isEmpty({ query, namespace, metricName }: Asked): boolean {
  return query === undefined && namespace === undefined && metricName === undefined;
}

/** By words best first, otherwise by name. */
async function matches(catalog: Catalog, asked: Asked, mayKnow: MayKnow): Promise<Found> {
  const { query, namespace, metricName } = asked;
  const isOf = (name: string) => mayKnow(name) && (namespace === undefined || name === namespace);
  const found: Found =
    query === undefined
      ? {
          metrics: catalog.namespaces.filter(isOf).flatMap((name) => catalog.inNamespace(name)),
          weaker: 0,
          unknown: [],
        }
      : (await searchOf(catalog))(query, isOf);
  if (metricName === undefined) return found;
  return { ...found, metrics: found.metrics.filter((metric) => metric.metricName === metricName), weaker: 0 };
}

/** How the words were understood, where they were not taken as they are. */
function toldOf({ namespace, unknown }: Found, query: string | undefined, known: string[]): string | undefined {
  if (namespace === undefined) {
    return unknown.length === 0 ? undefined : `No metric is like the ${wordsIn(unknown)}.`;
  }
  const others = kindredOf(namespace, known);
  const also = others.length === 0 ? '' : ` Other namespaces like it: ${others.join(', ')}.`;
  return `${JSON.stringify(query)} names ${namespace}: these are its metrics, by name; add what is measured to search.${also}`;
}

function wordsIn(unknown: readonly string[]): string {
  return `${unknown.length === 1 ? 'word' : 'words'} ${unknown.map((word) => JSON.stringify(word)).join(', ')}`;
}

function namespaceRows(catalog: Catalog, mayKnow: MayKnow): CatalogRow[] {
  return catalog.namespaces
    .filter(mayKnow)
    .map((namespace) => ({ namespace, metrics: catalog.inNamespace(namespace).length }));
}

function toRow(metric: CatalogMetric): CatalogRow {
  const { dimensionSets, namespaceDimensions, unitInferred, statisticInferred, alarms, ...rest } = metric;
  return {
    ...rest,
    ...(unitInferred && { unitInferred }),
    ...(statisticInferred && { statisticInferred }),
    ...(dimensionSets.length > 0
      ? { dimensionSets: dimensionSets.map((names) => [...names]) }
      : { namespaceDimensions: [...namespaceDimensions] }),
    ...(alarms.length > 0 && { alarms: alarms.map((one) => ({ ...one, dimensions: [...one.dimensions] })) }),
  };
}

/** Said where a policy keeps namespaces from the caller. */
const FEW_SEARCHED = 'Only the namespaces that you may read were searched. ';
const OWN_METRICS = 'The catalogue has only metrics that AWS publishes: list_metrics shows custom ones.';

/** Why nothing is found, and what is like it. */
function explain(catalog: Catalog, { query, namespace, metricName }: Asked, mayKnow: MayKnow): string {
  const known = catalog.namespaces.filter(mayKnow);
  if (namespace !== undefined && !known.includes(namespace)) {
    return `There is no namespace ${JSON.stringify(namespace)} in the catalogue. ${didYouMean(namespace, known)}${OWN_METRICS}`;
  }
  const searched = namespace === undefined ? known : [namespace];
  const few = namespace === undefined && known.length < catalog.namespaces.length ? FEW_SEARCHED : '';
  if (metricName === undefined) {
    return `No metric${namespace === undefined ? '' : ` of ${namespace}`} matches ${JSON.stringify(query ?? '')}. Use fewer or other words, such as the service and what is measured. ${few}${OWN_METRICS}`;
  }
  const names = searched.flatMap((name) => catalog.inNamespace(name).map((metric) => metric.metricName));
  return `There is no metric ${JSON.stringify(metricName)}${namespace === undefined ? '' : ` of ${namespace}`} in the catalogue${query === undefined ? '' : ` among those that match ${JSON.stringify(query)}`}. ${didYouMean(metricName, names)}${few}${OWN_METRICS}`;
}

function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestNames(name, known);
  return nearest.length === 0 ? '' : `Did you mean ${nearest.join(' or ')}? `;
}
