import assert from 'node:assert/strict';
import dns from 'node:dns';
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer, Socket, type AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../support/harness.ts';
import { startCanned, type CannedPrometheus } from '../support/canned-prometheus.ts';

/** A server that nothing here may ever reach, and what did. */
const trap = createServer((socket) => {
  trapped += 1;
  socket.destroy();
});
let trapped = 0;
let trapPort = 0;

/** Where connections went and names were looked up, as `host:port` and `host`. */
const reached = new Set<string>();
let watching = false;
const connect = Socket.prototype.connect;
const lookup = dns.lookup;

/** Every TCP connection of a process, TLS or not, of Node's client or of fetch, begins here. */
function watchConnections(): void {
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    // `net.connect` hands on a list: options and a callback.
    const [first] = args.flat() as [{ host?: string; port?: number; path?: string } | number];
    const target =
      typeof first === 'object' ? (first.path ?? `${first.host ?? 'localhost'}:${first.port}`) : `?:${first}`;
    if (watching) reached.add(target);
    return (connect as (...all: unknown[]) => Socket).apply(this, args);
  };
  dns.lookup = ((...args: unknown[]) => {
    if (watching) reached.add(String(args[0]));
    return (lookup as (...all: unknown[]) => unknown)(...args);
  }) as typeof lookup;
}

let service: TestService;
let prometheus: CannedPrometheus;
before(async () => {
  watchConnections();
  trap.listen(0, '127.0.0.1');
  await once(trap, 'listening');
  trapPort = (trap.address() as AddressInfo).port;
  prometheus = await startCanned(({ url }) =>
    /\/query/.test(url)
      ? { resultType: 'vector', result: [] }
      : /rules/.test(url)
        ? { groups: [] }
        : /metadata/.test(url)
          ? {}
          : [],
  );
  service = await startTestService({
    regions: ['us-east-1', 'eu-west-1'],
    env: { CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=${prometheus.url.href}` },
  });
});
after(async () => {
  await service.close();
  await prometheus.close();
  trap.close();
  Socket.prototype.connect = connect;
  dns.lookup = lookup;
});

/** What somebody would send who wants the server to go elsewhere. */
function baits(port: number): string[] {
  const at = `127.0.0.1:${port}`;
  return [
    `http://${at}/`,
    `https://${at}/`,
    at,
    `//${at}/`,
    `@${at}`,
    `.${at}#`,
    `x@${at}/`,
    `prometheus:http://${at}`,
    `amp:us-east-1/ws-1@${at}/`,
    `amp:${at}/#/ws-1`,
    `cloudwatch:${at}/#`,
    `us-east-1.${at}/?`,
    `arn:aws:logs:us-east-1@${at}:123456789012:log-group:x`,
    `arn:aws:logs:${at}/#:123456789012:log-group:x`,
    'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
    'http://[fd00:ec2::254]/latest/meta-data/',
    'http://169.254.170.2/v2/credentials',
    'http://2852039166/',
    'http://0x7f000001/',
    'metadata.google.internal',
    'http://localhost.evil.example/',
    'file:///var/run/secrets/kubernetes.io/serviceaccount/token',
    '/proc/self/environ',
    '../../../../etc/passwd',
    'gopher://127.0.0.1:6379/_FLUSHALL',
    `x\r\nHost: ${at}\r\nX-Injected: 1`,
    `x HTTP/1.1\r\nHost: ${at}\r\n\r\nGET /`,
    `{__name__="x"} or label_replace(up, "a", "http://${at}", "b", "c")`,
    `\${jndi:ldap://${at}/x}`,
    `fields @message | SOURCE "http://${at}"`,
  ];
}

type Schema = {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
  anyOf?: Schema[];
};
type Path = readonly (string | number)[];

/** The path of every string in arguments of a schema, also inside lists and objects. */
function stringsIn(schema: Schema, path: Path = []): Path[] {
  const own = [schema.type].flat().includes('string') ? [path] : [];
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, one]) => stringsIn(one, [...path, name]));
  const items = schema.items === undefined ? [] : stringsIn(schema.items, [...path, 0]);
  return [...own, ...inner, ...items, ...(schema.anyOf ?? []).flatMap((one) => stringsIn(one, path))];
}

/** Arguments with `value` at a path, and what a list or an object there needs besides. */
function withValue(args: unknown, [key, ...rest]: Path, value: string): unknown {
  if (key === undefined) return value;
  if (typeof key === 'number') return [withValue((args as unknown[] | undefined)?.[0], rest, value)];
  return {
    ...(args as object | undefined),
    [key]: withValue((args as Record<string, unknown> | undefined)?.[key], rest, value),
  };
}

/** Arguments that a tool answers, in which one is replaced. */
const RIGHT: Readonly<Record<string, Record<string, unknown>>> = {
  filter_log_streams: { group: '/shop/checkout' },
  search_log_events: { groups: ['/shop/checkout'], start: '-1h' },
  get_log_events: { group: '/shop/checkout', stream: 'main' },
  get_log_group_fields: { group: '/shop/checkout' },
  test_metric_filter: { pattern: 'ERROR', lines: ['ERROR'] },
  run_logs_insights_query: { query: 'stats count(*)', groups: ['/shop/checkout'] },
  get_logs_insights_results: { id: 'us-east-1~1f2e3d4c' },
  stop_logs_insights_query: { id: 'us-east-1~1f2e3d4c' },
  get_log_record: { pointer: 'us-east-1~1f2e3d4c#1' },
  get_metric_statistics: { namespace: 'AWS/RDS', metric_name: 'CPUUtilization', statistics: ['Average'] },
  get_metric_data: {
    queries: [{ id: 'a', namespace: 'AWS/RDS', metric_name: 'CPUUtilization', statistic: 'Average' }],
  },
  get_dashboard: { name: 'checkout' },
  get_alarm_history: { name: 'checkout-5xx-rate' },
  query_prometheus: { query: 'up', source: 'prometheus:main' },
  query_prometheus_range: { query: 'up', source: 'prometheus:main' },
  list_prometheus_metrics: { source: 'prometheus:main' },
  list_prometheus_labels: { source: 'prometheus:main' },
  list_prometheus_rules: { source: 'prometheus:main' },
  find_prometheus_series: { match: 'up', source: 'prometheus:main' },
  get_bedrock_usage_report: { days: 1 },
};

test('the watch sees connections of every client, and the trap what reaches it', async () => {
  watching = true;
  await fetch(`http://127.0.0.1:${trapPort}/`).catch(() => undefined);
  const sent = request({ host: '127.0.0.2', port: trapPort });
  await once(sent, 'error');
  await fetch('http://name.invalid/').catch(() => undefined);
  watching = false;
  assert.ok(trapped > 0);
  for (const target of [`127.0.0.1:${trapPort}`, `127.0.0.2:${trapPort}`, 'name.invalid'])
    assert.ok(reached.has(target), target);
  reached.clear();
  trapped = 0;
});

test('no text of a caller makes the server connect to anything but what is configured', async (t) => {
  const { tools } = await service.client.listTools();
  const configured = [service.url, service.sandbox.url, prometheus.url.href].map((url) => new URL(url));
  const allowed = new Set(configured.flatMap(({ hostname, port }) => [`${hostname}:${port}`, hostname]));
  let asked = 0;
  for (const tool of tools) {
    await t.test(tool.name, async () => {
      const paths = stringsIn(tool.inputSchema as Schema);
      watching = true;
      for (const path of paths) {
        const calls = baits(trapPort).map(
          (bait) => withValue(RIGHT[tool.name] ?? {}, path, bait) as Record<string, unknown>,
        );
        await Promise.all(calls.map((args) => service.call(tool.name, args)));
        asked += calls.length;
      }
      watching = false;
      assert.deepEqual(
        [...reached].filter((target) => !allowed.has(target)),
        [],
      );
      assert.equal(trapped, 0);
      const odd = prometheus.requests.filter(
        ({ url, headers }) => !url.startsWith('/api/v1/') || 'x-injected' in headers,
      );
      assert.deepEqual(odd, []);
    });
  }
  assert.ok(asked > 1_500, `${asked} calls`);
  assert.ok(reached.size > 0, 'the configured ones were reached');
});
