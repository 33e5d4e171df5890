/** The logs that tell of the incident, and those that only look as if they did. */
import type { Entry, Occurrence, Source } from './log-group.ts';
import { json, postgresLine } from './log-lines.ts';
import { MAX_CONNECTIONS, MINUTE, demand } from './scene.ts';
import type { Scene } from './scene.ts';

const SLOTS = 'remaining connection slots are reserved for roles with the SUPERUSER attribute';
const CHANGE = 'maxPoolSize 20 -> 200, idleTimeoutMillis 30000 -> 0';

/** checkout itself: orders, the state of its connection pool, and what happens to customers. */
export function checkoutSources(scene: Scene): Source[] {
  return [
    {
      rate: (time) => 380 * demand(time) * (1 - 0.5 * scene.harm(time)),
      lines: (at) => {
        const order = {
          requestId: `req-${at.hex(1, 12)}`,
          orderId: `o-${at.hex(2, 8)}`,
          durationMs: Math.round(180 + 260 * at.random(3)),
        };
        return json(at, 'info', 'checkout', 'order placed', order);
      },
    },
    { rate: (time) => 420 * scene.harm(time), lines: (at) => failedOrder(at, scene) },
    {
      rate: (time) => (scene.leak(time) > 0 ? 70 : 0),
      lines: (at) => {
        const leak = scene.leak(at.time);
        const inUse = Math.round(20 + 36 * leak);
        const pool = {
          version: 'v2.31.0',
          inUse,
          maxPoolSize: 200,
          idle: 0,
          waiting: Math.round(60 * scene.harm(at.time) * (0.7 + 0.6 * at.random(1))),
        };
        if (scene.harm(at.time) < 0.3)
          return json(at, 'warn', 'checkout', 'db pool: connections in use keep growing', pool);
        const text = `db pool exhausted: checkout v2.31.0 raised maxPoolSize 20 -> 200 and connections are not released after use (OrderRepository.withClient, oldest checked out ${Math.round((at.time - scene.deployedAt) / 1000)} s ago); orders-db refuses more than ${MAX_CONNECTIONS}`;
        return json(at, 'warn', 'checkout', text, pool);
      },
    },
  ];
}

function failedOrder(at: Occurrence, scene: Scene): string {
  // Before the database refuses, orders wait for a connection in vain.
  const refused = scene.isFull(at.time) && at.random(1) > 0.4;
  const message = refused ? `FATAL: ${SLOTS}` : 'timeout exceeded when trying to connect';
  const where = refused
    ? 'Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:285:98)'
    : '/app/node_modules/pg-pool/index.js:45:11';
  const stack = `Error: ${message}\n    at ${where}\n    at async OrderRepository.withClient (/app/dist/order-repository.js:41:20)\n    at async placeOrder (/app/dist/place-order.js:88:17)`;
  return json(at, 'error', 'checkout', `order failed: ${message}`, {
    requestId: `req-${at.hex(2, 12)}`,
    status: 503,
    durationMs: refused ? Math.round(40 + 200 * at.random(3)) : 10_000 + Math.round(400 * at.random(4)),
    err: { type: refused ? 'DatabaseError' : 'Error', ...(refused && { code: '53300' }), stack },
  });
}

/** What the new pods say as they start, beside the deployment's own record in Argo CD's log. */
export function checkoutStory(scene: Scene): Entry[] {
  const line = (seconds: number, msg: string, more = {}) => {
    const time = scene.deployedAt + seconds * 1000;
    return {
      time,
      message: JSON.stringify({ time: new Date(time).toISOString(), level: 'info', service: 'checkout', msg, ...more }),
    };
  };
  return [
    line(21, 'starting checkout v2.31.0', { previous: 'v2.30.4', commit: '9c41e7f' }),
    line(22, `db pool configured: ${CHANGE}`, { host: 'orders-db.cluster.internal', max_connections: MAX_CONNECTIONS }),
    line(24, 'listening on :8080'),
  ];
}

export function deploymentStory(scene: Scene): Entry[] {
  const releases = [
    { time: scene.madeAt - 9.3 * 1440 * MINUTE, app: 'catalog', from: 'v1.88.0', to: 'v1.89.0', change: 'image only' },
    {
      time: scene.madeAt - 5.1 * 1440 * MINUTE,
      app: 'search',
      from: 'v3.4.1',
      to: 'v3.5.0',
      change: 'replicas 3 -> 4',
    },
    { time: scene.madeAt - 26 * 60 * MINUTE, app: 'web', from: 'v5.12.0', to: 'v5.12.1', change: 'image only' },
    {
      time: scene.madeAt - 5 * 60 * MINUTE,
      app: 'notifications',
      from: 'v1.9.2',
      to: 'v1.9.3',
      change: 'smtpRetries 3 -> 5',
    },
    {
      time: scene.deployedAt,
      app: 'checkout',
      from: 'v2.30.4',
      to: 'v2.31.0',
      change: `ConfigMap checkout-db: ${CHANGE}`,
    },
  ];
  return releases.flatMap(({ time, app, from, to, change }) => {
    const line = (seconds: number, msg: string) => {
      const at = Math.floor(time) + seconds * 1000;
      return {
        time: at,
        message: `time="${new Date(at).toISOString().slice(0, 19)}Z" level=info msg="${msg}" application=shop/${app}`,
      };
    };
    return [
      line(0, `Initiated automated sync to ${app} ${to}`),
      line(6, `deploy ${app} ${from} -> ${to}: ${change}`),
      line(58, 'Sync operation succeeded; application is Healthy'),
    ];
  });
}

export function ordersDbSources(scene: Scene): Source[] {
  const detail = 'connection authorized: user=checkout database=shop application_name=checkout-v2.31.0 SSL enabled';
  return [
    {
      rate: () => 70,
      lines: (at) =>
        postgresLine(
          at,
          'LOG',
          '',
          at.pick(1, [
            'checkpoint starting: time',
            `checkpoint complete: wrote ${Math.floor(900 * at.random(2))} buffers (0.2%); 0 WAL file(s) added`,
          ]),
        ),
    },
    {
      rate: () => 14,
      lines: (at) =>
        postgresLine(
          at,
          'LOG',
          'orders',
          `duration: ${(1000 + 900 * at.random(1)).toFixed(3)} ms  execute <unnamed>: SELECT o.* FROM orders o WHERE o.state = $1 ORDER BY o.created_at`,
        ),
    },
    {
      rate: (time) => (scene.leak(time) > 0 && scene.leak(time) < 1 ? 1900 : 0),
      lines: (at) => postgresLine(at, 'LOG', 'checkout', detail),
    },
    {
      rate: (time) => (scene.isFull(time) ? 640 * scene.harm(time) : 0),
      lines: (at) =>
        postgresLine(at, 'FATAL', at.pick(1, ['checkout', 'checkout', 'checkout', 'orders', 'inventory']), SLOTS),
    },
  ];
}

/** A red herring: a job that stumbles over the same three rows every quarter of an hour, all year long. */
export function cronSources(): Source[] {
  const quarter = (time: number) => time % (15 * MINUTE) < MINUTE;
  return [
    {
      rate: (time) => (quarter(time) ? 180 : 0),
      lines: (at) =>
        json(
          at,
          'error',
          'catalog-reindex',
          `duplicate SKU ${at.pick(1, ['LAMP-0042', 'LAMP-0043', 'DESK-1107'])}, row skipped`,
          { job: 'catalog-reindex' },
        ),
    },
    {
      rate: (time) => (quarter(time) ? 60 : 0),
      lines: (at) =>
        json(at, 'info', 'catalog-reindex', 'reindex finished', {
          rows: 48_210 + Math.floor(300 * at.random(1)),
          skipped: 3,
        }),
    },
  ];
}

/** The other red herring: the mail provider greylists, the service tries again and succeeds. */
export function notificationSources(): Source[] {
  return [
    {
      rate: (time) => 130 * demand(time),
      lines: (at) =>
        json(at, 'info', 'notifications', 'mail sent', {
          messageId: `m-${at.hex(1, 10)}`,
          template: at.pick(2, ['order-confirmation', 'shipped', 'password-reset']),
        }),
    },
    {
      rate: () => 36,
      lines: (at) => {
        const attempt = 1 + Math.floor(at.random(1) * 3);
        return json(
          at,
          'warn',
          'notifications',
          `mail delayed, attempt ${attempt} of 5: 421 4.7.0 greylisted, try again later`,
          { messageId: `m-${at.hex(2, 10)}`, retryInMs: 30_000 * attempt },
        );
      },
    },
  ];
}
