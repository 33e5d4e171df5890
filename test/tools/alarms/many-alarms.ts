import type { Alarm, Datapoint, Metric, MuteRule, World } from '../../../src/sandbox/world/types.ts';

const MINUTE = 60_000;
const LEVEL: Datapoint = { sum: 500, min: 100, max: 100, count: 5, samples: [100, 100, 100] };

export interface Fleet {
  /** How many alarms fire, are fine, and have no data. */
  readonly firing: number;
  readonly fine: number;
  readonly dark?: number | undefined;
  readonly muteRules?: readonly MuteRule[] | undefined;
}

/** A world with one steady metric and any number of alarms on it, named by state and number; nothing else. */
export function manyAlarms(region: string, madeAt: number, { firing, fine, dark = 0, muteRules = [] }: Fleet): World {
  const metric: Metric = {
    namespace: 'Fleet',
    metricName: 'Load',
    dimensions: { Region: region },
    unit: 'Count',
    periodSeconds: 300,
    at: () => LEVEL,
  };
  const alarm = (name: string, over: Record<string, unknown>): Alarm => ({
    kind: 'metric',
    name,
    createdAt: madeAt - 30 * MINUTE,
    configuration: {
      Namespace: metric.namespace,
      MetricName: metric.metricName,
      Dimensions: [{ Name: 'Region', Value: region }],
      Statistic: 'Maximum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 90,
      ComparisonOperator: 'GreaterThanThreshold',
      ...over,
    },
  });
  const numbered = (count: number, make: (id: string) => Alarm) =>
    Array.from({ length: count }, (_, i) => make(String(i).padStart(4, '0')));
  return {
    account: '123456789012',
    region,
    madeAt,
    incidentStart: madeAt - 40 * MINUTE,
    logGroups: [],
    metrics: [metric],
    alarms: [
      ...numbered(firing, (id) => alarm(`firing-${id}`, {})),
      ...numbered(fine, (id) => alarm(`fine-${id}`, { Threshold: 900 })),
      ...numbered(dark, (id) => alarm(`dark-${id}`, { MetricName: 'Nothing' })),
    ],
    muteRules,
    workspaces: [],
    promSeries: [],
  };
}
