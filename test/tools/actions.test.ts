import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeWorld as makeShop } from '../../src/sandbox/world/world.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { startCanned, type CannedPrometheus } from '../support/canned-prometheus.ts';
import { startTestService, TEST_NOW } from '../support/harness.ts';
import { QUESTIONS } from '../support/questions.ts';

const REGIONS = ['us-east-1', 'eu-west-1'];
/** The same for every sandbox, so that alarms are evaluated once. */
const WORLDS = new Map(REGIONS.map((region) => [region, makeShop(region, TEST_NOW)]));
const makeWorld = (region: string) => WORLDS.get(region) ?? makeShop(region, TEST_NOW);

/** AWS lets every identity ask who it is: no policy has to allow it, so only the tool that is about it names it. */
const NEEDS_NO_POLICY = 'sts:GetCallerIdentity';

/** By IAM's prefixes. */
const PREFIX: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', logs: 'logs', aps: 'aps', sts: 'sts' };

/** CloudWatch PromQL has endpoints, not operations: the actions by which AWS authorizes them. */
const ENDPOINTS: Readonly<Record<string, readonly string[]>> = {
  'cloudwatch:QueryMetrics': ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'],
  'cloudwatch:GetSeries': ['cloudwatch:ListMetrics'],
  'cloudwatch:GetLabels': ['cloudwatch:ListMetrics'],
};

const RDS = { namespace: 'AWS/RDS', metric_name: 'DatabaseConnections' };
const CLOUDWATCH = { source: 'cloudwatch:us-east-1' };
const AMP = { source: 'shop' };

/** Beside one question per tool (questions.ts): what else its inputs can make it send. */
const MORE: readonly (readonly [tool: string, args: Record<string, unknown>])[] = [
  ['describe_log_groups', { class: 'ESSENTIALS' }],
  ['describe_log_groups', { tag: 'team=payments' }],
  ['describe_log_groups', { include_linked_accounts: true }],
  ['filter_log_streams', { group: '/shop/checkout', name_prefix: 'c', order_by: 'last_event' }],
  ['filter_log_streams', { group: '/shop/nothing' }],
  ['search_log_events', { groups: ['/shop/*'], text: 'timeout' }],
  ['search_log_events', { groups: ['/shop/nothing'] }],
  ['get_log_events', { group: '/shop/nothing', stream: 'x', time: '-1h' }],
  ['list_metrics', {}],
  ['list_metrics', { ...RDS, recently_active: true }],
  ['list_metrics', { namespace: 'AWS/Nothing' }],
  ['get_metric_statistics', { ...RDS, statistics: ['p99'], dimensions: ['DBInstanceIdentifier=nothing'] }],
  ['get_metric_data', { queries: [{ namespace: 'AWS/RDS', metric_name: 'Nothing', statistic: 'Sum' }] }],
  ['get_metric_data', { queries: [{ expression: 'SELECT MAX(CPUUtilization) FROM "AWS/RDS"' }] }],
  ['describe_alarms', {}],
  ['describe_alarms', { state: 'all', hide_autoscaling: false }],
  ['get_alarm_history', { name: 'checkout-unhealthy' }],
  ['get_alarm_history', { name: 'nothing' }],
  ...[
    'query_prometheus',
    'query_prometheus_range',
    'list_prometheus_metrics',
    'list_prometheus_labels',
    'find_prometheus_series',
    'list_prometheus_rules',
  ].flatMap((tool) =>
    [AMP, CLOUDWATCH, {}, { source: 'nothing' }].flatMap((source) => [
      [
        tool,
        {
          ...source,
          ...(tool.startsWith('query') && { query: 'up' }),
          ...(tool.startsWith('find') && { match: '{__name__="up"}' }),
        },
      ] as const,
      ...(tool === 'list_prometheus_labels' ? [[tool, { ...source, label: 'job', match: 'up' }] as const] : []),
    ]),
  ),
];

let prometheus: CannedPrometheus;
before(async () => {
  prometheus = await startCanned(({ url }) => {
    if (url.includes('/query')) return { resultType: url.includes('range') ? 'matrix' : 'vector', result: [] };
    if (url.includes('/metadata')) return {};
    return url.includes('/rules') ? { groups: [] } : [];
  });
});
after(() => prometheus.close());

test('each tool sends the AWS operations that it names, all of them and no others', { concurrency: 4 }, async (t) => {
  const names = Array.from(makeWorld('us-east-1').alarms);
  const everyAlarm = names.map(({ name }) => ['describe_alarms', { names: [name] }] as const);
  const everyHistory = names.map(({ name }) => ['get_alarm_history', { name }] as const);
  const calls = [...QUESTIONS.map(([tool, args]) => [tool, args] as const), ...MORE, ...everyAlarm, ...everyHistory];
  const tools = TOOLS.filter(({ name }) => name !== 'get_server_info');
  await Promise.all(
    tools.map((tool) =>
      t.test(tool.name, async () => {
        const sent = new Set<string>();
        for (const [, args] of calls.filter(([name]) => name === tool.name)) {
          for (const action of await fresh(tool.name, args)) sent.add(action);
        }
        sent.delete(NEEDS_NO_POLICY);
        assert.ok(sent.size > 0);
        const needed = [...sent].flatMap((action) => ENDPOINTS[action] ?? [action]);
        assert.deepEqual([...new Set(needed)].toSorted(), [...new Set(tool.actions)].toSorted());
      }),
    ),
  );
});

test('get_server_info asks who it is, and tries only actions that tools name', async () => {
  const sent = await fresh('get_server_info', {});
  const named = new Set(TOOLS.flatMap((tool) => tool.actions));
  assert.ok(sent.has(NEEDS_NO_POLICY));
  assert.deepEqual(
    [...sent].filter((action) => !named.has(action)),
    [],
  );
});

/** The actions that a service with nothing in its caches sends for a call, to a sandbox that nobody else asks. */
async function fresh(tool: string, args: Record<string, unknown>): Promise<Set<string>> {
  const service = await startTestService({
    regions: REGIONS,
    sandbox: { prometheusUrl: prometheus.url.href, makeWorld },
  });
  try {
    const answer = await service.call(tool, args);
    assert.doesNotMatch(answer.text, /^Error: (Unknown parameter|internal error)/, answer.text);
    return new Set(service.sandbox.requests.map((sent) => `${PREFIX[sent.service] ?? sent.service}:${sent.operation}`));
  } finally {
    await service.close();
  }
}
