/** What an alarm that watches numbers does at each evaluation: what it reads, when it breaches, how it decides. */
import type { Alarm, World } from '../world/types.ts';
import type { Judgement } from './alarm-judge.ts';
import { isSql } from './insights-sql.ts';
import type { SqlSeries } from './insights-sql.ts';
import { logTracks } from './alarm-log-query.ts';
import { promTracks } from './alarm-promql.ts';
import { evaluateQueries } from './metric-queries.ts';
import type { MetricDataQuery } from './metric-queries.ts';

/** One line that an alarm watches: the only one, or one contributor's. Values by evaluation time, epoch milliseconds. */
export interface Track {
  /** Empty where the alarm has no contributors. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly values: ReadonlyMap<number, number>;
  /** The edges of an anomaly band. */
  readonly low?: ReadonlyMap<number, number> | undefined;
  readonly high?: ReadonlyMap<number, number> | undefined;
}

export interface Plan {
  /** Between two evaluations, milliseconds: the alarm's period. */
  readonly interval: number;
  /** How long before its evaluation a value's timestamp lies, milliseconds. */
  readonly lag: number;
  readonly judgement: Judgement;
  /** Evaluations without a breach until ALARM ends, where that is not the judgement's business (PromQL). */
  readonly recovery?: number | undefined;
  readonly contributors: boolean;
  readonly operator: string;
  readonly threshold: number | undefined;
  breaches(value: number, low?: number, high?: number): boolean;
  /** Tracks with the values of every evaluation time in [from, to). */
  read(from: number, to: number): Track[];
}

interface Settings {
  readonly EvaluationPeriods?: number;
  readonly DatapointsToAlarm?: number;
  readonly TreatMissingData?: Judgement['missing'];
  readonly ComparisonOperator?: string;
  readonly Threshold?: number;
  readonly ThresholdMetricId?: string;
  readonly Metrics?: readonly MetricDataQuery[];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: { Name: string; Value: string }[];
  readonly Period?: number;
  readonly Unit?: string;
  readonly EvaluationInterval?: number;
  readonly EvaluationCriteria?: { PromQLCriteria: { Query: string; PendingPeriod?: number; RecoveryPeriod?: number } };
  readonly QueryResultsToEvaluate?: number;
  readonly QueryResultsToAlarm?: number;
}

const BREACHES: Record<string, (value: number, threshold: number, low?: number, high?: number) => boolean> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  GreaterThanUpperThreshold: (value, _, __, high = Infinity) => value > high,
  LessThanLowerThreshold: (value, _, low = -Infinity) => value < low,
  LessThanLowerOrGreaterThanUpperThreshold: (value, _, low = -Infinity, high = Infinity) => value < low || value > high,
};

/** The plan of a metric or log alarm. */
export function planOf(alarm: Alarm, world: World): Plan {
  const settings = alarm.configuration as Settings;
  const operator = settings.ComparisonOperator ?? 'GreaterThanThreshold';
  const periods = settings.EvaluationPeriods ?? settings.QueryResultsToEvaluate ?? 1;
  const toAlarm = settings.DatapointsToAlarm ?? settings.QueryResultsToAlarm ?? periods;
  const common = {
    operator,
    threshold: settings.Threshold,
    judgement: { periods, toAlarm, missing: settings.TreatMissingData ?? 'missing' },
    breaches: (value: number, low?: number, high?: number) =>
      BREACHES[operator]?.(value, settings.Threshold ?? 0, low, high) ?? false,
  };
  const promql = settings.EvaluationCriteria?.PromQLCriteria;
  if (promql) {
    const interval = (settings.EvaluationInterval ?? 60) * 1000;
    const evaluations = (seconds = 0) => Math.max(1, Math.ceil((seconds * 1000) / interval));
    const pending = evaluations(promql.PendingPeriod);
    return {
      ...common,
      interval,
      lag: 0,
      judgement: { periods: pending, toAlarm: pending, missing: 'notBreaching' },
      recovery: evaluations(promql.RecoveryPeriod),
      contributors: true,
      breaches: () => true,
      read: (from, to) => promTracks(promql.Query, world, { from, to, interval }),
    };
  }
  if (alarm.kind === 'log') {
    const { interval, contributors, read } = logTracks(alarm.configuration, world);
    return { ...common, interval, lag: 0, contributors, read };
  }
  return { ...common, ...metricPlan(settings, world) };
}

function metricPlan(settings: Settings, world: World): Pick<Plan, 'interval' | 'lag' | 'contributors' | 'read'> {
  const queries = settings.Metrics ?? [singleMetric(settings)];
  const watched = queries.findLast((query) => query.ReturnData !== false && query.Id !== settings.ThresholdMetricId);
  const id = watched?.Id ?? '';
  const evaluate = (from: number, to: number) =>
    evaluateQueries(queries, {
      world,
      now: to,
      gridOf: (seconds) => ({ start: from, end: to, period: seconds * 1000 }),
    });
  const period = evaluate(0, 0).period(id) * 1000;
  const grouped = isSql(watched?.Expression ?? '') && /\bGROUP\s+BY\b/i.test(watched?.Expression ?? '');
  return {
    interval: period,
    lag: period,
    contributors: grouped,
    read(from, to) {
      const evaluation = evaluate(from - period, to - period);
      const [high, low] = settings.ThresholdMetricId ? evaluation.series(settings.ThresholdMetricId) : [];
      return evaluation.series(id).map((series) => ({
        attributes: grouped ? (series as SqlSeries).group : {},
        values: byEvaluation(series, period),
        low: low && byEvaluation(low, period),
        high: high && byEvaluation(high, period),
      }));
    },
  };
}

function byEvaluation(
  { times, values }: { times: readonly number[]; values: readonly number[] },
  lag: number,
): Map<number, number> {
  return new Map(times.map((time, i) => [time + lag, values[i] ?? 0]));
}

function singleMetric(settings: Settings): MetricDataQuery {
  const { Namespace = '', MetricName = '', Dimensions = [], Period = 60, Unit } = settings;
  const Stat = settings.ExtendedStatistic ?? settings.Statistic ?? 'Average';
  return { Id: 'm1', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat, Unit } };
}
