import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pino from 'pino';
import { ALLOW_ALL, type Access } from '../../src/access.ts';
import { loadConfig } from '../../src/config.ts';
import { callTool, type Answer } from '../../src/mcp/call-tool.ts';
import type { McpServices } from '../../src/mcp/answer.ts';
import { ANYONE } from '../../src/principal.ts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import { createService } from '../../src/service.ts';
import { TEST_NOW } from '../support/harness.ts';

let services: McpServices;
let close: () => Promise<void>;
before(async () => {
  const clock = () => TEST_NOW;
  const sandbox = await startSandbox({ clock });
  const config = loadConfig([], { CLOUDWATCH_MCP_REGIONS: 'us-east-1,eu-west-1' });
  const aws = { endpoint: sandbox.url, credentials: sandboxCredentials };
  const service = createService(config, pino({ level: 'silent' }), { aws, clock });
  services = service.mcp;
  close = async () => {
    service.close();
    await sandbox.close();
  };
});
after(() => close());

/** Calls a tool as somebody who may see only what `access` allows. */
function ask(access: Partial<Access>, name: string, args: object = {}): Promise<Answer> {
  const { signal } = new AbortController();
  const reaches = services.reaches(ANYONE).map((reach) => ({ ...reach, access: { ...ALLOW_ALL, ...access } }));
  const call = { name, args, signal, principal: ANYONE, progress: () => undefined };
  return callTool(call, { ...services, reaches: () => reaches });
}

async function items(answer: Promise<Answer>): Promise<Record<string, unknown>[]> {
  const { structured, text } = await answer;
  assert.ok(structured, text);
  return structured.items as Record<string, unknown>[];
}

const ordersOnly = { logGroup: (name: string) => name === '/shop/orders' };

void test('a toolset that is not allowed is refused, others are not', async () => {
  const access = { toolset: (name: string) => name === 'logs' };
  assert.match((await ask(access, 'describe_alarms')).text, /^Error: The toolset alarms is not allowed for you\./);
  assert.equal((await ask(access, 'describe_log_groups')).isError, false);
});

void test('a region that is not allowed can neither be named nor is it part of all', async () => {
  const access = { region: (region: string) => region === 'eu-west-1' };
  const refused = await ask(access, 'describe_log_groups', { region: 'us-east-1' });
  assert.equal(refused.text, 'Error: region "us-east-1" is not allowed for you. Allowed: eu-west-1.');
  const unknown = await ask(access, 'describe_log_groups', { region: 'ap-south-1' });
  assert.equal(unknown.text, 'Error: region "ap-south-1" is not configured here. Configured: eu-west-1.');
  for (const args of [{}, { region: 'all' }]) {
    const rows = await items(ask(access, 'describe_log_groups', args));
    assert.deepEqual([...new Set(rows.map(({ region }) => region))], ['eu-west-1']);
  }
  const metrics = await ask(access, 'list_metrics');
  assert.equal((metrics.structured as unknown as { region: string }).region, 'eu-west-1', 'the first allowed one');
});

void test('log groups that are not allowed are neither listed nor counted', async () => {
  const answer = await ask(ordersOnly, 'describe_log_groups', { region: 'us-east-1' });
  assert.match(answer.text, /^1 log group, /);
  assert.deepEqual(
    answer.structured?.items.map((row) => (row as { name: string }).name),
    ['/shop/orders'],
  );
});

void test('log groups that are not allowed cannot be searched, by name or prefix, nor are they proposed', async () => {
  for (const [tool, args] of [
    ['search_log_events', { groups: ['/shop/orders', '/shop/checkout'] }],
    ['filter_log_streams', { group: '/shop/checkout' }],
    ['get_log_events', { pointer: '/shop/checkout main 2026-11-21T09:00:00Z' }],
  ] as const) {
    const { text } = await ask(ordersOnly, tool, args);
    assert.equal(text, 'Error: The log group "/shop/checkout" is not among those you may read.', tool);
  }
  const { structured } = await ask(ordersOnly, 'search_log_events', { groups: ['/shop/*'], limit: 1 });
  assert.deepEqual((structured as unknown as { groups: string[] }).groups, ['/shop/orders']);
  const nowhere = await ask(ordersOnly, 'search_log_events', { groups: ['/shop/check*'] });
  assert.match(nowhere.text, /^Error: No log group in us-east-1 that you may read begins with "\/shop\/check"\./);
  assert.doesNotMatch(nowhere.text, /\/shop\/checkout/);
});

void test('metrics of namespaces that are not allowed are neither listed nor counted', async () => {
  const access = { metricNamespace: (namespace: string) => namespace === 'AWS/SQS' };
  const answer = await ask(access, 'list_metrics');
  assert.match(answer.text, /: 1 namespace \(9 series\)/);
  assert.deepEqual(
    (await items(ask(access, 'list_metrics'))).map(({ namespace }) => namespace),
    ['AWS/SQS'],
  );
  assert.match((await ask(access, 'list_metrics', { namespace: 'Shop' })).text, /^Error: The namespace "Shop" is not/);
});

void test('alarms over what is not allowed are neither listed nor counted', async () => {
  const nothing = { logGroup: () => false, metricNamespace: () => false, promqlSource: () => false };
  const question = { state: 'all', hide_autoscaling: false };
  assert.deepEqual(await items(ask(nothing, 'describe_alarms', question)), []);
  assert.match((await ask(nothing, 'describe_alarms', question)).text, /^No alarms at/);
  const rds = { ...nothing, metricNamespace: (name: string) => name === 'AWS/RDS' };
  const names = (await items(ask(rds, 'describe_alarms', question))).map(({ name }) => name);
  assert.ok(names.includes('orders-db-connections'), names.join(', '));
  assert.ok(!names.includes('checkout-unhealthy'), 'a composite that names others');
});

void test('a catalogue search that finds nothing says that only what may be read was searched', async () => {
  const few = { metricNamespace: (name: string) => name === 'AWS/SQS' };
  const words = { query: 'lambda errors' };
  const said =
    /^Metric catalogue: 0 metrics[^]*No metric matches "lambda errors"\..*Only the namespaces that you may read/;
  assert.match((await ask(few, 'search_metric_catalog', words)).text, said);
  const named = await ask(few, 'search_metric_catalog', { metric_name: 'Invocations' });
  assert.match(named.text, /There is no metric "Invocations".*Only the namespaces that you may read were searched\./);
  assert.doesNotMatch((await ask({}, 'search_metric_catalog', { query: 'qqqqqq' })).text, /that you may read/);
});
