import type { Alarm, AlarmEvent, AlarmRule, AlarmState } from '../../src/model.ts';

export const NOON = Date.UTC(2026, 10, 21, 12);

/** An alarm in ALARM since noon with the rule, all else usual. */
export function alarmWith(rule: AlarmRule, over: Partial<Alarm> = {}): Alarm {
  return {
    name: 'orders-db-connections',
    arn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:orders-db-connections',
    region: 'us-east-1',
    state: 'ALARM',
    since: NOON,
    actionsEnabled: true,
    actions: { ALARM: [], INSUFFICIENT_DATA: [], OK: [] },
    rule,
    ...over,
  };
}

type MetricRule = Extract<AlarmRule, { kind: 'metric' | 'metric_math' | 'anomaly_band' | 'sql' }>;

export function metricRule(over: Partial<MetricRule> = {}): MetricRule {
  return {
    kind: 'metric',
    watched: {
      id: 'm1',
      metric: {
        namespace: 'AWS/RDS',
        metricName: 'DatabaseConnections',
        dimensions: { DBInstanceIdentifier: 'orders-db' },
      },
      statistic: 'Maximum',
    },
    inputs: [],
    comparison: '>',
    threshold: 90,
    missingData: 'missing',
    periodSeconds: 60,
    periods: 3,
    toAlarm: 3,
    ...over,
  };
}

export function logRule(over: Partial<Extract<AlarmRule, { kind: 'log' }>> = {}): Extract<AlarmRule, { kind: 'log' }> {
  return {
    kind: 'log',
    query: 'filter @message like /ERROR/',
    logGroups: ['arn:aws:logs:us-east-1:123456789012:log-group:/ecs/orders:*', '/ecs/checkout'],
    aggregation: 'count(*)',
    schedule: 'rate(5 minutes)',
    fromSeconds: 360,
    toSeconds: 60,
    comparison: '>',
    threshold: 10,
    missingData: 'notBreaching',
    periodSeconds: 300,
    periods: 3,
    toAlarm: 2,
    ...over,
  };
}

export const PROMQL: AlarmRule = {
  kind: 'promql',
  query: 'sum by (pod) (rate(errors_total[5m])) > 1',
  pendingSeconds: 300,
  recoverySeconds: 600,
  intervalSeconds: 60,
};

/** A change of state, `minutes` after noon. */
export function change(minutes: number, from: AlarmState, to: AlarmState): AlarmEvent {
  return { time: NOON + minutes * 60_000, type: 'state', summary: `Alarm updated from ${from} to ${to}`, from, to };
}
