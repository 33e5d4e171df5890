/** The shop's metric alarms: static, math, anomaly band, SQL and PromQL. Fields as PutMetricAlarm takes them. */
import { LOAD_BALANCER, TARGETS } from './metrics-front.ts';
import { ACCOUNT } from './scene.ts';

export type Configuration = Readonly<Record<string, unknown>>;

export const PAGER = `arn:aws:sns:us-east-1:${ACCOUNT}:shop-pager`;
const CHAT = `arn:aws:sns:us-east-1:${ACCOUNT}:shop-chat`;

const checkoutTarget = dimensions({ LoadBalancer: LOAD_BALANCER, TargetGroup: TARGETS[2].group });

export function dimensions(values: Record<string, string>): { Name: string; Value: string }[] {
  return Object.entries(values).map(([Name, Value]) => ({ Name, Value }));
}

function query(
  Id: string,
  metric: { namespace: string; name: string; of: Configuration[] },
  Stat: string,
  Period = 60,
): Configuration {
  const Metric = { Namespace: metric.namespace, MetricName: metric.name, Dimensions: metric.of };
  return { Id, MetricStat: { Metric, Period, Stat }, ReturnData: false };
}

const albMetric = (name: string, of = checkoutTarget) => ({ namespace: 'AWS/ApplicationELB', name, of });

export const METRIC_ALARMS: Readonly<Record<string, Configuration>> = {
  'orders-db-connections': {
    AlarmDescription: 'orders-db is about to run out of connections (max_connections is 400).',
    Namespace: 'AWS/RDS',
    MetricName: 'DatabaseConnections',
    Dimensions: dimensions({ DBInstanceIdentifier: 'orders-db' }),
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 3,
    Threshold: 360,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'missing',
    AlarmActions: [PAGER],
    OKActions: [PAGER],
  },
  'checkout-p99-latency': {
    AlarmDescription: 'Customers wait too long in checkout.',
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'TargetResponseTime',
    Dimensions: checkoutTarget,
    ExtendedStatistic: 'p99',
    Period: 60,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    Threshold: 2,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    EvaluateLowSampleCountPercentile: 'ignore',
    AlarmActions: [CHAT],
  },
  'checkout-5xx-rate': {
    AlarmDescription: 'More than 5 % of the requests to checkout fail.',
    Metrics: [
      query('errors', albMetric('HTTPCode_Target_5XX_Count'), 'Sum'),
      query('requests', albMetric('RequestCount'), 'Sum'),
      { Id: 'rate', Expression: '100 * FILL(errors, 0) / requests', Label: 'checkout 5xx %', ReturnData: true },
    ],
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [PAGER],
    OKActions: [PAGER],
  },
  'orders-dlq-not-empty': {
    AlarmDescription: 'Orders were given up after three attempts.',
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: dimensions({ QueueName: 'orders-dlq' }),
    Statistic: 'Maximum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [CHAT],
  },
  'emails-queue-age': {
    AlarmDescription:
      'Mails wait too long. Known to flap while the mail provider greylists; muted until the contract changes.',
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: dimensions({ QueueName: 'emails' }),
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 3,
    Threshold: 120,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    AlarmActions: [CHAT],
  },
  'orders-db-free-storage': {
    AlarmDescription: 'Less than 10 GB left on orders-db.',
    Namespace: 'AWS/RDS',
    MetricName: 'FreeStorageSpace',
    Dimensions: dimensions({ DBInstanceIdentifier: 'orders-db' }),
    Statistic: 'Minimum',
    Period: 300,
    EvaluationPeriods: 2,
    Threshold: 10e9,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [CHAT],
  },
  'search-cpu': {
    AlarmDescription: 'Pods of search are short of CPU. Actions are off while the limits are being tuned.',
    ActionsEnabled: false,
    Namespace: 'ContainerInsights',
    MetricName: 'pod_cpu_utilization',
    Dimensions: dimensions({ ClusterName: 'shop', Namespace: 'shop', Service: 'search' }),
    Statistic: 'Average',
    Period: 300,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: 85,
    ComparisonOperator: 'GreaterThanThreshold',
    AlarmActions: [CHAT],
  },
  'catalog-heartbeat': {
    AlarmDescription: 'catalog reports that it lives once a minute; silence is an alarm.',
    Namespace: 'Shop',
    MetricName: 'Heartbeat',
    Dimensions: dimensions({ Service: 'catalog' }),
    Statistic: 'SampleCount',
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
    AlarmActions: [PAGER],
  },
  'nightly-import-rows': {
    AlarmDescription: 'The nightly import brings too few rows. Keeps its state for the rest of the day.',
    Namespace: 'Shop',
    MetricName: 'RowsImported',
    Dimensions: dimensions({ Job: 'nightly-import' }),
    Statistic: 'Sum',
    Period: 3600,
    EvaluationPeriods: 1,
    Threshold: 100_000,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'ignore',
    AlarmActions: [CHAT],
  },
  'recommendations-ctr': {
    AlarmDescription: 'Click-through of recommendations (the service was switched off in October).',
    Namespace: 'Shop',
    MetricName: 'ClickThroughRate',
    Dimensions: dimensions({ Service: 'recommendations' }),
    Statistic: 'Average',
    Period: 300,
    EvaluationPeriods: 3,
    Threshold: 0.5,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'missing',
    AlarmActions: [CHAT],
  },
  'web-traffic-anomaly': {
    AlarmDescription: 'Traffic of the shop is not what it is at this time of the day.',
    Metrics: [
      {
        ...query('traffic', albMetric('RequestCount', dimensions({ LoadBalancer: LOAD_BALANCER })), 'Sum', 300),
        ReturnData: true,
      },
      { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(traffic, 3)', Label: 'expected', ReturnData: true },
    ],
    ThresholdMetricId: 'band',
    EvaluationPeriods: 3,
    DatapointsToAlarm: 3,
    ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
    TreatMissingData: 'missing',
    AlarmActions: [CHAT],
  },
  'lambda-errors-by-function': {
    AlarmDescription: 'A Lambda function fails often.',
    Metrics: [
      {
        Id: 'q1',
        Expression:
          'SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName ORDER BY SUM() DESC',
        Period: 300,
        ReturnData: true,
      },
    ],
    EvaluationPeriods: 2,
    DatapointsToAlarm: 2,
    Threshold: 30,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [CHAT],
  },
  'nodes-cpu-high': {
    AlarmDescription: 'A node of the cluster is short of CPU.',
    Metrics: [
      {
        Id: 'q1',
        Expression: 'SELECT MAX(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId) GROUP BY InstanceId',
        Period: 300,
        ReturnData: true,
      },
    ],
    EvaluationPeriods: 3,
    DatapointsToAlarm: 3,
    Threshold: 90,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [CHAT],
  },
  'db-pool-in-use': {
    AlarmDescription: 'A service holds more than 100 connections to its database.',
    EvaluationCriteria: {
      PromQLCriteria: {
        Query: 'sum by (service) (db_pool_connections{state="active"}) > 100',
        PendingPeriod: 120,
        RecoveryPeriod: 300,
      },
    },
    EvaluationInterval: 60,
    AlarmActions: [CHAT],
  },
};
