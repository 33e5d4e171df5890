import { nearestNames } from '../../../analysis/nearest-names.ts';
import { resolveNamespace } from '../../../catalog/namespaces.ts';
import type { ToolContext } from '../../define.ts';

/** Namespaces that are named where several have a metric of the name. */
const NAMED = 4;

/**
 * What the metric catalogue knows of a namespace or metric that does not exist here, as a sentence to append: names of AWS
 * like it, of namespaces that the caller may read. Empty where it knows nothing that was not said.
 * @param said names that the answer suggests already
 */
export async function suggestFromCatalog(
  { catalog: load, access }: Pick<ToolContext, 'catalog' | 'access'>,
  { namespace, metricName }: { namespace: string; metricName?: string | undefined },
  said: readonly string[],
): Promise<string> {
  const catalog = await load();
  const readable = catalog.namespaces.filter((one) => access.metricNamespace(one));
  const likely = likelyNamespace(namespace, readable);
  if (metricName === undefined || likely !== namespace) {
    if (likely === undefined || said.includes(likely)) return '';
    return likely === namespace
      ? ` ${namespace} is a namespace of AWS: nothing has published to it here (search_metric_catalog tells what would).`
      : ` Did you mean ${likely}, a namespace of AWS?`;
  }
  const names = catalog.inNamespace(namespace).map((metric) => metric.metricName);
  if (names.includes(metricName)) return '';
  const isDescribed = (one: string) => catalog.find(one, metricName)?.description !== undefined;
  const elsewhere = readable
    .filter((one) => catalog.find(one, metricName) !== undefined)
    .toSorted((a, b) => Number(isDescribed(b)) - Number(isDescribed(a)));
  if (elsewhere.length > 0) {
    const more = elsewhere.length > NAMED ? ` and ${elsewhere.length - NAMED} more` : '';
    return ` ${elsewhere.slice(0, NAMED).join(', ')}${more} ${elsewhere.length === 1 ? 'has' : 'have'} a metric of that name.`;
  }
  const nearest = nearestNames(metricName, names).filter((name) => !said.includes(name));
  return nearest.length === 0 || said.length > 0
    ? ''
    : ` Did you mean ${nearest.join(' or ')}? AWS defines ${nearest.length === 1 ? 'it' : 'them'} there.`;
}

function likelyNamespace(namespace: string, readable: readonly string[]): string | undefined {
  return resolveNamespace({ namespaces: readable }, namespace) ?? nearestNames(namespace, readable, 1)[0];
}
