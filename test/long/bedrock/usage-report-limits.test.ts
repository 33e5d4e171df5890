import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNTS, configFile, ROLES } from '../../support/accounts.ts';
import { until } from '../../support/until.ts';
import {
  shopWorld,
  startTestService,
  TEST_NOW,
  type TestService,
  type TestServiceOptions,
} from '../../support/harness.ts';

const DAY = { start: '2026-11-20T00:00Z', end: '2026-11-21T00:00Z', region: 'us-east-1' };
const GROUP = '/aws/bedrock/modelinvocations';

async function having(options: TestServiceOptions, use: (service: TestService) => Promise<void>): Promise<void> {
  const service = await startTestService(options);
  try {
    await use(service);
  } finally {
    await service.close();
  }
}

const everyone = (limits: object) => ({ env: configFile({ policy: { everyone: limits } }) });
const ask = (service: TestService, args: Record<string, unknown> = {}) =>
  service.call('get_bedrock_usage_report', { ...DAY, ...args });

void test('who may not read the log is told the totals of the metrics, and no user', () =>
  having(everyone({ logGroups: { deny: ['/aws/bedrock/*'] } }), async (service) => {
    const { text, structured } = await ask(service);
    assert.match(
      text,
      /metrics in AWS\/Bedrock, since no model invocation log group was found in us-east-1 that you may read/,
    );
    assert.doesNotMatch(JSON.stringify([text, structured]), /alice|modelinvocations|arn:aws:sts/);
    assert.ok((structured['total'] as { calls: number }).calls > 300);
    const direct = await ask(service, { log_group: GROUP });
    assert.match(direct.text, /^Error: The log group "\/aws\/bedrock\/modelinvocations" is not allowed for you/);
    const user = await ask(service, { user: 'alice' });
    assert.match(
      user.text,
      /^Error: user needs a model invocation log: metrics know no users \(no model invocation log/,
    );
    const logs = await ask(service, { source: 'logs' });
    assert.match(
      logs.text,
      /^Error: No model invocation log group was found in us-east-1 that you may read: names with/,
    );
    assert.equal(service.sandbox.calls()['StartQuery'], undefined);
  }));

void test('who may not read the metrics either is told so, with what was looked for', () =>
  having(
    everyone({ logGroups: { deny: ['/aws/bedrock/*'] }, metricNamespaces: { deny: ['AWS/Bedrock'] } }),
    async (service) => {
      const { text, isError } = await ask(service);
      assert.ok(isError);
      assert.match(text, /^Error: The namespace "AWS\/Bedrock" is not allowed for you.*, and no model invocation log/);
    },
  ));

void test('a scan over the limit of the server is refused before it starts, with the way round', () =>
  having({ env: { CLOUDWATCH_MCP_MAX_SCAN_GB: '1' } }, async (service) => {
    const { text, isError } = await ask(service, { start: '-30d', end: undefined });
    assert.ok(isError);
    assert.match(
      text,
      /^Error: The report .* would scan about [\d.]+ GB .* over the limit of 1 GB\. .*source="metrics".*: this server allows 1 GB at most/,
    );
    assert.equal(service.sandbox.calls()['StartQuery'], undefined);
    assert.equal((await ask(service, { source: 'metrics' })).isError, false);
  }));

void test('what scans more than usual is only done when it is asked for, as by run_logs_insights_query', () =>
  having(
    {
      sandbox: {
        insights: { polls: 0 },
        makeWorld: (region) => {
          const world = shopWorld(region, TEST_NOW);
          const logGroups = [...world.logGroups].map((group) =>
            group.name === GROUP ? { ...group, storedBytes: 30 * 1024 ** 3 } : group,
          );
          return { ...world, logGroups };
        },
      },
    },
    async (service) => {
      const week = { start: '2026-11-14T00:00Z' };
      const refused = await ask(service, week);
      const [, gb] =
        /^Error: The report .* over the limit of 20 GB\. .*give max_scan_gb=(\d+) \(at most 100\)/.exec(refused.text) ??
        [];
      assert.ok(Number(gb) > 20, refused.text);
      assert.equal((await ask(service, { ...week, max_scan_gb: Number(gb) })).isError, false);
    },
  ));

void test('a query that does not end in time gives what it has, its id, and how to go on', () =>
  having({ env: { CLOUDWATCH_MCP_TOOL_TIMEOUT: '2' }, sandbox: { insights: { polls: 1_000 } } }, async (service) => {
    const { text, isError } = await ask(service);
    assert.equal(isError, false, text);
    assert.match(text.split('\n')[0] ?? '', /INCOMPLETE: see below\./);
    assert.match(text, /Durations in us-east-1 are missing: their query did not finish in time and was stopped\./);
    assert.doesNotMatch(text, /Converse alone/);
    const [, id] =
      /INCOMPLETE: the query of .* did not finish in time.*get_logs_insights_results id="([^"]+)"/.exec(text) ?? [];
    const later = await service.call('get_logs_insights_results', { id });
    assert.doesNotMatch(later.text, /is not the id of a query/);
    const stopped = service.sandbox.requests.filter(({ operation }) => operation === 'StopQuery');
    assert.equal(stopped.length, 1);
    assert.doesNotMatch(String(id), new RegExp(String(stopped[0]?.input['queryId'])));
  }));

void test('when its caller leaves, both queries of a region are stopped', () =>
  having({ sandbox: { insights: { polls: 1_000 } } }, async (service) => {
    const left = ask(service).catch(() => 'left');
    await service.sandbox.waitForCall('GetQueryResults');
    await until('both have started', () => service.sandbox.calls()['StartQuery'] === 2);
    await service.client.close();
    await until('both are stopped', () => service.sandbox.calls()['StopQuery'] === 2);
    assert.equal(await left, 'left');
  }));

void test('a query that fails is told, and what failed is no complete report', () =>
  having({ sandbox: { insights: { polls: 0, outcome: 'Failed' } } }, async (service) => {
    assert.match((await ask(service)).text, /INCOMPLETE: the query of \S+ in us-east-1 ended as Failed/);
  }));

void test('without the permission to list log groups the metrics are told, and why', () =>
  having({}, async (service) => {
    service.sandbox.setFault('DescribeLogGroups', { error: { code: 'AccessDeniedException', message: 'no' } });
    const { text, isError } = await ask(service);
    assert.equal(isError, false, text);
    assert.match(text, /metrics in AWS\/Bedrock, since AWS refuses logs:DescribeLogGroups in us-east-1/);
  }));

void test('several accounts are told as one report, each with its source', () =>
  having(
    { env: configFile({ accounts: ACCOUNTS }), sandbox: { roles: ROLES, insights: { polls: 0 } } },
    async (service) => {
      const { text, structured } = await ask(service, { account: 'all', by: ['account'] });
      assert.match(text, /accounts central, prod, staging\. Counted from: central us-east-1: model invocation log/);
      assert.match(text, /staging us-east-1: metrics in AWS\/Bedrock, since no model/);
      assert.deepEqual(
        (structured['items'] as { name: string }[]).map(({ name }) => name),
        ['123456789012'],
      );
      const one = await ask(service, { account: 'staging' });
      assert.match(one.text, /^No Amazon Bedrock usage, .*account staging/);
    },
  ));

void test('metrics are never said to be counted beyond now', () =>
  having({}, async (service) => {
    const endingAt = (end: string) => ask(service, { start: '2026-11-20T00:00Z', end, source: 'metrics', by: ['day'] });
    const now = await endingAt('2026-11-21T09:39:55Z');
    assert.doesNotMatch(now.text, /Metrics are counted/);
    assert.match(now.text, /\| 2026-11-21 \(until 09:39\) \|/);
    const before = await endingAt('2026-11-21T09:10Z');
    assert.match(before.text, /Metrics are counted by whole days: in us-east-1 2026-11-20T00:00Z to 2026-11-21T09:40Z/);
  }));
