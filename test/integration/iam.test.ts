import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { permissionsPolicy } from '../../src/iam/permissions-policy.ts';
import { makeWorld as makeShop } from '../../src/sandbox/world/world.ts';
import { DEFAULT_TOOLSETS, TOOLSETS } from '../../src/toolsets.ts';
import { TOOLS } from '../../src/tools/index.ts';
import type { CannedPrometheus } from '../support/canned-prometheus.ts';
import { startEmptyPrometheus } from '../support/empty-prometheus.ts';
import { startTestService, TEST_NOW, type TestService } from '../support/harness.ts';
import { allows, readPolicy, type Policy } from '../support/iam-evaluator.ts';
import { actionsOf, questionsOf } from '../support/iam-requests.ts';
import { MORE_QUESTIONS } from '../support/more-questions.ts';
import { QUESTIONS } from '../support/questions.ts';

/**
 * The policies of iam/ before the sandbox, which asks a judge that nobody told how they are made: on the resource of each
 * request, as AWS's reference has it. iam-moto.test.ts asks moto's own enforcement.
 */
const REGION = 'us-east-1';
/** The same for every sandbox, so that alarms are evaluated once. */
const WORLD = makeShop(REGION, TEST_NOW);

const IAM = resolve(import.meta.dirname, '../../iam');
const policyIn = (file: string) => readPolicy(readFileSync(resolve(IAM, file), 'utf8'));
const WHOLE = 'cloudwatch-mcp-permissions-policy-all.json';
const ACTIONS = policyIn(WHOLE).Statement.flatMap(({ Action }) => Action);

/** AWS lets every identity ask who it is. */
const NEEDS_NO_POLICY = 'sts:GetCallerIdentity';

let prometheus: CannedPrometheus;
before(async () => {
  prometheus = await startEmptyPrometheus();
});
after(() => prometheus.close());

/** The service with nothing in its caches, as a role that has this policy and no other. */
function serviceWith(policy: Policy, toolsets: readonly string[] = TOOLSETS): Promise<TestService> {
  return startTestService({
    regions: [REGION],
    env: { CLOUDWATCH_MCP_TOOLSETS: toolsets.join(',') },
    sandbox: {
      prometheusUrl: prometheus.url.href,
      makeWorld: () => WORLD,
      links: { [WORLD.account]: ['222222222222'] },
      missingAction: (request) =>
        questionsOf(request).find(
          ({ action, resource }) => action !== NEEDS_NO_POLICY && !allows(policy, { action, resource }),
        )?.action,
    },
  });
}

const PROVED: readonly (readonly [file: string, toolsets: readonly string[]])[] = [
  [WHOLE, TOOLSETS],
  ['cloudwatch-mcp-permissions-policy.json', DEFAULT_TOOLSETS],
  ...['logs', 'metrics', 'alarms', 'promql'].map(
    (toolset) => [`cloudwatch-mcp-permissions-policy-${toolset}.json`, [toolset, 'server']] as const,
  ),
];

for (const [file, toolsets] of PROVED) {
  test(`with exactly ${file} every tool of its toolsets runs without a denial, and uses each action`, async () => {
    const policy = policyIn(file);
    const service = await serviceWith(policy, toolsets);
    const own = new Set(TOOLS.filter((tool) => toolsets.includes(tool.toolset)).map(({ name }) => name));
    try {
      const names = Array.from(WORLD.alarms, ({ name }) => ['describe_alarms', { names: [name] }] as const);
      for (const [tool, args] of [...QUESTIONS, ...MORE_QUESTIONS, ...names]) {
        if (!own.has(tool)) continue;
        const { text } = await service.call(tool, args);
        assert.doesNotMatch(
          text,
          /AWS refuses (?!the question)|not authorized|the role needs|needs cloudwatch:|needs logs:|needs oam:/i,
          `${tool} ${JSON.stringify(args)}`,
        );
      }
      const asked = new Set(service.sandbox.requests.flatMap(actionsOf));
      asked.delete(NEEDS_NO_POLICY);
      assert.deepEqual([...asked].toSorted(), policy.Statement.flatMap(({ Action }) => Action).toSorted());
    } finally {
      await service.close();
    }
  });
}

const QUERY_ID = 'us-east-1~1f2e3d4c-0000-4000-8000-000000000000';

/** What shows that an action is missing: a question of a tool that fails for it, or that does without and says so. */
const WITNESSES: Readonly<
  Record<string, readonly [tool: string, args: Record<string, unknown>, outcome: 'fails' | 'says']>
> = {
  'aps:DescribeWorkspace': [
    'run_aws_cli',
    { command: 'amp describe-workspace --workspace-id ws-3f9c2b7e-6a51-4d08-b2c4-91e7d05f8a36' },
    'fails',
  ],
  'aps:GetLabels': ['list_prometheus_labels', { source: 'shop' }, 'fails'],
  'aps:GetMetricMetadata': ['list_prometheus_metrics', { source: 'shop' }, 'says'],
  'aps:GetSeries': ['find_prometheus_series', { source: 'shop', match: 'up' }, 'fails'],
  'aps:ListRules': ['list_prometheus_rules', { source: 'shop' }, 'fails'],
  'aps:ListWorkspaces': ['query_prometheus', { source: 'shop', query: 'up' }, 'fails'],
  'aps:QueryMetrics': ['query_prometheus_range', { source: 'shop', query: 'up' }, 'fails'],
  'cloudwatch:DescribeAlarmContributors': ['describe_alarms', { names: ['checkout-db-errors'] }, 'says'],
  'cloudwatch:DescribeAlarmHistory': ['get_alarm_history', { name: 'checkout-5xx-rate' }, 'fails'],
  'cloudwatch:DescribeAlarms': ['describe_alarms', { state: 'ALARM' }, 'fails'],
  'cloudwatch:GetAlarmMuteRule': ['describe_alarms', { state: 'ALARM' }, 'says'],
  'cloudwatch:GetDashboard': ['get_dashboard', { name: 'checkout' }, 'fails'],
  'cloudwatch:GetMetricData': ['query_prometheus', { source: 'cloudwatch:us-east-1', query: 'up' }, 'fails'],
  'cloudwatch:GetMetricStatistics': [
    'run_aws_cli',
    {
      command:
        'cloudwatch get-metric-statistics --namespace AWS/RDS --metric-name CPUUtilization --period 300 --statistics Average --start-time 2026-11-21T08:00:00Z --end-time 2026-11-21T09:00:00Z',
    },
    'fails',
  ],
  'cloudwatch:GetOTelEnrichment': ['list_prometheus_workspaces', {}, 'says'],
  'cloudwatch:ListAlarmMuteRules': ['describe_alarms', { state: 'ALARM' }, 'says'],
  'cloudwatch:ListDashboards': ['list_dashboards', {}, 'fails'],
  'cloudwatch:ListMetrics': ['list_metrics', { namespace: 'AWS/RDS' }, 'fails'],
  'logs:DescribeFieldIndexes': ['get_log_group_fields', { group: '/shop/checkout' }, 'says'],
  'logs:DescribeLogGroups': ['search_log_events', { groups: ['/shop/*'], text: 'timeout' }, 'fails'],
  'logs:DescribeLogStreams': ['filter_log_streams', { group: '/shop/checkout' }, 'fails'],
  'logs:DescribeQueries': ['run_aws_cli', { command: 'logs describe-queries' }, 'fails'],
  'logs:DescribeQueryDefinitions': ['list_saved_queries', {}, 'fails'],
  'logs:FilterLogEvents': ['search_log_events', { groups: ['/shop/checkout'], text: 'ERROR' }, 'fails'],
  'logs:GetLogEvents': [
    'get_log_events',
    { group: '/aws/rds/instance/orders-db/postgresql', stream: 'orders-db.0' },
    'fails',
  ],
  'logs:GetLogGroupFields': ['get_log_group_fields', { group: '/shop/checkout' }, 'fails'],
  'logs:GetLogRecord': ['get_log_record', { pointer: 'bm90LWEtcG9pbnRlci1vZi1hbnl0aGluZw==' }, 'fails'],
  'logs:GetQueryResults': ['get_logs_insights_results', { id: QUERY_ID }, 'fails'],
  'logs:GetTransformer': ['search_log_events', { groups: ['/shop/checkout'] }, 'says'],
  'logs:ListAnomalies': ['list_log_anomalies', {}, 'fails'],
  'logs:ListLogAnomalyDetectors': ['list_log_anomalies', {}, 'fails'],
  'logs:ListLogGroups': ['describe_log_groups', { tag: 'team=payments' }, 'fails'],
  'logs:StartQuery': ['run_logs_insights_query', { query: 'stats count(*)', groups: ['/shop/checkout'] }, 'fails'],
  'logs:StopQuery': ['stop_logs_insights_query', { id: QUERY_ID }, 'fails'],
  'logs:TestMetricFilter': ['test_metric_filter', { pattern: 'ERROR', lines: ['ERROR'] }, 'fails'],
  'oam:ListAttachedLinks': ['list_accounts', {}, 'says'],
  'oam:ListLinks': ['list_accounts', {}, 'says'],
  'oam:ListSinks': ['list_accounts', {}, 'says'],
};

test('there is a witness for each action of the policy', () => {
  assert.deepEqual(Object.keys(WITNESSES).toSorted(), ACTIONS.toSorted());
});

for (const [action, [tool, args, outcome]] of Object.entries(WITNESSES)) {
  test(`without ${action} ${tool} ${outcome === 'fails' ? 'fails with access_denied and names it' : 'does without, and names it'}`, async () => {
    assert.ok(TOOLS.find(({ name }) => name === tool)?.actions.includes(action));
    const less = ACTIONS.filter((other) => other !== action);
    const service = await serviceWith(readPolicy(JSON.stringify(permissionsPolicy(less))));
    try {
      const { text, isError } = await service.call(tool, args);
      assert.equal(isError, outcome === 'fails', text);
      assert.ok(text.includes(action), text);
      const counted = `outcome="${outcome === 'fails' ? 'access_denied' : 'ok'}"`;
      assert.ok((await service.metrics()).includes(`{tool="${tool}",${counted}} 1`));
    } finally {
      await service.close();
    }
  });
}
