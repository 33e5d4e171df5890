import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toLogAlarm, toMetricAlarm } from '../../src/aws/alarm-model.ts';

const stat = (Id: string, MetricName: string, ReturnData: boolean) => ({
  Id,
  ReturnData,
  MetricStat: {
    Metric: { Namespace: 'N', MetricName, Dimensions: [{ Name: 'D', Value: 'v' }] },
    Period: 300,
    Stat: 'p99',
  },
});

void test('the kind of a metric alarm follows from what it compares', () => {
  const kind = (alarm: Parameters<typeof toMetricAlarm>[1]) => toMetricAlarm('us-east-1', alarm).rule.kind;
  assert.equal(kind({ Namespace: 'N', MetricName: 'M' }), 'metric');
  assert.equal(kind({ Metrics: [stat('m', 'M', true)] }), 'metric');
  assert.equal(
    kind({ Metrics: [{ Id: 'e', Expression: 'm*2', ReturnData: true }, stat('m', 'M', false)] }),
    'metric_math',
  );
  assert.equal(kind({ Metrics: [{ Id: 'q', Expression: ' select MAX(M) FROM "N"', ReturnData: true }] }), 'sql');
  assert.equal(
    kind({
      ThresholdMetricId: 'b',
      Metrics: [stat('m', 'M', true), { Id: 'b', Expression: 'ANOMALY_DETECTION_BAND(m, 2)' }],
    }),
    'anomaly_band',
  );
  assert.equal(kind({ EvaluationCriteria: { PromQLCriteria: { Query: 'up == 0' } } }), 'promql');
});

void test('a metric in Metrics is read like a metric of its own, with its period', () => {
  const { rule } = toMetricAlarm('us-east-1', {
    Metrics: [stat('m', 'M', true)],
    EvaluationPeriods: 4,
    DatapointsToAlarm: 2,
    Threshold: 1,
  });
  assert.ok(rule.kind === 'metric');
  assert.deepEqual([rule.periodSeconds, rule.periods, rule.toAlarm], [300, 4, 2]);
  assert.deepEqual(rule.watched.metric, { namespace: 'N', metricName: 'M', dimensions: { D: 'v' } });
  assert.equal(rule.watched.statistic, 'p99');
});

void test('what AWS leaves out has its default', () => {
  const alarm = toMetricAlarm('us-east-1', { AlarmName: 'a', StateUpdatedTimestamp: new Date(5) });
  assert.deepEqual([alarm.state, alarm.actionsEnabled, alarm.since], ['INSUFFICIENT_DATA', true, 5]);
  assert.ok(alarm.rule.kind === 'metric');
  assert.deepEqual([alarm.rule.missingData, alarm.rule.periods, alarm.rule.toAlarm], ['missing', 1, 1]);
});

void test('a log alarm has the length of its schedule', () => {
  const seconds = (ScheduleExpression: string) => {
    const { rule } = toLogAlarm('us-east-1', {
      ScheduledQueryConfiguration: {
        QueryString: 'stats count(*)',
        ScheduledQueryRoleARN: '',
        AggregationExpression: 'count(*)',
        ScheduleConfiguration: { ScheduleExpression, StartTimeOffset: 900 },
      },
    });
    return rule.kind === 'log' ? rule.periodSeconds : undefined;
  };
  assert.equal(seconds('rate(5 minutes)'), 300);
  assert.equal(seconds('rate(1 hour)'), 3_600);
  assert.equal(seconds('rate(2 days)'), 172_800);
  assert.equal(seconds('cron(0 * * * ? *)'), 900);
});
