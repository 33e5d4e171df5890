/** The shop's composite and log alarms, those that Application Auto Scaling made, and the mute rules. */
import { PAGER, dimensions } from './alarms-metric.ts';
import type { Configuration } from './alarms-metric.ts';
import { TABLES } from './metrics-back.ts';
import { token, seedOf } from './noise.ts';
import { ACCOUNT, DAY } from './scene.ts';
import type { MuteRule } from './types.ts';

export const COMPOSITE_ALARMS: Readonly<Record<string, Configuration>> = {
  'checkout-unhealthy': {
    AlarmDescription:
      'Customers cannot pay: errors, together with latency or a full database. Runbook: https://wiki.example.com/runbooks/checkout',
    AlarmRule: 'ALARM("checkout-5xx-rate") AND (ALARM("checkout-p99-latency") OR ALARM("orders-db-connections"))',
    AlarmActions: [PAGER],
    OKActions: [PAGER],
  },
  'orders-pipeline-unhealthy': {
    AlarmDescription: 'Orders are not fulfilled. Says nothing while checkout-unhealthy does: that is the cause then.',
    AlarmRule: 'ALARM("orders-dlq-not-empty") OR ALARM("lambda-errors-by-function")',
    ActionsSuppressor: 'checkout-unhealthy',
    ActionsSuppressorWaitPeriod: 120,
    ActionsSuppressorExtensionPeriod: 180,
    AlarmActions: [PAGER],
  },
};

export const LOG_ALARMS: Readonly<Record<string, Configuration>> = {
  'checkout-db-errors': {
    AlarmDescription: 'checkout gets no connection to its database.',
    ScheduledQueryConfiguration: {
      QueryString:
        'fields @timestamp, @message | filter @message like /remaining connection slots|timeout exceeded when trying to connect/',
      LogGroupIdentifiers: ['/shop/checkout'],
      QueryARN: `arn:aws:logs:us-east-1:${ACCOUNT}:scheduled-query:5f0c2e9a-1d47-4b83-9c6e-70a8f2d41b95`,
      ScheduledQueryRoleARN: `arn:aws:iam::${ACCOUNT}:role/log-alarms`,
      ScheduleConfiguration: { ScheduleExpression: 'rate(5 minutes)', StartTimeOffset: 300, EndTimeOffset: 0 },
      AggregationExpression: 'count(*) by pod',
    },
    QueryResultsToEvaluate: 3,
    QueryResultsToAlarm: 2,
    Threshold: 2,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    ActionLogLineCount: 5,
    ActionLogLineRoleArn: `arn:aws:iam::${ACCOUNT}:role/log-alarms`,
    AlarmActions: [PAGER],
  },
};

/** Target tracking makes a high and a low alarm for reads and for writes; a quiet table keeps its low alarms in ALARM. */
export function autoscalingAlarms(): Record<string, Configuration> {
  const alarms: Record<string, Configuration> = {};
  for (const { name, provisioned } of TABLES) {
    for (const kind of ['Read', 'Write'] as const) {
      for (const high of [true, false]) {
        const id = uuid(`${name}${kind}${high}`);
        alarms[`TargetTracking-table/${name}-${kind}-Alarm${high ? 'High' : 'Low'}-${id}`] = {
          AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy arn:aws:autoscaling:us-east-1:${ACCOUNT}:scalingPolicy:${id}.`,
          Namespace: 'AWS/DynamoDB',
          MetricName: `Consumed${kind}CapacityUnits`,
          Dimensions: dimensions({ TableName: name }),
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: high ? 2 : 15,
          Threshold: provisioned * 60 * (high ? 0.7 : 0.5),
          ComparisonOperator: high ? 'GreaterThanThreshold' : 'LessThanThreshold',
          AlarmActions: [
            `arn:aws:autoscaling:us-east-1:${ACCOUNT}:scalingPolicy:${id}:resource/dynamodb/table/${name}:policyName/$${name}-scaling-policy`,
          ],
        };
      }
    }
  }
  return alarms;
}

function uuid(name: string): string {
  const seed = seedOf(name);
  return [8, 4, 4, 4, 12].map((length, part) => token(seed, part, length)).join('-');
}

export function muteRules(madeAt: number): MuteRule[] {
  const at = new Date(madeAt - 3 * DAY).toISOString().slice(0, 16);
  const past = new Date(madeAt - 20 * DAY).toISOString().slice(0, 16);
  const rule = (
    Name: string,
    Description: string,
    schedule: readonly [Expression: string, Duration: string],
    AlarmNames: string[],
  ) => {
    const [Expression, Duration] = schedule;
    return {
      Name,
      Description,
      Rule: { Schedule: { Expression, Duration, Timezone: 'UTC' as const } },
      MuteTargets: { AlarmNames },
    };
  };
  return [
    {
      configuration: rule(
        'emails-greylisting',
        'The mail provider greylists us until the new contract starts.',
        [`at(${at})`, 'P15D'],
        ['emails-queue-age'],
      ),
      updatedAt: madeAt - 3 * DAY,
    },
    {
      configuration: rule(
        'nightly-maintenance',
        'Storage is moved on Sundays at 03:00.',
        ['cron(0 3 * * SUN)', 'PT2H'],
        ['orders-db-free-storage', 'nightly-import-rows'],
      ),
      updatedAt: madeAt - 60 * DAY,
    },
    {
      configuration: {
        ...rule(
          'cluster-upgrade',
          'Upgrade of the cluster to 1.34.',
          [`at(${past})`, 'PT6H'],
          ['nodes-cpu-high', 'search-cpu'],
        ),
        ExpireDate: madeAt - 19 * DAY,
      },
      updatedAt: madeAt - 21 * DAY,
    },
  ];
}
