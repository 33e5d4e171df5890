import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, test } from 'node:test';
import { assumeRoleWith, enforce, type EnforcingMoto, type RoleCredentials } from '../support/enforcing-moto.ts';
import { startTestService, type TestService } from '../support/harness.ts';
import { readPolicy } from '../support/iam-evaluator.ts';
import { OWN_MOTO_MISSING, startMoto } from '../support/moto.ts';
import { fillAws, MINUTE } from './moto-fixture.ts';

/**
 * The permissions policy against moto's own enforcement, which nobody here wrote: it checks the signature, and the action
 * before it looks whether it knows the operation. It cannot check Amazon Managed Prometheus (it takes no signature for
 * `aps`) and no resources: iam.test.ts has both.
 */
const TOOLSETS = ['logs', 'metrics', 'alarms', 'server'];
const REGION = 'us-east-1';

function actionsIn(file: string): string[] {
  const json = readFileSync(resolve(import.meta.dirname, '../../iam', file), 'utf8');
  return readPolicy(json).Statement.flatMap(({ Action }) => Action);
}

const WHOLE = 'cloudwatch-mcp-permissions-policy.json';
const VARIANTS: readonly (readonly [file: string, toolsets: readonly string[]])[] = [
  [WHOLE, TOOLSETS],
  ...['logs', 'metrics', 'alarms'].map(
    (toolset) => [`cloudwatch-mcp-permissions-policy-${toolset}.json`, [toolset, 'server']] as const,
  ),
];

type Asked = readonly [tool: string, args: Record<string, unknown>];

/** Questions that moto's fixture answers, by toolset; get_alarm_history and mute rules moto does not have. */
const QUESTIONS: Readonly<Record<string, readonly Asked[]>> = {
  logs: [
    ['describe_log_groups', { name_prefix: '/shop/' }],
    ['filter_log_streams', { group: '/shop/api' }],
    ['search_log_events', { groups: ['/shop/*'], start: '-3h' }],
    ['get_log_events', { group: '/shop/api', stream: 'a/1', time: '-20m' }],
  ],
  metrics: [
    ['list_metrics', { namespace: 'Shop' }],
    ['get_metric_statistics', { namespace: 'Shop', metric_name: 'Latency', dimensions: ['Service=api'], start: '-3h' }],
    ['get_metric_data', { queries: [{ namespace: 'Shop', metric_name: 'Latency', dimensions: ['Service=web'] }] }],
  ],
  alarms: [
    ['describe_alarms', {}],
    ['describe_alarms', { names: ['api-latency'] }],
  ],
  server: [['get_server_info', {}]],
};

/** What shows that an action is missing, and whether the tool fails for it or says so and does without. */
const WITNESSES: Readonly<Record<string, readonly [...Asked, outcome: 'fails' | 'says']>> = {
  'cloudwatch:DescribeAlarmHistory': ['get_alarm_history', { name: 'api-latency' }, 'fails'],
  'cloudwatch:DescribeAlarms': ['describe_alarms', {}, 'fails'],
  'cloudwatch:GetMetricData': [
    'get_metric_data',
    { queries: [{ namespace: 'Shop', metric_name: 'Latency' }] },
    'fails',
  ],
  'cloudwatch:ListAlarmMuteRules': ['describe_alarms', {}, 'says'],
  'cloudwatch:ListMetrics': ['list_metrics', {}, 'fails'],
  'logs:DescribeLogGroups': ['describe_log_groups', {}, 'fails'],
  'logs:DescribeLogStreams': ['filter_log_streams', { group: '/shop/api' }, 'fails'],
  'logs:FilterLogEvents': ['search_log_events', { groups: ['/shop/api'] }, 'fails'],
  'logs:GetLogEvents': ['get_log_events', { group: '/shop/api', stream: 'a/1', time: '-20m' }, 'fails'],
  'logs:GetTransformer': ['search_log_events', { groups: ['/shop/api'], start: '-3h' }, 'says'],
  'logs:ListLogGroups': ['describe_log_groups', { tag: 'team=shop' }, 'fails'],
};

const moto = await startMoto({ alone: true });
const skip = moto === undefined && OWN_MOTO_MISSING;
const roles = new Map<string, RoleCredentials>();
let front: EnforcingMoto | undefined;
if (moto !== undefined) {
  await fillAws(moto.url, Math.floor(Date.now() / MINUTE) * MINUTE - 30 * MINUTE);
  for (const [file] of VARIANTS) roles.set(file, await assumeRoleWith(moto, file, actionsIn(file)));
  for (const action of Object.keys(WITNESSES)) {
    const less = actionsIn(WHOLE).filter((other) => other !== action);
    roles.set(action, await assumeRoleWith(moto, action.replace(':', '-'), less));
  }
  front = await enforce(moto);
}
after(async () => {
  await front?.close();
  await moto?.close();
});

/** The service as one of the roles, with nothing in its caches, and what moto refuses it. */
async function as(role: string, toolsets: readonly string[]): Promise<TestService & { denied: () => string[] }> {
  const credentials = roles.get(role);
  assert.ok(front && credentials);
  const { url, deniedTo } = front;
  const service = await startTestService({
    regions: [REGION],
    endpoint: url,
    credentials,
    env: { CLOUDWATCH_MCP_TOOLSETS: toolsets.join(',') },
  });
  return { ...service, denied: () => deniedTo(credentials.accessKeyId) };
}

for (const [file, toolsets] of VARIANTS) {
  void test(`moto lets a role with exactly ${file} run every tool that it serves`, { skip }, async () => {
    const service = await as(file, toolsets);
    try {
      for (const [tool, args] of toolsets.flatMap((toolset) => QUESTIONS[toolset] ?? [])) {
        const { text, isError } = await service.call(tool, args);
        assert.equal(isError, false, `${tool}: ${text}`);
        assert.doesNotMatch(text, /AWS refuses|Missing in IAM|needs logs:|needs cloudwatch:/, tool);
      }
      assert.deepEqual(service.denied(), []);
    } finally {
      await service.close();
    }
  });
}

for (const [action, [tool, args, outcome]] of Object.entries(WITNESSES)) {
  const does = outcome === 'fails' ? 'fails with access_denied' : 'does without';
  void test(`where moto refuses ${action}, ${tool} ${does} and names it`, { skip }, async () => {
    const service = await as(action, TOOLSETS);
    try {
      const { text, isError } = await service.call(tool, args);
      assert.equal(isError, outcome === 'fails', text);
      assert.ok(text.includes(action), text);
      assert.deepEqual([...new Set(service.denied())], [action]);
      const counted = `outcome="${outcome === 'fails' ? 'access_denied' : 'ok'}"`;
      assert.ok((await service.metrics()).includes(`{tool="${tool}",${counted}} 1`));
    } finally {
      await service.close();
    }
  });
}

void test('moto takes no signature but the role’s own', { skip }, async () => {
  const own = roles.get(WHOLE);
  assert.ok(own);
  const credentials = { ...own, secretAccessKey: 'another' };
  const service = await startTestService({ regions: [REGION], endpoint: front?.url, credentials });
  try {
    assert.equal((await service.call('list_metrics')).isError, true);
  } finally {
    await service.close();
  }
});
