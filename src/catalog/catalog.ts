import metrics from './metrics.json' with { type: 'json' };

/** What is known of one AWS metric without asking. */
export interface CatalogMetric {
  readonly namespace: string;
  readonly metricName: string;
  /** The unit AWS publishes it in, by CloudWatch's name: `Percent`, `Bytes/Second`; `None` where it has none. */
  readonly unit: string;
  /** The statistic it is usually read by: `Average`, `Sum`, `p99`. */
  readonly statistic: string;
  /** How often AWS publishes it, seconds: 60, 300, 86400. */
  readonly periodSeconds: number;
  /** The dimension sets it is published under, names sorted; an empty set is the metric without dimensions. */
  readonly dimensionSets: readonly (readonly string[])[];
  /** One line: what it counts or measures. */
  readonly description: string;
}

/** The metric catalogue: what is known of AWS's own metrics without asking. */
export interface Catalog {
  /** The unit AWS publishes a metric in (`Percent`, `Seconds` …), undefined where it is not catalogued. */
  unit(namespace: string, metricName: string): string | undefined;
  find(namespace: string, metricName: string): CatalogMetric | undefined;
  /** The catalogued metrics of a namespace, in the catalogue's order; empty for an unknown one. */
  inNamespace(namespace: string): readonly CatalogMetric[];
  /** Sorted. */
  readonly namespaces: readonly string[];
}

/** The data file: per namespace what its metrics share, and each metric with what differs. */
type CatalogData = Readonly<
  Record<
    string,
    {
      readonly periodSeconds: number;
      readonly dimensions: readonly (readonly string[])[];
      readonly metrics: readonly {
        readonly name: string;
        readonly unit: string;
        readonly statistic: string;
        readonly description: string;
        readonly dimensions?: readonly (readonly string[])[] | undefined;
        readonly periodSeconds?: number | undefined;
      }[];
    }
  >
>;

export function makeCatalog(data: CatalogData): Catalog {
  const byNamespace = new Map<string, Map<string, CatalogMetric>>();
  for (const [namespace, shared] of Object.entries(data)) {
    const entries = shared.metrics.map(({ name, dimensions, ...metric }): [string, CatalogMetric] => [
      name,
      {
        namespace,
        metricName: name,
        unit: metric.unit,
        statistic: metric.statistic,
        periodSeconds: metric.periodSeconds ?? shared.periodSeconds,
        dimensionSets: dimensions ?? shared.dimensions,
        description: metric.description,
      },
    ]);
    byNamespace.set(namespace, new Map(entries));
  }
  const find = (namespace: string, metricName: string) => byNamespace.get(namespace)?.get(metricName);
  return {
    find,
    unit: (namespace, metricName) => find(namespace, metricName)?.unit,
    inNamespace: (namespace) => [...(byNamespace.get(namespace)?.values() ?? [])],
    namespaces: [...byNamespace.keys()].toSorted(),
  };
}

/** AWS's well-known metrics, as the services' documentation lists them (November 2026). */
export const catalog: Catalog = makeCatalog(metrics);
