/** Reads statistics of metrics over a window, as GetMetricData, alarms and expressions see them. */
import type { Datapoint, Metric, World } from '../world/types.ts';
import type { Statistic } from './statistics.ts';

/** The grid of an answer: periods from `start` on, all that begin before `end`. Epoch and plain milliseconds. */
export interface Grid {
  readonly start: number;
  readonly end: number;
  readonly period: number;
}

/** Values at times of a grid, ascending; a time without data is left out. */
export interface TimeSeries {
  readonly label: string;
  readonly grid: Grid;
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** What the series is of, where it is of one metric: for labels and anomaly bands. */
  readonly metric?: Metric | undefined;
  readonly statistic?: Statistic | undefined;
}

/** One statistic over one metric, or over several taken together. What is published after `now` is not there yet. */
export function readSeries(
  metrics: readonly Metric[],
  statistic: Statistic,
  grid: Grid,
  options: { label: string; now: number },
): TimeSeries {
  const times: number[] = [];
  const values: number[] = [];
  for (let time = grid.start; time < grid.end; time += grid.period) {
    const points = datapoints(metrics, time, Math.min(time + grid.period, grid.end), options.now);
    const value = points.length === 0 ? undefined : statistic(points);
    if (value === undefined) continue;
    times.push(time);
    values.push(value);
  }
  return {
    label: options.label,
    grid,
    times,
    values,
    metric: metrics.length === 1 ? metrics[0] : undefined,
    statistic,
  };
}

function datapoints(metrics: readonly Metric[], start: number, end: number, now: number): Datapoint[] {
  const points: Datapoint[] = [];
  for (const metric of metrics) {
    const step = metric.periodSeconds * 1000;
    for (let time = Math.ceil(start / step) * step; time < end && time + step <= now; time += step) {
      const point = metric.at(time);
      if (point) points.push(point);
    }
  }
  return points;
}

/** The value of a metric's dimension, undefined where it has none of that name, `constructor` among them. */
export function dimensionOf({ dimensions }: Metric, name: string): string | undefined {
  return Object.hasOwn(dimensions, name) ? dimensions[name] : undefined;
}

const indexes = new WeakMap<World, Map<string, Metric>>();

/** The metric of exactly that name and those dimensions, undefined where the world has none. */
export function findMetric(
  world: World,
  namespace: string,
  metricName: string,
  dimensions: Readonly<Record<string, string>>,
): Metric | undefined {
  if (world.findMetric) return world.findMetric({ namespace, metricName, dimensions });
  let index = indexes.get(world);
  if (!index) {
    index = new Map(
      Array.from(world.metrics, (metric) => [keyOf(metric.namespace, metric.metricName, metric.dimensions), metric]),
    );
    indexes.set(world, index);
  }
  return index.get(keyOf(namespace, metricName, dimensions));
}

function keyOf(namespace: string, metricName: string, dimensions: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, metricName, pairs]);
}
