import type { RecommendedAlarm } from '../format/recommended-alarm.ts';

/** The file `metrics.json`, as scripts/build-catalog.ts writes it. */
export type CatalogData = Readonly<Record<string, NamespaceData>>;

export interface NamespaceData {
  /** Every dimension name that one of its metrics has. */
  readonly dimensionNames: readonly string[];
  /** What `sets` of its metrics refer to. */
  readonly dimensionSets: readonly (readonly string[])[];
  readonly metrics: Readonly<Record<string, MetricData>>;
}

export interface MetricData {
  readonly unit?: string | undefined;
  /** Instead of `unit`: what the name suggests. */
  readonly inferredUnit?: string | undefined;
  readonly statistic?: string | undefined;
  /** Instead of `statistic`: what name and unit suggest. */
  readonly inferredStatistic?: string | undefined;
  readonly periodSeconds?: number | undefined;
  /** Indices of the dimension sets it is published under; absent where they are not known. */
  readonly sets?: readonly number[] | undefined;
  readonly alarms?: readonly RecommendedAlarm[] | undefined;
  readonly description?: string | undefined;
}
