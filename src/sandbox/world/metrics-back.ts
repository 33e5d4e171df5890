/** Metrics of what the shop runs on: databases, functions, queues, tables, nodes and pods. */
import { metricFamily } from './metric-family.ts';
import { checkoutConnections } from './metrics-front.ts';
import { random, seedOf } from './noise.ts';
import { HOUR, MAX_CONNECTIONS, MINUTE, demand } from './scene.ts';
import type { Scene } from './scene.ts';
import type { Metric } from './types.ts';

export function backMetrics(scene: Scene): Metric[] {
  return [
    ...DATABASES.flatMap((database) => databaseMetrics(scene, database)),
    ...FUNCTIONS.flatMap((lambda) => lambdaMetrics(scene, lambda)),
    ...queueMetrics(scene),
    ...TABLES.flatMap((table) => tableMetrics(scene, table)),
    ...NODES.flatMap((node) => nodeMetrics(scene, node)),
    ...podMetrics(scene),
  ];
}

const DATABASES = ['orders-db', 'catalog-db'] as const;

function databaseMetrics(scene: Scene, name: (typeof DATABASES)[number]): Metric[] {
  const db = metricFamily(scene, 'AWS/RDS', { DBInstanceIdentifier: name });
  const seed = seedOf(name);
  const leak = name === 'orders-db' ? scene.leak : () => 0;
  // Disk space shrinks by 0.9 GB a day.
  const space = (time: number) => 71e9 - ((time - scene.oldest) / (24 * HOUR)) * 0.9e9;
  const others = (time: number) => 62 + 14 * demand(time) + 9 * random(seed, Math.floor(time / MINUTE));
  const connections = (time: number) =>
    name === 'orders-db'
      ? Math.min(MAX_CONNECTIONS - 3, others(time) + checkoutConnections(scene, time))
      : others(time) - 30;
  return [
    db.gauge('DatabaseConnections', 'Count', connections, 0),
    db.gauge('CPUUtilization', 'Percent', (time) => 14 + 30 * demand(time) + 9 * leak(time), 0.08),
    db.gauge('FreeStorageSpace', 'Bytes', space, 0),
    db.gauge('FreeableMemory', 'Bytes', (time) => 9.2e9 - 1.1e9 * demand(time) - 3.4e9 * leak(time), 0.02),
    db.gauge('ReadIOPS', 'Count/Second', (time) => 210 * demand(time) * (1 - 0.3 * leak(time)), 0.1),
    db.gauge('WriteIOPS', 'Count/Second', (time) => 330 * demand(time) * (1 - 0.45 * leak(time)), 0.1),
    db.gauge('ReadLatency', 'Seconds', () => 0.0007, 0.15),
    db.gauge('WriteLatency', 'Seconds', () => 0.0021, 0.15),
    db.gauge('DiskQueueDepth', 'Count', (time) => 0.4 + 0.8 * demand(time), 0.3),
  ];
}

/** Lambda functions: calls a minute at full demand, usual milliseconds, share of calls that fail anyway. */
export const FUNCTIONS = [
  { name: 'orders-fulfil', calls: 60, milliseconds: 240, failing: 0.001 },
  { name: 'payment-webhook', calls: 55, milliseconds: 130, failing: 0.002 },
  { name: 'notifications-email', calls: 48, milliseconds: 420, failing: 0.004 },
  { name: 'stock-sync', calls: 12, milliseconds: 900, failing: 0.002 },
  { name: 'thumbnail', calls: 20, milliseconds: 650, failing: 0.003 },
] as const;

function lambdaMetrics(scene: Scene, { name, calls, milliseconds, failing }: (typeof FUNCTIONS)[number]): Metric[] {
  const lambda = metricFamily(scene, 'AWS/Lambda', { FunctionName: name });
  const hurt = name === 'orders-fulfil' ? scene.harm : () => 0;
  const each = (time: number) => calls * demand(time) * (1 + 0.8 * hurt(time));
  const slow = (time: number) => ({ share: 0.4 * hurt(time), value: 10_000 });
  return [
    lambda.tally('Invocations', 'Count', each),
    lambda.tally('Errors', 'Count', (time) => each(time) * (failing + 0.4 * hurt(time)), each),
    lambda.tally('Throttles', 'Count', () => 0, each),
    lambda.spread('Duration', 'Milliseconds', { each, typical: () => milliseconds, sigma: 0.45, slow }),
    lambda.gauge(
      'ConcurrentExecutions',
      'Count',
      (time) => 1 + (each(time) * milliseconds) / MINUTE + 7 * hurt(time),
      0.1,
    ),
  ];
}

/** The mail provider greylists in bursts: the queue ages for 17 of every 47 minutes, whatever else happens. */
function emailsAge(scene: Scene, time: number): number {
  const phase = ((((scene.madeAt - time) / MINUTE) % 47) + 47) % 47;
  return phase < 17 ? 120 + 42 * (17 - phase) : 14;
}

function queueMetrics(scene: Scene): Metric[] {
  // As long as the incident lasts, orders whose three attempts failed come to the dead letter queue.
  const dead = (time: number) =>
    Math.floor(Math.max(0, (time - scene.incidentStart - 4 * MINUTE) / MINUTE) * 5.5 * demand(scene.incidentStart));
  const queues = [
    {
      name: 'orders',
      visible: (time: number) => 6 + 9 * demand(time) + 80 * scene.harm(time),
      age: (time: number) => 4 + 190 * scene.harm(time),
      sent: 62,
    },
    {
      name: 'orders-dlq',
      visible: dead,
      age: (time: number) => Math.max(0, (time - scene.incidentStart - 4 * MINUTE) / 1000),
      sent: 0,
    },
    {
      name: 'emails',
      visible: (time: number) => 3 + emailsAge(scene, time) / 4,
      age: (time: number) => emailsAge(scene, time),
      sent: 47,
    },
  ];
  return queues.flatMap(({ name, visible, age, sent }) => {
    const queue = metricFamily(scene, 'AWS/SQS', { QueueName: name });
    const noise = name === 'orders-dlq' ? 0 : 0.05;
    return [
      queue.gauge('ApproximateNumberOfMessagesVisible', 'Count', visible, noise),
      queue.gauge('ApproximateAgeOfOldestMessage', 'Seconds', age, noise),
      queue.tally(
        'NumberOfMessagesSent',
        'Count',
        (time) => sent * demand(time),
        () => 1,
      ),
    ];
  });
}

/** DynamoDB tables: units a second consumed at full demand, and provisioned. */
export const TABLES = [
  { name: 'sessions', read: 140, write: 90, provisioned: 300 },
  { name: 'carts', read: 60, write: 45, provisioned: 160 },
] as const;

function tableMetrics(scene: Scene, { name, read, write, provisioned }: (typeof TABLES)[number]): Metric[] {
  const table = metricFamily(scene, 'AWS/DynamoDB', { TableName: name });
  const capacity = metricFamily(scene, 'AWS/DynamoDB', { TableName: name }, 300);
  return [
    table.gauge('ConsumedReadCapacityUnits', 'Count', (time) => read * 60 * demand(time)),
    table.gauge('ConsumedWriteCapacityUnits', 'Count', (time) => write * 60 * demand(time)),
    capacity.gauge('ProvisionedReadCapacityUnits', 'Count', () => provisioned, 0),
    capacity.gauge('ProvisionedWriteCapacityUnits', 'Count', () => provisioned, 0),
  ];
}

export const NODES = [
  'i-0a1f4c9e27b3d5680',
  'i-0b72e8d4153fa96c1',
  'i-0c95d1a6e84b2f733',
  'i-0d48b60f9a2ce1755',
] as const;

function nodeMetrics(scene: Scene, instance: (typeof NODES)[number]): Metric[] {
  const node = metricFamily(scene, 'AWS/EC2', { InstanceId: instance }, 300);
  // The last node was replaced two hours before the world was made.
  const lives = (time: number) => instance !== NODES[3] || time < scene.madeAt - 2 * HOUR;
  const level = (of: (time: number) => number) => (time: number) => (lives(time) ? of(time) : undefined);
  return [
    node.gauge(
      'CPUUtilization',
      'Percent',
      level((time) => 18 + 38 * demand(time)),
      0.09,
    ),
    node.gauge(
      'NetworkIn',
      'Bytes',
      level((time) => 210e6 * demand(time)),
      0.1,
    ),
    node.gauge(
      'NetworkOut',
      'Bytes',
      level((time) => 260e6 * demand(time)),
      0.1,
    ),
  ];
}

const SERVICES = ['web', 'cart', 'checkout', 'payments', 'catalog', 'search', 'orders', 'inventory', 'notifications'];

function podMetrics(scene: Scene): Metric[] {
  const cluster = metricFamily(scene, 'ContainerInsights', { ClusterName: 'shop' });
  const pods = SERVICES.flatMap((service) => {
    const pod = metricFamily(scene, 'ContainerInsights', { ClusterName: 'shop', Namespace: 'shop', Service: service });
    const leak = service === 'checkout' ? scene.leak : () => 0;
    return [
      pod.gauge('pod_cpu_utilization', 'Percent', (time) => 9 + 31 * demand(time), 0.1),
      pod.gauge('pod_memory_utilization', 'Percent', (time) => 38 + 12 * demand(time) + 21 * leak(time), 0.03),
    ];
  });
  return [
    ...pods,
    cluster.gauge('cluster_node_count', 'Count', (time) => (time < scene.madeAt - 2 * HOUR ? 4 : 3), 0),
    cluster.gauge('cluster_failed_node_count', 'Count', () => 0, 0),
  ];
}
