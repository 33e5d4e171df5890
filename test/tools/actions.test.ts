import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TOOLS } from '../../src/tools/index.ts';
import { startCanned, type CannedPrometheus } from '../support/canned-prometheus.ts';
import { startTestService, TEST_NOW, type TestService } from '../support/harness.ts';
import { QUESTIONS } from '../support/questions.ts';

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

let service: TestService;
let prometheus: CannedPrometheus;
before(async () => {
  prometheus = await startCanned(({ url }) => {
    if (url.includes('/query')) return { resultType: url.includes('range') ? 'matrix' : 'vector', result: [] };
    if (url.includes('/metadata')) return {};
    return url.includes('/rules') ? { groups: [] } : [];
  });
  service = await startTestService({
    regions: ['us-east-1', 'eu-west-1'],
    sandbox: { prometheusUrl: prometheus.url.href },
  });
});
after(async () => {
  await service.close();
  await prometheus.close();
});

test('each tool sends the AWS operations that it names, all of them and no others', async (t) => {
  const alarms = await service.call('describe_alarms', { state: 'all', hide_autoscaling: false, limit: 100 });
  const names = (alarms.structured['items'] as { name: string; region: string }[]).filter(
    (alarm) => alarm.region === 'us-east-1',
  );
  const everyAlarm = names.map(({ name }) => ['describe_alarms', { names: [name] }] as const);
  const everyHistory = names.map(({ name }) => ['get_alarm_history', { name }] as const);
  const calls = [...QUESTIONS.map(([tool, args]) => [tool, args] as const), ...MORE, ...everyAlarm, ...everyHistory];
  for (const tool of TOOLS.filter(({ name }) => name !== 'get_server_info')) {
    await t.test(tool.name, async () => {
      const sent = new Set<string>();
      for (const [, args] of calls.filter(([name]) => name === tool.name)) {
        const answer = await fresh(tool.name, args);
        for (const action of answer) sent.add(action);
      }
      sent.delete(NEEDS_NO_POLICY);
      assert.ok(sent.size > 0);
      const needed = [...sent].flatMap((action) => ENDPOINTS[action] ?? [action]);
      assert.deepEqual([...new Set(needed)].toSorted(), [...new Set(tool.actions)].toSorted());
    });
  }
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

/** The actions that a service with nothing in its caches sends for a call. */
async function fresh(tool: string, args: Record<string, unknown>): Promise<Set<string>> {
  const { sandbox } = service;
  const other = await startTestService({
    regions: ['us-east-1', 'eu-west-1'],
    endpoint: sandbox.url,
    clock: () => TEST_NOW,
  });
  try {
    sandbox.requests.length = 0;
    const answer = await other.call(tool, args);
    assert.doesNotMatch(answer.text, /^Error: (Unknown parameter|internal error)/, answer.text);
    return new Set(sandbox.requests.map((sent) => `${PREFIX[sent.service] ?? sent.service}:${sent.operation}`));
  } finally {
    await other.close();
  }
}
