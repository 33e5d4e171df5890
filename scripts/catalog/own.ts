import descriptions from './own/descriptions.json' with { type: 'json' };
import metrics from './own/metrics.json' with { type: 'json' };
import thresholds from './own/thresholds.json' with { type: 'json' };

/** What the project itself says of metrics: facts of the services' documentation in words of its own. */
export interface OwnFacts {
  readonly metrics: Readonly<
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
  /** By namespace and metric: one line. */
  readonly descriptions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** By namespace and metric: how to choose the threshold of a recommended alarm. */
  readonly thresholds: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** From `scripts/catalog/own/`. */
export function readOwnFacts(): OwnFacts {
  return { metrics, descriptions, thresholds };
}
