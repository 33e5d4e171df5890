import type { LogEvent } from '../../src/model.ts';
import type { LogGroup, World } from '../../src/sandbox/world/types.ts';
import { normal, pick, random, seedOf, token } from '../../src/sandbox/world/noise.ts';
import { calmAlarms, firingAlarms, firingMetrics, steadyMetric } from './token-alarms.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How many of each thing the questions of `token-questions.ts` ask for. */
export const LOG_GROUPS = 200;
export const ERROR_EVENTS = 100;

export const ERROR_GROUP = '/aws/containerinsights/shop-prod/application';

/**
 * A region as an on-call engineer meets it: 15 alarms in ALARM among 60, 200 log groups, a group with 100 errors in the
 * last half hour, and one service's CPU at 60 s.
 */
export function tokenWorld(region: string, madeAt: number): World {
  const cpu = steadyMetric(
    ['AWS/ECS', 'CPUUtilization', 'Percent', { ClusterName: 'shop-prod', ServiceName: 'checkout-api' }],
    (time) => (time > madeAt - 34 * MINUTE ? 88 : 37) + 4 * normal(seedOf('cpu'), time / MINUTE),
  );
  return {
    account: '123456789012',
    region,
    madeAt,
    incidentStart: madeAt - 40 * MINUTE,
    logGroups: [errorGroup(madeAt), ...otherGroups(madeAt)],
    metrics: [cpu, ...firingMetrics(madeAt)],
    alarms: [...firingAlarms(madeAt), ...calmAlarms(madeAt)],
    muteRules: [],
    workspaces: [],
    promSeries: [],
  };
}

const TEAMS = ['orders', 'payments', 'catalog', 'search', 'shipping', 'auth', 'billing', 'inventory', 'notify', 'cart'];
const PLACES: readonly ((team: string, n: number) => string)[] = [
  (team, n) =>
    `/aws/lambda/${team}-${pick(['worker', 'webhook', 'export', 'resize', 'cron', 'authorizer'], n, 1)}-prod`,
  (team, n) =>
    `/aws/lambda/${team}-${pick(['worker', 'webhook', 'export', 'resize', 'cron', 'authorizer'], n, 1)}-staging`,
  (team) => `/ecs/shop-prod/${team}-api`,
  (team) => `/aws/rds/instance/${team}-db-prod/postgresql`,
  (team, n) => `/aws/codebuild/${team}-${pick(['build', 'deploy', 'e2e'], n, 2)}`,
  (team) => `API-Gateway-Execution-Logs_${token(seedOf(team), 1, 10, 'abcdefghij0123456789')}/prod`,
  (team) => `/aws/vendedlogs/states/${team}-saga-prod`,
  (team) => `/aws/containerinsights/${team}-prod/performance`,
];

/** The other log groups of the account: retention and size differ, classes hardly. */
function otherGroups(madeAt: number): LogGroup[] {
  const seed = seedOf('groups');
  const names = new Set<string>();
  for (let n = 0; names.size < LOG_GROUPS - 1; n += 1) {
    const team = TEAMS[n % TEAMS.length] ?? '';
    const place = PLACES[Math.floor(n / TEAMS.length) % PLACES.length];
    const name = place?.(team, n) ?? '';
    names.add(names.has(name) ? `${name}-v${Math.floor(n / 80) + 1}` : name);
  }
  return [...names].map((name, i) => ({
    name,
    logGroupClass: random(seed, i) > 0.95 ? 'INFREQUENT_ACCESS' : 'STANDARD',
    retentionInDays: pick([7, 14, 30, 30, 90, 365, undefined], seed + 1, i),
    creationTime: madeAt - Math.floor((30 + 900 * random(seed + 2, i)) * DAY),
    storedBytes: random(seed + 3, i) < 0.1 ? 0 : Math.floor(10 ** (3 + 9 * random(seed + 4, i))),
    metricFilterCount: random(seed + 5, i) > 0.9 ? 1 : 0,
    tags: {},
    streams: [],
    events: () => [],
  }));
}

const PODS = ['checkout-api-7d9f8b6c5d-x2x9k', 'checkout-api-7d9f8b6c5d-lq7wz', 'payments-api-5c6d7f8b9-hj4tn'];
const FAULTS = [
  'pq: remaining connection slots are reserved for non-replication superuser connections',
  'could not obtain a connection from the pool within 30 s: 100 active, 0 idle, 37 waiting',
  'upstream payments-api answered 503 after 3 attempts',
  'context deadline exceeded while reading cart from session-cache',
  'order could not be confirmed: reservation expired',
];
const TRACE = [
  'java.sql.SQLTransientConnectionException: orders-pool - Connection is not available, request timed out after 30000ms.',
  '\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)',
  '\tat com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:197)',
  '\tat com.shop.orders.OrderRepository.find(OrderRepository.java:88)',
  '\tat com.shop.orders.OrderService.confirm(OrderService.java:142)',
  ...Array.from(
    { length: 20 },
    (_, i) => `\tat org.springframework.web.servlet.Frame.invoke${i}(Frame.java:${100 + i})`,
  ),
];

/** 100 errors: JSON lines of 120 to 150 characters, every tenth a stack trace of 1.7 kB. */
function errorGroup(madeAt: number): LogGroup {
  const seed = seedOf(ERROR_GROUP);
  const events = Array.from({ length: ERROR_EVENTS }, (_, i): LogEvent => {
    const stream = pick(PODS, seed, i);
    const time = madeAt - 30 * MINUTE + i * 17_000 + Math.floor(1_000 * random(seed + 1, i));
    return { group: ERROR_GROUP, stream, time, message: i % 10 === 9 ? trace(i) : errorLine(i, stream) };
  });
  return {
    name: ERROR_GROUP,
    logGroupClass: 'STANDARD',
    retentionInDays: 30,
    creationTime: madeAt - 400 * DAY,
    storedBytes: 312_456_789_012,
    metricFilterCount: 1,
    tags: {},
    streams: PODS.map((name) => ({
      name,
      creationTime: madeAt - DAY,
      firstEventTimestamp: madeAt - DAY,
      lastEventTimestamp: () => events.findLast((event) => event.stream === name)?.time,
    })),
    events: ({ start, end }) => events.filter(({ time }) => time >= start && time < end),
  };

  function errorLine(i: number, stream: string): string {
    return JSON.stringify({
      level: 'ERROR',
      service: stream.split('-').slice(0, 2).join('-'),
      msg: pick(FAULTS, seed + 2, i),
      requestId: `req-${token(seed + 3, i, 8)}`,
    });
  }

  function trace(i: number): string {
    return [`ERROR [http-nio-8080-exec-${i}] order ${token(seed + 5, i, 8)} failed`, ...TRACE].join('\n');
  }
}
