import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import pino from 'pino';
import type { Aws } from '../../src/aws/aws.ts';
import { loadConfig } from '../../src/config.ts';
import type { McpServices } from '../../src/mcp/answer.ts';
import { callTool, type Answer } from '../../src/mcp/call-tool.ts';
import { accessOf } from '../../src/policy/access-of.ts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import { createService } from '../../src/service.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { TEST_NOW } from '../support/harness.ts';

/** One rule per kind of limit, each for a principal of its own; `nobody` has none. */
const POLICY = `
policy:
  rules:
    - { name: groups, principals: [groups], logGroups: { allow: ['/shop/*', '/aws/lambda/*'], deny: ['/shop/checkout', '*webhook'] } }
    - { name: namespaces, principals: ['group:metrics'], metricNamespaces: { allow: ['AWS/SQS', 'Shop*'], deny: [Shop] } }
    - { name: regions, principals: [regions], regions: { allow: [eu-west-1] } }
    - { name: sources, principals: [sources], promqlSources: { deny: ['amp:eu-*', 'ws-3f9c2b7e*', 'cloudwatch:*', other] } }
    - { name: toolsets, principals: [toolsets], toolsets: [logs, server] }
    - { name: accounts, principals: [accounts], accounts: { allow: [shop] } }
    - { name: labels, principals: [labels], promqlLabels: { service: checkout } }
    - { name: all, principals: [al*] }
`;

type Args = Record<string, unknown>;
interface Limit {
  readonly principal: string;
  readonly groups?: readonly string[];
  readonly rule: string;
  /** What no answer to a question that names none of it may hold. */
  readonly hidden: RegExp;
  /** Questions about what there is, and what each must still show. */
  readonly lists: readonly (readonly [tool: string, args: Args, shows: RegExp])[];
  /** Questions that name what is hidden. */
  readonly direct: readonly (readonly [tool: string, args: Args])[];
  /** Tools that do not read what the rule limits. */
  readonly unconcerned: readonly string[];
}

const LOGS = ['describe_log_groups', 'filter_log_streams', 'get_log_events', 'search_log_events'];
const METRICS = ['get_metric_data', 'get_metric_statistics', 'list_metrics'];
const ALARMS = ['describe_alarms', 'get_alarm_history'];
const PROMQL = TOOLS.filter(({ toolset }) => toolset === 'promql').map(({ name }) => name);
const SERVER = ['get_server_info'];
const QUERY: Readonly<Record<string, Args>> = {
  find_prometheus_series: { match: 'up' },
  query_prometheus: { query: 'up' },
  query_prometheus_range: { query: 'up' },
};
const WORKSPACE = 'amp:us-east-1/ws-3f9c2b7e-6a51-4d08-b2c4-91e7d05f8a36';
const POINTER = '2026-11-21T09:00:00Z';
const CHECKOUT_ARN = 'arn:aws:logs:us-east-1:123456789012:log-group:/shop/checkout';
const askers = PROMQL.filter((name) => name !== 'list_prometheus_workspaces');
const expression = (text: string) => ({ queries: [{ expression: text }], region: 'us-east-1' });

const LIMITS: readonly Limit[] = [
  {
    principal: 'groups',
    rule: 'groups',
    hidden: /\/shop\/checkout\b|\/ecs\/|vpc\/flow|webhook|containerinsights|edge\/|checkout-db-errors/,
    lists: [
      ['describe_log_groups', {}, /\/shop\/orders/],
      ['describe_log_groups', { name_contains: 'check' }, /^No log groups|^0 log groups/],
      ['search_log_events', { groups: ['/shop/*'], region: 'us-east-1' }, /\/shop\/orders/],
      ['search_log_events', { groups: ['/shop/ch*'], region: 'us-east-1' }, /^Error: No log group in us-east-1 begins/],
      ['search_log_events', { groups: ['/shop/orderz'], region: 'us-east-1' }, /nearest: "\/shop\/orders"/],
      ['filter_log_streams', { group: '/shop/chekout', region: 'us-east-1' }, /There is no log group/],
      ['get_log_events', { group: '/shop/chekout', stream: 'a', region: 'us-east-1' }, /There is no log group/],
      ['describe_alarms', { state: 'all' }, /orders-db-connections/],
      ['describe_alarms', { name_prefix: 'checkout-db' }, /No alarm's name begins/],
      ['get_alarm_history', { name: 'checkout-db-error', region: 'us-east-1' }, /There is no alarm/],
    ],
    direct: [
      ...[
        '/shop/checkout',
        CHECKOUT_ARN,
        `${CHECKOUT_ARN}:*`,
        ' /shop/checkout ',
        '/Shop/orders',
        '/not/there',
      ].flatMap((group): [string, Args][] => [
        ['search_log_events', { groups: ['/shop/orders', group], region: 'us-east-1' }],
        ['filter_log_streams', { group, region: 'us-east-1' }],
        ['get_log_events', { group, stream: 'a', region: 'us-east-1' }],
      ]),
      ['get_log_events', { pointer: `/shop/checkout main ${POINTER}`, region: 'us-east-1' }],
      ['get_log_events', { pointer: `${CHECKOUT_ARN} main ${POINTER}` }],
      ['search_log_events', { groups: ['arn:aws:logs:us-east-1:999999999999:log-group:/hr/payroll:*'] }],
      ['describe_alarms', { names: ['checkout-db-errors'], region: 'us-east-1' }],
      ['get_alarm_history', { name: 'checkout-db-errors', region: 'us-east-1' }],
    ],
    unconcerned: [...METRICS, ...PROMQL, ...SERVER],
  },
  {
    principal: 'somebody',
    groups: ['metrics'],
    rule: 'namespaces',
    hidden:
      /AWS\/(?!SQS)|ContainerInsights|"Shop"|\| Shop \||checkout-5xx|checkout-unhealthy|orders-db|lambda-errors|db-pool-in-use|cloudwatch:[a-z]{2}-/,
    lists: [
      ['list_metrics', { region: 'us-east-1' }, /1 namespace \(9 series\)/],
      [
        'list_metrics',
        { metric_name: 'DatabaseConnections', region: 'us-east-1' },
        /No namespace in us-east-1 has a metric/,
      ],
      ['list_metrics', { dimensions: ['QueueName'], region: 'us-east-1' }, /AWS\/SQS|QueueName/],
      ['list_metrics', { region: 'eu-west-1' }, /Shop\/Edge/],
      ['describe_alarms', { state: 'all', hide_autoscaling: false }, /emails-queue-age/],
      ['describe_alarms', { name_prefix: 'orders-d' }, /orders-dlq-not-empty/],
      ['get_metric_data', expression("SEARCH('{AWS/SQS,QueueName} ApproximateAge', 'Maximum')"), /emails/],
      [
        'get_metric_statistics',
        { namespace: 'AWS/SQS', metric_name: 'NumberOfMessages', region: 'us-east-1' },
        /has no metric/,
      ],
      ['get_alarm_history', { name: 'emails-queue-ag', region: 'us-east-1' }, /Nearest: emails-queue-age/],
      ['get_alarm_history', { name: 'checkout-5xx', region: 'us-east-1' }, /There is no alarm/],
      ['list_prometheus_workspaces', {}, /amp:us-east-1/],
      ['get_server_info', {}, /amp:us-east-1/],
    ],
    direct: [
      ['list_metrics', { namespace: 'Shop', region: 'us-east-1' }],
      ['list_metrics', { namespace: 'AWS/EC2', metric_name: 'CPUUtilization', region: 'us-east-1' }],
      ['get_metric_statistics', { namespace: 'AWS/EC2', metric_name: 'CPUUtilization', region: 'us-east-1' }],
      ...[
        "SEARCH('CPUUtilization', 'Average')",
        "SEARCH('{AWS/EC2,InstanceId} CPUUtilization', 'Average')",
        "SEARCH('{AWS/SQS,QueueName} x', 'Sum') + SUM(SEARCH('CPUUtilization', 'Average'))",
        "SEARCH('{AWS/SQS,QueueName} x OR CPUUtilization', 'Average')",
        "SEARCH('Namespace=AWS CPUUtilization', 'Average')",
        'SELECT AVG(CPUUtilization) FROM "AWS/EC2"',
        'SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId)',
        'select max(CPUUtilization) from SCHEMA ( "AWS/EC2" )',
        'SELECT AVG("FROM ""AWS/SQS""") FROM "AWS/EC2"',
        'INSIGHT_RULE_METRIC("rule", "Sum")',
      ].map((text): [string, Args] => ['get_metric_data', expression(text)]),
      [
        'get_metric_data',
        {
          region: 'us-east-1',
          queries: [
            { id: 'a', namespace: 'AWS/RDS', metric_name: 'CPUUtilization', hidden: true },
            { id: 'b', expression: 'a * 2' },
          ],
        },
      ],
      ['describe_alarms', { names: ['checkout-5xx-rate'], region: 'us-east-1' }],
      ['describe_alarms', { names: ['checkout-unhealthy'], region: 'us-east-1' }],
      ['describe_alarms', { names: ['lambda-errors-by-function', 'db-pool-in-use'], region: 'us-east-1' }],
      ['get_alarm_history', { name: 'orders-db-connections', region: 'us-east-1' }],
      ['get_alarm_history', { name: 'orders-pipeline-unhealthy', region: 'us-east-1' }],
      ...askers.map((tool): [string, Args] => [tool, { ...QUERY[tool], source: 'cloudwatch:us-east-1' }]),
    ],
    unconcerned: LOGS,
  },
  {
    principal: 'regions',
    rule: 'regions',
    hidden: /us-east-1/,
    lists: [
      ['describe_log_groups', {}, /\/edge\/access/],
      ['describe_log_groups', { region: 'all' }, /\/edge\/access/],
      ['list_metrics', {}, /Shop\/Edge/],
      ['describe_alarms', { state: 'all' }, /eu-west-1/],
      ['list_prometheus_workspaces', {}, /amp:eu-west-1/],
      ['search_log_events', { groups: ['*'] }, /\/edge\/access/],
      ['filter_log_streams', { group: '/edge/access' }, /stream/],
      ['get_log_events', { group: '/edge/access', stream: 'none' }, /no such log stream/],
      ['get_metric_statistics', { namespace: 'Shop/Edge', metric_name: 'x' }, /has no metric/],
      ['get_metric_data', { queries: [{ expression: "SEARCH('x', 'Sum')" }] }, /eu-west-1/],
      ['get_alarm_history', { name: 'checkout-5xx-rate' }, /There is no alarm/],
      ['get_server_info', {}, /eu-west-1/],
      ...askers.map((tool): [string, Args, RegExp] => [
        tool,
        { ...QUERY[tool], source: 'nothing' },
        /is not a known source/,
      ]),
    ],
    direct: [
      ...TOOLS.filter((tool) => 'region' in (tool.input as unknown as { shape: object }).shape).map(
        ({ name }): [string, Args] => [name, { ...VALID(name), region: 'us-east-1' }],
      ),
      ['search_log_events', { groups: [CHECKOUT_ARN] }],
      ['filter_log_streams', { group: CHECKOUT_ARN }],
      ['get_log_events', { pointer: `${CHECKOUT_ARN} main ${POINTER}` }],
      ...askers.map((tool): [string, Args] => [tool, { ...QUERY[tool], source: 'cloudwatch:us-east-1' }]),
      ...askers.map((tool): [string, Args] => [tool, { ...QUERY[tool], source: WORKSPACE }]),
    ],
    unconcerned: [],
  },
  {
    principal: 'sources',
    rule: 'sources',
    hidden: /amp:eu|ws-3f9c2b7e|ws-7a20f6d3|cloudwatch:[a-z]{2}-|"edge"|db-pool-in-use/,
    lists: [
      ['list_prometheus_workspaces', {}, /ws-c81d40e2/],
      ['get_server_info', {}, /toolsets on/],
      ['describe_alarms', { state: 'all' }, /orders-db-connections/],
      ['get_alarm_history', { name: 'db-pool', region: 'us-east-1' }, /There is no alarm/],
      ...askers.map((tool): [string, Args, RegExp] => [
        tool,
        { ...QUERY[tool], source: 'what' },
        /is not a known source/,
      ]),
    ],
    direct: [
      ...['cloudwatch:us-east-1', WORKSPACE, WORKSPACE.split('/')[1] ?? '', 'shop', 'edge', 'prometheus:other'].flatMap(
        (source) => askers.map((tool): [string, Args] => [tool, { ...QUERY[tool], source }]),
      ),
      ['describe_alarms', { names: ['db-pool-in-use'], region: 'us-east-1' }],
      ['get_alarm_history', { name: 'db-pool-in-use', region: 'us-east-1' }],
    ],
    unconcerned: [...LOGS, ...METRICS],
  },
  {
    principal: 'toolsets',
    rule: 'toolsets',
    hidden: /metrics|alarms|promql|aps:|cloudwatch:(?!Describe)|list_prom/i,
    lists: [['get_server_info', {}, /toolsets on \| logs, server/]],
    direct: [...METRICS, ...ALARMS, ...PROMQL].map((name): [string, Args] => [name, VALID(name)]),
    unconcerned: LOGS,
  },
  {
    principal: 'nobody',
    rule: '',
    hidden: /./,
    lists: [],
    direct: TOOLS.map(({ name }): [string, Args] => [name, VALID(name)]),
    unconcerned: [],
  },
];

/** Arguments that a tool takes, without a region. */
function VALID(name: string): Args {
  const args: Readonly<Record<string, Args>> = {
    ...QUERY,
    search_log_events: { groups: ['/shop/orders'] },
    filter_log_streams: { group: '/shop/orders' },
    get_log_events: { group: '/shop/orders', stream: 'a' },
    get_alarm_history: { name: 'orders-db-connections' },
    get_metric_data: { queries: [{ namespace: 'AWS/SQS', metric_name: 'x' }] },
    get_metric_statistics: { namespace: 'AWS/SQS', metric_name: 'x' },
  };
  return args[name] ?? {};
}

/** AWS after all alarms were deleted; their history is kept. */
function withoutAlarms(aws: Aws): Aws {
  return {
    ...aws,
    cloudwatch: ((region: string, command: object, ...rest: unknown[]) =>
      command.constructor.name === 'DescribeAlarmsCommand'
        ? Promise.resolve({ MetricAlarms: [] })
        : (aws.cloudwatch as (...all: unknown[]) => unknown)(region, command, ...rest)) as Aws['cloudwatch'],
  };
}

void suite('every tool under every limit', () => {
  let services: McpServices;
  let close: () => Promise<void>;
  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cloudwatch-mcp-policy-'));
    const path = join(folder, 'config.yaml');
    await writeFile(path, POLICY);
    const clock = () => TEST_NOW;
    const sandbox = await startSandbox({ clock });
    const config = loadConfig([], { CLOUDWATCH_MCP_REGIONS: 'us-east-1,eu-west-1', CLOUDWATCH_MCP_CONFIG: path });
    const aws = { endpoint: sandbox.url, credentials: sandboxCredentials };
    const service = createService(config, pino({ level: 'silent' }), { aws, clock });
    services = service.mcp;
    close = async () => {
      service.close();
      await sandbox.close();
      await rm(folder, { recursive: true });
    };
  });
  after(() => close());

  function ask(principal: string, groups: readonly string[], name: string, args: Args): Promise<Answer> {
    const { signal } = new AbortController();
    const asker = { name: principal, groups, scopes: undefined };
    return callTool({ name, args, signal, principal: asker, progress: () => undefined }, services);
  }

  for (const { principal, groups = [], rule, hidden, lists, direct, unconcerned } of LIMITS) {
    void test(`${principal}: each tool is asked, or does not read what is limited`, () => {
      const asked = new Set([...lists, ...direct].map(([tool]) => tool).concat(unconcerned));
      assert.deepEqual(
        TOOLS.map(({ name }) => name).filter((name) => !asked.has(name)),
        [],
      );
    });

    void test(`${principal}: what is not allowed is absent from every list, count and sentence`, async () => {
      for (const [tool, args, shows] of lists) {
        const { text, structured } = await ask(principal, groups, tool, args);
        assert.match(text, shows, `${tool} ${JSON.stringify(args)}`);
        const told = `${text}\n${JSON.stringify(structured ?? '')}`;
        // A name that was asked for may be told back.
        const without = Object.values(args)
          .flat()
          .filter((value) => typeof value === 'string' && value.length > 2)
          .reduce<string>((left, value) => left.replaceAll(String(value), ''), told);
        assert.doesNotMatch(without, hidden, `${tool} ${JSON.stringify(args)}`);
      }
    });

    void test(`${principal}: a direct question is refused with the rule's name`, async () => {
      const why = rule === '' ? 'no rule of the policy names you' : `rule "${rule}" of the policy`;
      for (const [tool, args] of direct) {
        const { text, isError } = await ask(principal, groups, tool, args);
        assert.ok(isError && text.startsWith('Error: '), `${tool} ${JSON.stringify(args)}: ${text.slice(0, 300)}`);
        assert.ok(text.includes(`(${why})`), `${tool} ${JSON.stringify(args)}: ${text.slice(0, 300)}`);
      }
    });

    void test(`${principal}: tools/list and the instructions hold what is allowed only`, () => {
      const asker = { name: principal, groups, scopes: undefined };
      const tools = services.published(asker);
      assert.equal(services.published({ ...asker }), tools, 'made once');
      const refused = new Set(rule === 'toolsets' || rule === '' ? direct.map(([tool]) => tool) : []);
      assert.deepEqual(
        tools.map(({ name }) => name),
        TOOLS.map(({ name }) => name).filter((name) => !refused.has(name)),
      );
      if (rule === 'regions') assert.doesNotMatch(JSON.stringify([tools, services.instructions(asker)]), /us-east-1/);
      if (rule === 'toolsets') assert.doesNotMatch(services.instructions(asker), /describe_alarms|prometheus/);
    });
  }

  void test('whom a rule limits in nothing sees what there is', async () => {
    const asked = await ask('alice', [], 'describe_alarms', { state: 'all', region: 'us-east-1' });
    assert.match(asked.text, /checkout-db-errors[\s\S]*checkout-unhealthy[\s\S]*db-pool-in-use/);
    assert.equal(services.published({ name: 'alice', groups: [], scopes: undefined }).length, TOOLS.length);
  });

  void test('an unknown tool is answered with those that may be used', async () => {
    const { text } = await ask('toolsets', [], 'list_everything', {});
    assert.match(text, /The tools are (?:\w+, )*describe_log_groups/);
    assert.doesNotMatch(text, /list_metrics|describe_alarms|prometheus/);
  });

  void test('alarms on PromQL are seen by whoever is held to labels only where their query is held', async () => {
    const { text } = await ask('labels', [], 'describe_alarms', { names: ['db-pool-in-use'], region: 'us-east-1' });
    assert.match(text, /^Error: The alarm "db-pool-in-use" watches data .*\(rule "labels" of the policy\)/);
    const all = await ask('labels', [], 'describe_alarms', { state: 'all', region: 'us-east-1' });
    assert.doesNotMatch(all.text, /db-pool-in-use/);
    assert.match(all.text, /checkout-unhealthy/);
  });

  void test('the history of a deleted alarm is for those only who may see every alarm', async () => {
    const history = (principal: string) => {
      const asker = { name: principal, groups: [], scopes: undefined };
      const reaches = services.reaches(asker).map((reach) => ({ ...reach, aws: withoutAlarms(reach.aws) }));
      const args = { name: 'orders-db-connections', region: 'us-east-1' };
      const { signal } = new AbortController();
      return callTool(
        { name: 'get_alarm_history', args, signal, principal: asker, progress: () => undefined },
        { ...services, reaches: () => reaches },
      );
    };
    assert.match((await history('alice')).text, /The alarm does not exist any more: this is what it left/);
    // What it watched nobody knows: the answer is that of a name that never was.
    assert.match((await history('groups')).text, /^Error: There is no alarm "orders-db-connections"/);
  });

  void test('an account that is not allowed is neither named nor asked', async () => {
    const access = accessOf({ rules: [{ name: 'accounts', principals: ['*'], accounts: { allow: ['shop'] } }] });
    const asker = { name: 'ana', groups: [], scopes: undefined };
    const [own] = services.reaches({ ...asker, name: 'alice' });
    assert.ok(own);
    const reaches = [
      { id: '999999999999', alias: 'payroll' },
      { id: '123456789012', alias: 'shop' },
    ].map((account) => ({ ...own, account, access: access(asker, account) }));
    const call = (name: string, args: Args) =>
      callTool(
        { name, args, signal: new AbortController().signal, principal: asker, progress: () => undefined },
        { ...services, reaches: () => reaches },
      );
    const groups = await call('describe_log_groups', { region: 'us-east-1' });
    assert.match(groups.text, /\/shop\/orders/);
    assert.doesNotMatch(groups.text, /payroll|999999999999/);
    const why = /^Error: [^]*\(rule "accounts" of the policy\)/;
    const linked = 'arn:aws:logs:us-east-1:999999999999:log-group:/hr/pay';
    for (const [name, args] of [
      ['search_log_events', { groups: [linked] }],
      ['filter_log_streams', { group: `${linked}:*` }],
      ['get_log_events', { pointer: `${linked} main ${POINTER}` }],
      ['get_metric_statistics', { namespace: 'AWS/SQS', metric_name: 'x', account_id: '999999999999' }],
      ['get_metric_data', { queries: [{ namespace: 'AWS/SQS', metric_name: 'x', account_id: '999999999999' }] }],
    ] as const)
      assert.match((await call(name, { ...args, region: 'us-east-1' })).text, why, name);
  });
});
