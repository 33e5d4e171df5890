import type { Metric, World } from '../../src/sandbox/world/types.ts';

export const MINUTE = 60_000;
/** A full hour, so that periods of every length begin here. */
export const T0 = Date.UTC(2026, 10, 21, 6);

/** A metric of one sample a minute from `T0` on: `values[i]` at minute i, nothing where that is undefined. */
export function tinyMetric(
  metricName: string,
  dimensions: Record<string, string>,
  values: readonly (number | undefined)[],
): Metric {
  return {
    namespace: 'Test',
    metricName,
    dimensions,
    unit: 'Count',
    periodSeconds: 60,
    at(time) {
      const value = values[(time - T0) / MINUTE];
      return value === undefined ? undefined : { sum: value, min: value, max: value, count: 1, samples: [value] };
    },
  };
}

export function tinyWorld(parts: Partial<World>): World {
  return {
    account: '123456789012',
    region: 'us-east-1',
    madeAt: T0 + 60 * MINUTE,
    incidentStart: T0,
    logGroups: [],
    metrics: [],
    alarms: [],
    muteRules: [],
    workspaces: [],
    promSeries: [],
    ...parts,
  };
}
