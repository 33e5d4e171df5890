import { formatCount, formatNumber } from '../../src/format/number.ts';
import { table } from '../../src/format/table.ts';
import { formatTime } from '../../src/format/time.ts';

/** Answers as the tools write them, generated from a seed: what the token estimate is held against. */
export interface Sample {
  readonly kind: string;
  readonly text: string;
}

/** A small, fixed pseudo-random source (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SERVICES = [
  'orders',
  'checkout',
  'payments',
  'catalog',
  'shipping',
  'auth',
  'search',
  'notifications',
  'inventory',
  'gateway',
];
const METRICS = [
  'CPUUtilization',
  'DatabaseConnections',
  'HTTPCode_Target_5XX_Count',
  'TargetResponseTime',
  'FreeStorageSpace',
  'Duration',
  'Throttles',
  'ApproximateAgeOfOldestMessage',
  'pod_memory_utilization',
  'ReadLatency',
];
const DIMENSIONS = [
  'DBInstanceIdentifier',
  'LoadBalancer',
  'FunctionName',
  'QueueName',
  'ClusterName',
  'InstanceId',
  'TargetGroup',
];
const MESSAGES = [
  'connection to orders-db timed out after 5000 ms',
  'could not obtain a connection from the pool within 30 s: 100 active, 0 idle, 37 waiting',
  'retrying request, attempt 3 of 5',
  'upstream prematurely closed connection while reading response header from upstream',
  'deadlock detected: process 4123 waits for ShareLock on transaction 88123',
  'GET /api/v1/orders/%id% HTTP/1.1 504 Gateway Time-out',
  'user %id% placed order %id% for 42.50 EUR',
  'Task timed out after 30.03 seconds',
];
const MARCH = Date.UTC(2026, 10, 21, 6, 0, 0);

export function samples(seed: number): Sample[] {
  const next = random(seed);
  const int = (max: number) => Math.floor(next() * max);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)] as T;
  const hex = (n: number) => Array.from({ length: n }, () => '0123456789abcdef'[int(16)]).join('');
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  const digits = (n: number) => Array.from({ length: n }, () => int(10)).join('');
  const time = () => MARCH + int(10_800) * 1_000 + (next() < 0.5 ? int(1_000) : 0);
  const message = () => pick(MESSAGES).replaceAll('%id%', () => (next() < 0.5 ? uuid() : digits(6)));
  const rows = <T>(n: number, make: () => T) => Array.from({ length: n }, make);
  const service = () => pick(SERVICES);
  const scope = (what: string) =>
    `${what}, ${formatTime(MARCH)} to ${formatTime(MARCH + 10_800_000)} (3 h), us-east-1, account ${digits(12)}`;
  const dimension = () =>
    `${pick(DIMENSIONS)}=${next() < 0.5 ? `${service()}-${pick(['db', 'api', 'worker'])}` : `app/shop/${hex(16)}`}`;
  const cursor = () =>
    Buffer.from(JSON.stringify([1, hex(12), [-time(), service(), uuid()], [MARCH, MARCH + 10_800_000], null])).toString(
      'base64url',
    );
  const threshold = () => formatNumber(next() * 1_000);
  const logJson = () =>
    JSON.stringify({
      level: pick(['INFO', 'WARN', 'ERROR']),
      time: new Date(time()).toISOString(),
      service: service(),
      trace_id: hex(32),
      requestId: uuid(),
      durationMs: int(5_000),
      message: message(),
    });
  return [
    {
      kind: 'alarms',
      text: `${int(20)} ${scope('alarms in ALARM')} (of ${formatCount(int(2_000))}; ${int(50)} autoscaling alarms hidden: hide_autoscaling=false shows them)\n\n${table(
        ['alarm', 'since (UTC)', 'fires when', 'reason'],
        rows(18, () => {
          const at = time();
          return [
            `${service()}-${pick(METRICS)}-high`,
            formatTime(at),
            `${pick(METRICS)} (Maximum, ${dimension()}) > ${threshold()} for 3 × 1 min`,
            `3 out of the last 3 datapoints [${threshold()} (08:2${int(10)}), ${threshold()} (08:2${int(10)})] were greater than the threshold (${threshold()})`,
          ];
        }),
      )}\n\nMore: ${int(90)} alarms read but not shown. Call again with the same arguments and cursor="${cursor()}".`,
    },
    {
      kind: 'datapoints',
      text: `${scope('AWS/RDS DatabaseConnections (Maximum, 1 min)')}\n\n${table(
        ['time (UTC)', 'Average', 'Maximum', 'p99'],
        rows(60, () => [
          formatTime(Math.floor(time() / 60_000) * 60_000),
          threshold(),
          threshold(),
          `${threshold()} ms`,
        ]),
      )}`,
    },
    {
      kind: 'plain log lines',
      text: `${scope(`${int(100)} events in /ecs/${service()}`)}\n\n${rows(40, () => `${new Date(time()).toISOString()} ${service()}/${service()}/${hex(32)} ${message()}`).join('\n')}`,
    },
    { kind: 'JSON log lines', text: `${scope('events')}\n\`\`\`\n${rows(25, logJson).join('\n')}\n\`\`\`` },
    {
      kind: 'PromQL labels',
      text: `${scope('25 series')}\n\n${rows(25, () => `http_request_duration_seconds_bucket{namespace="shop", pod="${service()}-${hex(9)}-${hex(5)}", instance="10.0.${int(255)}.${int(255)}:8080", le="${formatNumber(next())}", code="${200 + int(300)}"} ${formatNumber(next() * 1e4)}`).join('\n')}`,
    },
    {
      kind: 'cursors',
      text: rows(
        6,
        () => `More: further rows exist. Call again with the same arguments and cursor="${cursor()}".`,
      ).join('\n'),
    },
    {
      kind: 'ARNs and links',
      text: rows(
        14,
        () =>
          `arn:aws:elasticloadbalancing:us-east-1:${digits(12)}:loadbalancer/app/${service()}/${hex(16)} https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/$252Fecs$252F${service()}/log-events$3Fstart$3D${time()}$26filterPattern$3DERROR`,
      ).join('\n'),
    },
    {
      kind: 'stack traces',
      text: rows(
        6,
        () =>
          `${new Date(time()).toISOString()} ERROR [http-nio-8080-exec-${int(200)}] c.s.${service()}.OrderController : ${message()}\njava.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.\n\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:${int(900)})\n\tat com.shop.${service()}.repository.OrderRepository.findById(OrderRepository.java:${int(300)})\n\tat java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1144)\nTraceback (most recent call last):\n  File "/app/${service()}/handler.py", line ${int(400)}, in lambda_handler\n    raise TimeoutError("${message()}")`,
      ).join('\n'),
    },
    {
      kind: 'words',
      text: rows(
        8,
        () =>
          `The window is longer than ${int(14)} days: give a shorter one, or ask for the ${service()} log group alone. Nothing was found between the two times; the stream ${service()} had its last event ${int(59)} minutes earlier. Warnings: the query needs "cloudwatch:GetMetricData" in its policy.`,
      ).join('\n'),
    },
    {
      kind: 'log groups',
      text: `${scope('log groups')}\n\n${table(
        ['log group', 'class', 'stored', 'retention', 'created'],
        rows(30, () => [
          `/aws/lambda/shop-${service()}-${pick(['prod', 'staging'])}-${hex(6)}`,
          pick(['STANDARD', 'INFREQUENT_ACCESS']),
          `${threshold()} GiB`,
          pick(['never expires', '30 d', '14 d']),
          formatTime(time()),
        ]),
      )}`,
    },
  ];
}
