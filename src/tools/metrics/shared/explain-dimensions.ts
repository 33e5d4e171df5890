import { groupByDimensionSet } from '../../../analysis/metric-groups.ts';
import { nearestNames } from '../../../analysis/nearest-names.ts';
import { dimensionTexts } from '../../../format/metric-name.ts';
import { plural } from '../../../format/number.ts';
import type { MetricId } from '../../../model.ts';

/** A dimension that was asked for; without a value its name alone. */
export interface WantedDimension {
  readonly name: string;
  readonly value?: string | undefined;
}

/** How many dimension sets and values a sentence names. */
const NAMED_SETS = 4;
const NAMED_VALUES = 3;

/**
 * Why none of some series has the dimensions asked for: which name or value is unknown, the sets there are, the nearest
 * series. Undefined where one has them.
 * @param what the metric whose series these are; undefined where they are of any metric
 */
export function explainDimensions(
  what: string | undefined,
  series: readonly MetricId[],
  {
    dimensions = [],
    exact = false,
  }: { dimensions?: readonly WantedDimension[] | undefined; exact?: boolean | undefined },
): string | undefined {
  const fits = (metric: MetricId) =>
    (!exact || Object.keys(metric.dimensions).length === dimensions.length) &&
    dimensions.every((one) => has(metric, one));
  if (series.some(fits)) return undefined;
  const named = dimensions.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)).join(', ');
  const asked = dimensions.length === 0 ? 'without dimensions' : `with ${exact ? 'exactly ' : ''}${named}`;
  const wrong = dimensions.flatMap((one) => explainDimension(one, series));
  const near = series
    .map((metric) => ({ metric, matched: dimensions.filter((one) => has(metric, one)).length }))
    .toSorted((a, b) => b.matched - a.matched || size(a.metric) - size(b.metric))[0]?.metric;
  return [
    what === undefined
      ? `No metric of the last two weeks is there ${asked}.`
      : `${what} exists in the last two weeks, but not ${asked}.`,
    ...wrong,
    `${what === undefined ? 'The' : 'Its'} dimension sets: ${dimensionSets(series)}.`,
    near === undefined || (what === undefined && wrong.length > 0)
      ? ''
      : `Nearest series: dimensions=${JSON.stringify(dimensionTexts(near.dimensions))}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** What is wrong with one dimension: its name is unknown, or its value is; nothing where only the combination is. */
function explainDimension({ name, value }: WantedDimension, series: readonly MetricId[]): string[] {
  const known = series.flatMap(({ dimensions }) => (Object.hasOwn(dimensions, name) ? [dimensions[name] ?? ''] : []));
  if (known.length === 0) {
    const names = series.flatMap(({ dimensions }) => Object.keys(dimensions));
    const nearest = nearestNames(name, names, 1);
    return [`No dimension ${JSON.stringify(name)}${nearest.length === 0 ? '' : `; nearest: ${nearest.join(', ')}`}.`];
  }
  if (value === undefined || known.includes(value)) return [];
  const nearest = nearestNames(value, known, NAMED_VALUES);
  const some = [...new Set(known)].toSorted().slice(0, NAMED_VALUES).join(', ');
  const hint = nearest.length > 0 ? `nearest: ${nearest.join(', ')}` : `some it has: ${some}`;
  return [`${name} has no value ${JSON.stringify(value)}; ${hint}.`];
}

/** `LoadBalancer + TargetGroup (5 series), LoadBalancer (1 series)`: the largest first, whatever the metric. */
function dimensionSets(series: readonly MetricId[]): string {
  const sets = groupByDimensionSet(series.map(({ dimensions }) => ({ namespace: '', metricName: '', dimensions })))
    .toSorted((a, b) => b.series - a.series)
    .map(
      ({ names, series: n }) => `${names.length === 0 ? 'none' : names.join(' + ')} (${plural(n, 'series', 'series')})`,
    );
  const more = sets.length > NAMED_SETS ? ` and ${sets.length - NAMED_SETS} more` : '';
  return `${sets.slice(0, NAMED_SETS).join(', ')}${more}`;
}

function has(metric: MetricId, { name, value }: WantedDimension): boolean {
  return Object.hasOwn(metric.dimensions, name) && (value === undefined || metric.dimensions[name] === value);
}

function size(metric: MetricId): number {
  return Object.keys(metric.dimensions).length;
}
