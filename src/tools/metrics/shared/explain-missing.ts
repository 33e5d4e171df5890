import { nearestNames } from '../../../analysis/nearest-names.ts';
import { listMetrics, type ListedMetric } from '../../../aws/metrics.ts';
import type { ToolContext } from '../../define.ts';
import { accessOfOwner } from '../../owners.ts';
import { callerAccountId } from '../../patience.ts';
import { explainDimensions } from './explain-dimensions.ts';
import { suggestFromCatalog } from './suggest-from-catalog.ts';

/** What a metric question names: the more is given, the more can be wrong. */
export interface Missing {
  readonly namespace?: string | undefined;
  readonly metricName?: string | undefined;
  readonly dimensions?: readonly { name: string; value?: string | undefined }[] | undefined;
  /** The dimensions are all that the metric has, not only some. */
  readonly exact?: boolean | undefined;
  readonly includeLinkedAccounts?: boolean | undefined;
}

const TWO_WEEKS = 'ListMetrics only knows metrics with datapoints in the last two weeks';

/**
 * Why nothing was found, in a sentence or two: which of namespace, metric and dimensions CloudWatch does not know, and
 * the nearest it does. Undefined where the metric exists exactly so. Reads ListMetrics, cached, up to half the deadline.
 */
export async function explainMissing(
  context: ToolContext,
  region: string,
  missing: Missing,
): Promise<string | undefined> {
  const { namespace, metricName, dimensions = [] } = missing;
  const read = await reader(context, region, missing.includeLinkedAccounts);
  if (namespace !== undefined) {
    const inNamespace = await read({ namespace });
    if (inNamespace.length === 0) {
      const known = (await read({})).map((metric) => metric.namespace);
      const [meant = ''] = nearestNames(namespace, known, 1);
      if (meant.toLowerCase() === namespace.toLowerCase()) {
        const rest = await explainMissing(context, region, { ...missing, namespace: meant });
        return `Names are case-sensitive: the namespace is ${meant}, not ${namespace}. ${rest ?? 'With it, this metric is there.'}`;
      }
      const like = suggest('Namespaces there', namespace, known);
      const ofAws = await suggestFromCatalog(context, { namespace }, nearestNames(namespace, known));
      return `There is no metric in namespace ${JSON.stringify(namespace)} in ${region} (${TWO_WEEKS}). ${like}${ofAws}`;
    }
    if (metricName === undefined)
      return dimensions.length === 0 ? undefined : explainDimensions(namespace, inNamespace, missing);
    const ofName = inNamespace.filter((metric) => metric.metricName === metricName);
    if (ofName.length > 0) return explainDimensions(`${namespace} ${metricName}`, ofName, missing);
    const inCatalog = (await context.catalog()).find(namespace, metricName);
    const known = inNamespace.map((metric) => metric.metricName);
    const rare =
      inCatalog === undefined
        ? ''
        : ` ${namespace} does define it${inCatalog.description === undefined ? '' : ` (${inCatalog.description})`}: AWS publishes some metrics only when there is something to count.`;
    const like = suggest('Metrics there', metricName, known);
    const ofAws = await suggestFromCatalog(context, { namespace, metricName }, nearestNames(metricName, known));
    return `${namespace} has no metric ${JSON.stringify(metricName)} in ${region} (${TWO_WEEKS}).${rare} ${like}${ofAws}`;
  }
  const all = await read({});
  const ofName = metricName === undefined ? all : all.filter((metric) => metric.metricName === metricName);
  if (ofName.length > 0) return explainDimensions(metricName, ofName, missing);
  return `No namespace in ${region} has a metric ${JSON.stringify(metricName)} (${TWO_WEEKS}). ${suggest(
    'Metrics there',
    metricName ?? '',
    all.map((metric) => metric.metricName),
  )}`;
}

/** Reads what the caller may see. */
async function reader(context: ToolContext, region: string, includeLinkedAccounts: boolean | undefined) {
  const half = context.timeLeft() / 2;
  return async (filter: { namespace?: string }): Promise<ListedMetric[]> => {
    const goOn = () => context.timeLeft() > half;
    const list = await listMetrics(
      context.aws,
      region,
      { ...filter, includeLinkedAccounts },
      { signal: context.signal, goOn },
    );
    const own = includeLinkedAccounts === true ? await callerAccountId(context) : undefined;
    return list.metrics.filter(({ namespace, account }) =>
      accessOfOwner(account, own, context)?.metricNamespace(namespace),
    );
  };
}

function suggest(what: string, name: string, known: readonly string[]): string {
  const nearest = nearestNames(name, known);
  if (nearest.length > 0) return `Did you mean ${nearest.join(' or ')}?`;
  const names = [...new Set(known)].toSorted();
  if (names.length === 0)
    return 'Nothing publishes metrics there: check the region, and include_linked_accounts in a monitoring account.';
  const some = names.slice(0, 8).join(', ');
  return `${what}: ${some}${names.length > 8 ? ` and ${names.length - 8} more (list_metrics)` : ''}.`;
}
