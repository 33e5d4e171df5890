import type { MetricId } from '../model.ts';

/** How many examples a group carries. */
const EXAMPLES = 3;

interface Owned extends MetricId {
  readonly account?: string | undefined;
}

export interface NamespaceGroup {
  readonly namespace: string;
  /** Metric names, counted once. */
  readonly metrics: number;
  readonly series: number;
}

export interface MetricGroup {
  readonly namespace: string;
  readonly metricName: string;
  readonly series: number;
  /** The dimension sets it has, names sorted; most series first. */
  readonly dimensionSets: readonly (readonly string[])[];
}

export interface DimensionSetGroup {
  readonly namespace: string;
  readonly metricName: string;
  /** Sorted; empty for the metric without dimensions. */
  readonly names: readonly string[];
  readonly series: number;
  /** Per name how many values it has, and some of them. */
  readonly values: readonly { readonly name: string; readonly count: number; readonly examples: readonly string[] }[];
  readonly example: Readonly<Record<string, string>>;
}

/** Series by namespace, sorted by name. */
export function groupByNamespace(series: readonly MetricId[]): NamespaceGroup[] {
  return [...groupBy(series, ({ namespace }) => namespace)].map(([namespace, group]) => ({
    namespace,
    metrics: new Set(group.map(({ metricName }) => metricName)).size,
    series: group.length,
  }));
}

/** Series by namespace and metric name, sorted by both. */
export function groupByMetric(series: readonly MetricId[]): MetricGroup[] {
  return [...groupBy(series, ({ namespace, metricName }) => `${namespace}\0${metricName}`)].flatMap(([, group]) => {
    const first = group[0];
    if (first === undefined) return [];
    const sets = [...groupBy(group, setKey)].toSorted(([, a], [, b]) => b.length - a.length);
    return [
      {
        namespace: first.namespace,
        metricName: first.metricName,
        series: group.length,
        dimensionSets: sets.map(([, [one]]) => dimensionNames(one)),
      },
    ];
  });
}

/** Series by namespace, metric name and dimension set, sorted by all three. */
export function groupByDimensionSet(series: readonly MetricId[]): DimensionSetGroup[] {
  return [...groupBy(series, (one) => `${one.namespace}\0${one.metricName}\0${setKey(one)}`)].flatMap(([, group]) => {
    const first = group[0];
    if (first === undefined) return [];
    const names = dimensionNames(first);
    return [
      {
        namespace: first.namespace,
        metricName: first.metricName,
        names,
        series: group.length,
        values: names.map((name) => {
          const values = [...new Set(group.map(({ dimensions }) => dimensions[name] ?? ''))].toSorted();
          return { name, count: values.length, examples: values.slice(0, EXAMPLES) };
        }),
        example: first.dimensions,
      },
    ];
  });
}

/** The accounts that own some series, sorted. */
export function ownersOf(series: readonly Owned[]): string[] {
  return [...new Set(series.flatMap(({ account }) => (account === undefined ? [] : [account])))].toSorted();
}

function dimensionNames(metric: MetricId | undefined): string[] {
  return Object.keys(metric?.dimensions ?? {}).toSorted();
}

function setKey(metric: MetricId): string {
  return dimensionNames(metric).join('\0');
}

/** Groups in the order of their keys. */
function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
