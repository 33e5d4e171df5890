import type { Alarm, Metric } from '../../src/sandbox/world/types.ts';
import { normal, seedOf } from '../../src/sandbox/world/noise.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const LOAD_BALANCER = 'app/shop-prod/50dc6c495c0c9188';

interface Firing {
  readonly of: readonly [namespace: string, metric: string, unit: string, dimensions: Readonly<Record<string, string>>];
  /** Statistic, period in seconds, periods looked at and periods that must breach. */
  readonly judged: readonly [statistic: string, period: number, periods: number, toAlarm: number];
  readonly breach: readonly ['>' | '>=' | '<', threshold: number];
  readonly level: number;
  readonly minutes: number;
}

const target = (group: string) => ({ LoadBalancer: LOAD_BALANCER, TargetGroup: `targetgroup/${group}` });

/** What fires in a bad hour: most since minutes, a few for days. */
const FIRING: Readonly<Record<string, Firing>> = {
  'checkout-api-5xx-rate-high': {
    of: ['AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', 'Count', target('checkout-api/0f1e2d3c4b5a6978')],
    judged: ['Sum', 60, 5, 3],
    breach: ['>', 50],
    level: 213,
    minutes: 34,
  },
  'checkout-api-p99-latency': {
    of: ['AWS/ApplicationELB', 'TargetResponseTime', 'Seconds', target('checkout-api/0f1e2d3c4b5a6978')],
    judged: ['p99', 60, 5, 4],
    breach: ['>', 2],
    level: 7.4821,
    minutes: 36,
  },
  'checkout-api-unhealthy-hosts': {
    of: ['AWS/ApplicationELB', 'UnHealthyHostCount', 'Count', target('checkout-api/0f1e2d3c4b5a6978')],
    judged: ['Maximum', 60, 3, 2],
    breach: ['>=', 1],
    level: 4,
    minutes: 29,
  },
  'orders-db-connections-near-limit': {
    of: ['AWS/RDS', 'DatabaseConnections', 'Count', { DBInstanceIdentifier: 'orders-db-prod' }],
    judged: ['Maximum', 60, 3, 3],
    breach: ['>', 360],
    level: 398,
    minutes: 41,
  },
  'orders-db-cpu-high': {
    of: ['AWS/RDS', 'CPUUtilization', 'Percent', { DBInstanceIdentifier: 'orders-db-prod' }],
    judged: ['Average', 300, 3, 3],
    breach: ['>', 80],
    level: 93.4187,
    minutes: 38,
  },
  'orders-db-free-storage-low': {
    of: ['AWS/RDS', 'FreeStorageSpace', 'Bytes', { DBInstanceIdentifier: 'orders-db-prod' }],
    judged: ['Minimum', 300, 1, 1],
    breach: ['<', 10_737_418_240],
    level: 8_912_345_600,
    minutes: 2_950,
  },
  'payments-worker-errors': {
    of: ['AWS/Lambda', 'Errors', 'Count', { FunctionName: 'payments-worker-prod' }],
    judged: ['Sum', 60, 5, 3],
    breach: ['>', 10],
    level: 47,
    minutes: 31,
  },
  'payments-worker-throttles': {
    of: ['AWS/Lambda', 'Throttles', 'Count', { FunctionName: 'payments-worker-prod' }],
    judged: ['Sum', 60, 3, 2],
    breach: ['>', 0],
    level: 12,
    minutes: 27,
  },
  'order-events-queue-age': {
    of: ['AWS/SQS', 'ApproximateAgeOfOldestMessage', 'Seconds', { QueueName: 'order-events-prod' }],
    judged: ['Maximum', 300, 2, 2],
    breach: ['>', 900],
    level: 1_743,
    minutes: 18,
  },
  'order-events-dlq-not-empty': {
    of: ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Count', { QueueName: 'order-events-prod-dlq' }],
    judged: ['Maximum', 300, 1, 1],
    breach: ['>', 0],
    level: 86,
    minutes: 22,
  },
  'session-cache-evictions': {
    of: ['AWS/ElastiCache', 'Evictions', 'Count', { CacheClusterId: 'session-cache-001', CacheNodeId: '0001' }],
    judged: ['Sum', 300, 3, 2],
    breach: ['>', 1_000],
    level: 15_322,
    minutes: 710,
  },
  'cart-table-throttled-requests': {
    of: ['AWS/DynamoDB', 'ThrottledRequests', 'Count', { TableName: 'cart-prod', Operation: 'PutItem' }],
    judged: ['Sum', 60, 5, 5],
    breach: ['>', 20],
    level: 133,
    minutes: 14,
  },
  'shop-prod-node-memory': {
    of: ['ContainerInsights', 'node_memory_utilization', 'Percent', { ClusterName: 'shop-prod' }],
    judged: ['Average', 300, 3, 3],
    breach: ['>', 85],
    level: 91.2044,
    minutes: 95,
  },
  'checkout-pods-restarting': {
    of: [
      'ContainerInsights',
      'pod_number_of_container_restarts',
      'Count',
      { ClusterName: 'shop-prod', Namespace: 'shop', PodName: 'checkout-api' },
    ],
    judged: ['Maximum', 60, 3, 1],
    breach: ['>', 3],
    level: 9,
    minutes: 25,
  },
  'web-frontend-healthy-hosts-low': {
    of: ['AWS/ApplicationELB', 'HealthyHostCount', 'Count', target('web-frontend/73e2d6bc24d8a067')],
    judged: ['Minimum', 60, 3, 2],
    breach: ['<', 3],
    level: 1,
    minutes: 12,
  },
};

/** The alarms in ALARM. */
export const FIRING_NAMES: readonly string[] = Object.keys(FIRING);

/** What the firing alarms watch. */
export function firingMetrics(madeAt: number): Metric[] {
  return Object.values(FIRING).map(({ of, level, minutes }) =>
    steadyMetric(of, (time) => {
      const noise = Number.isInteger(level) ? 0 : 0.02 * normal(seedOf(of[1]), time / MINUTE);
      return time >= madeAt - minutes * MINUTE ? level * (1 + noise) : calm(of[1]);
    }),
  );
}

/** A level at which no alarm of `FIRING` on the metric fires. */
function calm(metricName: string): number {
  if (metricName === 'FreeStorageSpace') return 5e10;
  return metricName === 'HealthyHostCount' ? 6 : 0;
}

/** A metric with one sample a minute. */
export function steadyMetric(
  [namespace, metricName, unit, dimensions]: Firing['of'],
  level: (time: number) => number,
): Metric {
  return {
    namespace,
    metricName,
    dimensions,
    unit,
    periodSeconds: 60,
    at(time) {
      const value = level(time);
      return { sum: value, min: value, max: value, count: 1, samples: [value] };
    },
  };
}

const OPERATORS = {
  '>': 'GreaterThanThreshold',
  '>=': 'GreaterThanOrEqualToThreshold',
  '<': 'LessThanThreshold',
} as const;

export function firingAlarms(madeAt: number): Alarm[] {
  return Object.entries(FIRING).map(([name, { of, judged, breach, minutes }]) => {
    const [Namespace, MetricName, , dimensions] = of;
    const [statistic, Period, EvaluationPeriods, DatapointsToAlarm] = judged;
    return {
      kind: 'metric',
      name,
      createdAt: madeAt - (minutes + 30) * MINUTE,
      configuration: {
        Namespace,
        MetricName,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        ...(statistic.startsWith('p') ? { ExtendedStatistic: statistic } : { Statistic: statistic }),
        Period,
        EvaluationPeriods,
        DatapointsToAlarm,
        Threshold: breach[1],
        ComparisonOperator: OPERATORS[breach[0]],
        TreatMissingData: 'notBreaching',
        AlarmActions: ['arn:aws:sns:us-east-1:123456789012:shop-pager'],
      },
    };
  });
}

/** Alarms on the service's CPU that it never reaches. */
export function calmAlarms(madeAt: number): Alarm[] {
  return Array.from({ length: 45 }, (_, i) => ({
    kind: 'metric',
    name: `shop-prod-service-${String(i).padStart(2, '0')}-cpu`,
    createdAt: madeAt - HOUR,
    configuration: {
      Namespace: 'AWS/ECS',
      MetricName: 'CPUUtilization',
      Dimensions: [
        { Name: 'ClusterName', Value: 'shop-prod' },
        { Name: 'ServiceName', Value: 'checkout-api' },
      ],
      Statistic: 'Average',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1_000 + i,
      ComparisonOperator: 'GreaterThanThreshold',
    },
  }));
}
