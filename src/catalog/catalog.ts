import type { RecommendedAlarm } from '../format/recommended-alarm.ts';
import type { CatalogData, MetricData } from './data.ts';

/** What is known of one AWS metric without asking. */
export interface CatalogMetric {
  readonly namespace: string;
  readonly metricName: string;
  /** The unit AWS publishes it in, by CloudWatch's name: `Percent`, `Bytes/Second`; `None` where it has none. */
  readonly unit: string | undefined;
  /** The unit is a guess from the metric's name: no source states it. */
  readonly unitInferred: boolean;
  /** The statistic it is best read by: `Average`, `Sum`, `p99`. */
  readonly statistic: string;
  /** The statistic is a guess from name and unit. */
  readonly statisticInferred: boolean;
  /** How often AWS publishes it, seconds: 60, 300, 86400; undefined where it is not known. */
  readonly periodSeconds: number | undefined;
  /** The dimension sets it is published under, names sorted; an empty set is the metric without dimensions. None where not known. */
  readonly dimensionSets: readonly (readonly string[])[];
  /** The dimension names of its namespace, sorted: some of them are its own where no set is known. */
  readonly namespaceDimensions: readonly string[];
  /** The alarms that AWS recommends. */
  readonly alarms: readonly RecommendedAlarm[];
  /** One line: what it counts or measures. Of the most used services. */
  readonly description: string | undefined;
}

/** The metric catalogue: what is known of AWS's own metrics without asking. */
export interface Catalog {
  /** The unit AWS states for a metric (`Percent`, `Seconds` …), undefined where it is not known: never a guess. */
  unit(namespace: string, metricName: string): string | undefined;
  find(namespace: string, metricName: string): CatalogMetric | undefined;
  /** The catalogued metrics of a namespace, by name; empty for an unknown one. */
  inNamespace(namespace: string): readonly CatalogMetric[];
  /** Sorted. */
  readonly namespaces: readonly string[];
}

export function makeCatalog(data: CatalogData): Catalog {
  const byNamespace = new Map(
    Object.entries(data).map(([namespace, shared]) => [
      namespace,
      new Map(
        Object.entries(shared.metrics).map(([name, metric]) => [
          name,
          toMetric({ namespace, metricName: name }, metric, shared),
        ]),
      ),
    ]),
  );
  const find = (namespace: string, metricName: string) => byNamespace.get(namespace)?.get(metricName);
  return {
    find,
    unit: (namespace, metricName) => {
      const metric = find(namespace, metricName);
      return metric?.unitInferred === true ? undefined : metric?.unit;
    },
    inNamespace: (namespace) => [...(byNamespace.get(namespace)?.values() ?? [])],
    namespaces: [...byNamespace.keys()].toSorted(),
  };
}

function toMetric(
  name: Pick<CatalogMetric, 'namespace' | 'metricName'>,
  metric: MetricData,
  shared: CatalogData[string],
): CatalogMetric {
  return {
    ...name,
    unit: metric.unit ?? metric.inferredUnit,
    unitInferred: metric.unit === undefined && metric.inferredUnit !== undefined,
    statistic: metric.statistic ?? metric.inferredStatistic ?? 'Average',
    statisticInferred: metric.statistic === undefined,
    periodSeconds: metric.periodSeconds,
    dimensionSets: (metric.sets ?? []).map((i) => shared.dimensionSets[i] ?? []),
    namespaceDimensions: shared.dimensionNames,
    alarms: metric.alarms ?? [],
    description: metric.description,
  };
}

let loading: Promise<Catalog> | undefined;

/**
 * The catalogue of AWS's metrics, read by the first that asks for it: most processes never do. What it is made of is in
 * NOTICE.
 */
export function loadCatalog(): Promise<Catalog> {
  loading ??= import('./metrics.json', { with: { type: 'json' } }).then(({ default: data }) => makeCatalog(data));
  return loading;
}
