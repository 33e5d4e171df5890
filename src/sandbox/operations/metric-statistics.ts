import type { Operation } from '../operation.ts';
import { invalidCombination, texts, validation } from './cloudwatch-input.ts';
import { metricDataOperations } from './metric-data.ts';

/** What GetMetricStatistics gives at once. */
const MAX_POINTS = 1_440;
const MAX_EXTENDED = 10;
const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];

interface Result {
  readonly Timestamps: readonly number[];
  readonly Values: readonly number[];
}

/** One metric's statistics, as GetMetricData computes them. */
export const metricStatisticsOperations: Record<string, Operation> = {
  GetMetricStatistics(input, context) {
    const plain = texts(input, 'Statistics', STATISTICS.length) ?? [];
    const extended = texts(input, 'ExtendedStatistics', MAX_EXTENDED) ?? [];
    if (plain.length + extended.length === 0) {
      throw validation('Must specify either Statistics or ExtendedStatistics');
    }
    const { Namespace, MetricName, Dimensions, StartTime, EndTime, Period, Unit } = input;
    const all = [...plain, ...extended];
    const queries = all.map((Stat, i) => ({
      Id: `s${i}`,
      MetricStat: { Metric: { Namespace, MetricName, Dimensions: Dimensions ?? [] }, Period, Stat, Unit },
    }));
    const asked = { MetricDataQueries: queries, StartTime, EndTime, ScanBy: 'TimestampAscending' };
    const answer = metricDataOperations['GetMetricData']?.(asked, context) as
      { MetricDataResults: readonly Result[] } | undefined;
    const points = new Map<number, Record<string, unknown>>();
    for (const [i, { Timestamps, Values }] of (answer?.MetricDataResults ?? []).entries()) {
      const stat = all[i] ?? '';
      for (const [at, time] of Timestamps.entries()) {
        const point = points.get(time) ?? { Timestamp: time, Unit: Unit ?? 'None' };
        points.set(time, point);
        if (i < plain.length) point[stat] = Values[at];
        else point['ExtendedStatistics'] = { ...(point['ExtendedStatistics'] as object), [stat]: Values[at] };
      }
    }
    if (points.size > MAX_POINTS) {
      throw invalidCombination(
        `You have requested up to ${points.size} datapoints, which exceeds the limit of ${MAX_POINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
      );
    }
    return { Label: MetricName, Datapoints: [...points.values()] };
  },
};
