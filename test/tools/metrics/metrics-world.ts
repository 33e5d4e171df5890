import type { Metric, World } from '../../../src/sandbox/world/types.ts';
import { smallWorld } from '../../sandbox/small-world.ts';

export const NOW = Date.UTC(2026, 10, 21, 9, 0, 0);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * A metric with one sample per period, whose value is `level` at the period's start; undefined is no sample. Published
 * every minute, without a unit and since ever, unless said otherwise.
 */
export function metricOf(
  namespace: string,
  metricName: string,
  dimensions: Readonly<Record<string, string>>,
  level: (time: number) => number | undefined,
  options: { unit?: string; periodSeconds?: number } = {},
): Metric {
  return {
    namespace,
    metricName,
    dimensions,
    unit: options.unit ?? 'None',
    periodSeconds: options.periodSeconds ?? 60,
    at(time) {
      const value = level(time);
      return value === undefined ? undefined : { sum: value, min: value, max: value, count: 1, samples: [value] };
    },
  };
}

export function metricsWorld(metrics: readonly Metric[]): (region: string, madeAt: number) => World {
  return (region, madeAt) => ({ ...smallWorld(region, madeAt), metrics });
}
