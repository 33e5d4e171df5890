import type { CompositeAlarm, Dimension, LogAlarm, MetricAlarm, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Alarm, AlarmQuery, AlarmRule, Comparison } from '../model.ts';

const COMPARISON: Readonly<Record<string, Comparison>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
  LessThanLowerOrGreaterThanUpperThreshold: 'outside',
  GreaterThanUpperThreshold: 'above',
  LessThanLowerThreshold: 'below',
};

/** What CloudWatch assumes where an alarm names no period: one minute. */
const DEFAULT_PERIOD_SECONDS = 60;

export function toMetricAlarm(region: string, alarm: MetricAlarm): Alarm {
  return { ...common(region, alarm), rule: metricRule(alarm) };
}

export function toCompositeAlarm(region: string, alarm: CompositeAlarm): Alarm {
  return {
    ...common(region, alarm),
    rule: {
      kind: 'composite',
      expression: alarm.AlarmRule ?? '',
      suppressor: alarm.ActionsSuppressor,
      suppressorWaitSeconds: alarm.ActionsSuppressorWaitPeriod,
      suppressorExtensionSeconds: alarm.ActionsSuppressorExtensionPeriod,
      suppressedBy: alarm.ActionsSuppressedBy,
      suppressedReason: alarm.ActionsSuppressedReason,
    },
  };
}

export function toLogAlarm(region: string, alarm: LogAlarm): Alarm {
  const query = alarm.ScheduledQueryConfiguration;
  const schedule = query?.ScheduleConfiguration;
  return {
    ...common(region, alarm),
    rule: {
      kind: 'log',
      query: query?.QueryString ?? '',
      logGroups: query?.LogGroupIdentifiers ?? [],
      aggregation: query?.AggregationExpression ?? '',
      schedule: schedule?.ScheduleExpression ?? '',
      fromSeconds: schedule?.StartTimeOffset ?? 0,
      toSeconds: schedule?.EndTimeOffset ?? 0,
      periodSeconds: rateSeconds(schedule?.ScheduleExpression) ?? schedule?.StartTimeOffset ?? DEFAULT_PERIOD_SECONDS,
      periods: alarm.QueryResultsToEvaluate ?? 1,
      toAlarm: alarm.QueryResultsToAlarm ?? alarm.QueryResultsToEvaluate ?? 1,
      comparison: COMPARISON[alarm.ComparisonOperator ?? ''] ?? '>',
      threshold: alarm.Threshold,
      missingData: alarm.TreatMissingData ?? 'missing',
    },
  };
}

function common(region: string, alarm: MetricAlarm | CompositeAlarm | LogAlarm): Omit<Alarm, 'rule'> {
  return {
    name: alarm.AlarmName ?? '',
    arn: alarm.AlarmArn ?? '',
    region,
    description: alarm.AlarmDescription,
    state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
    since: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime(),
    reason: alarm.StateReason,
    reasonData: alarm.StateReasonData,
    configuredAt: alarm.AlarmConfigurationUpdatedTimestamp?.getTime(),
    evaluationState: 'EvaluationState' in alarm ? alarm.EvaluationState : undefined,
    warmUpMinutes:
      'WarmUpConfiguration' in alarm ? alarm.WarmUpConfiguration?.WarmUpPeriodDurationInMinutes : undefined,
    actionsEnabled: alarm.ActionsEnabled ?? true,
    actions: {
      ALARM: alarm.AlarmActions ?? [],
      INSUFFICIENT_DATA: alarm.InsufficientDataActions ?? [],
      OK: alarm.OKActions ?? [],
    },
  };
}

function metricRule(alarm: MetricAlarm): AlarmRule {
  const promql = alarm.EvaluationCriteria?.PromQLCriteria;
  if (promql !== undefined) {
    return {
      kind: 'promql',
      query: promql.Query ?? '',
      pendingSeconds: promql.PendingPeriod ?? 0,
      recoverySeconds: promql.RecoveryPeriod ?? 0,
      intervalSeconds: alarm.EvaluationInterval ?? DEFAULT_PERIOD_SECONDS,
    };
  }
  const queries = (alarm.Metrics ?? []).map(toQuery);
  const band = queries.find((query) => query.id === alarm.ThresholdMetricId);
  const returned =
    alarm.Metrics?.filter((query) => query.ReturnData !== false && query.Id !== alarm.ThresholdMetricId) ?? [];
  const watched = queries.find((query) => query.id === returned.at(-1)?.Id) ?? singleMetric(alarm);
  const inputs = queries.filter((query) => query !== watched && query !== band);
  const periods = alarm.EvaluationPeriods ?? 1;
  return {
    kind: kindOf(watched, band),
    watched,
    inputs,
    band: band?.expression,
    periodSeconds: alarm.Period ?? watched.periodSeconds ?? longest(inputs) ?? DEFAULT_PERIOD_SECONDS,
    periods,
    toAlarm: alarm.DatapointsToAlarm ?? periods,
    comparison: COMPARISON[alarm.ComparisonOperator ?? ''] ?? '>',
    threshold: alarm.Threshold,
    missingData: alarm.TreatMissingData ?? 'missing',
    wallClock: alarm.EvaluationWindow?.WallClockWindow && (alarm.EvaluationWindow.WallClockWindow.Timezone ?? 'UTC'),
  };
}

function kindOf(watched: AlarmQuery, band: AlarmQuery | undefined): 'metric' | 'metric_math' | 'anomaly_band' | 'sql' {
  if (band !== undefined) return 'anomaly_band';
  if (watched.expression === undefined) return 'metric';
  return /^\s*SELECT\s/i.test(watched.expression) ? 'sql' : 'metric_math';
}

function singleMetric(alarm: MetricAlarm): AlarmQuery {
  return {
    id: 'm1',
    metric: {
      namespace: alarm.Namespace ?? '',
      metricName: alarm.MetricName ?? '',
      dimensions: toDimensions(alarm.Dimensions),
    },
    statistic: alarm.ExtendedStatistic ?? alarm.Statistic,
    unit: alarm.Unit,
    periodSeconds: alarm.Period,
  };
}

function toQuery(query: MetricDataQuery): AlarmQuery {
  const metric = query.MetricStat?.Metric;
  return {
    id: query.Id ?? '',
    label: query.Label,
    expression: query.Expression,
    metric: metric && {
      namespace: metric.Namespace ?? '',
      metricName: metric.MetricName ?? '',
      dimensions: toDimensions(metric.Dimensions),
    },
    statistic: query.MetricStat?.Stat,
    unit: query.MetricStat?.Unit,
    periodSeconds: query.Period ?? query.MetricStat?.Period,
    account: query.AccountId,
  };
}

function toDimensions(dimensions: readonly Dimension[] | undefined): Record<string, string> {
  return Object.fromEntries((dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? '']));
}

function longest(queries: readonly AlarmQuery[]): number | undefined {
  const periods = queries.flatMap((query) => query.periodSeconds ?? []);
  return periods.length === 0 ? undefined : Math.max(...periods);
}

const RATE = /^rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)$/i;
const RATE_SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: 86_400 };

function rateSeconds(expression: string | undefined): number | undefined {
  const rate = RATE.exec(expression?.trim() ?? '');
  return rate === null ? undefined : Number(rate[1]) * (RATE_SECONDS[(rate[2] ?? '').toLowerCase()] ?? 60);
}
