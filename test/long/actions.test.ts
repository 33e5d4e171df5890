import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TOOLS } from '../../src/tools/index.ts';
import type { CannedPrometheus } from '../support/canned-prometheus.ts';
import { startEmptyPrometheus } from '../support/empty-prometheus.ts';
import { shopWorld, startTestService, TEST_NOW, type TestService } from '../support/harness.ts';
import { configFile } from '../support/accounts.ts';
import { actionsOf } from '../support/iam-requests.ts';
import { MORE_QUESTIONS } from '../support/more-questions.ts';
import { QUESTIONS } from '../support/questions.ts';

const REGIONS = ['us-east-1', 'eu-west-1'];
/** AWS lets every identity ask who it is: no policy has to allow it, so only the tool that is about it names it. */
const NEEDS_NO_POLICY = 'sts:GetCallerIdentity';

/** What is asked only for callers who may not see every account. */
const LINKED_SEARCHES = [
  ['get_metric_data', { queries: [{ expression: 'SELECT MAX("CPUUtilization") FROM "AWS/EC2"' }] }],
  ['get_alarm_history', { name: 'lambda-errors-by-function' }],
] as const;
/** For whoever may not read all: what a query read is asked before its rows are. */
const FOREIGN_QUERIES = [
  ['get_logs_insights_results', { id: '<query>' }],
  ['stop_logs_insights_query', { id: '<query>' }],
  ['get_log_record', { pointer: '<query>#1' }],
  ['get_log_events', { pointer: '<query>#1' }],
] as const;
const LIMITED = configFile({ policy: { everyone: { accounts: { deny: ['999999999999'] } } } });

let prometheus: CannedPrometheus;
before(async () => {
  prometheus = await startEmptyPrometheus();
});
after(() => prometheus.close());

test('each tool sends the AWS operations that it names, all of them and no others', { concurrency: 4 }, async (t) => {
  const names = Array.from(shopWorld('us-east-1', TEST_NOW).alarms);
  const everyAlarm = names.map(({ name }) => ['describe_alarms', { names: [name] }] as const);
  const everyHistory = names.map(({ name }) => ['get_alarm_history', { name }] as const);
  const calls = [
    ...QUESTIONS.map(([tool, args]) => [tool, args] as const),
    ...MORE_QUESTIONS,
    ...everyAlarm,
    ...everyHistory,
  ];
  const tools = TOOLS.filter(({ name }) => name !== 'get_server_info');
  await Promise.all(
    tools.map((tool) =>
      t.test(tool.name, async () => {
        const sent = await fresh(calls.filter(([name]) => name === tool.name));
        const limited = [...LINKED_SEARCHES, ...FOREIGN_QUERIES].filter(([name]) => name === tool.name);
        if (limited.length > 0) for (const action of await fresh(limited, LIMITED)) sent.add(action);
        sent.delete(NEEDS_NO_POLICY);
        // The catalogue is of this server.
        assert.ok(sent.size > 0 || tool.name === 'search_metric_catalog');
        assert.deepEqual(
          [...new Set([...sent, ...whenLeft(tool.name)])].toSorted(byText),
          [...new Set(tool.actions)].filter((action) => action !== NEEDS_NO_POLICY).toSorted(byText),
        );
      }),
    ),
  );
});

test('get_server_info asks who it is, and tries only actions that tools name', async () => {
  const sent = await fresh([['get_server_info', {}]]);
  const named = new Set(TOOLS.flatMap((tool) => tool.actions));
  assert.ok(sent.has(NEEDS_NO_POLICY));
  assert.deepEqual(
    [...sent].filter((action) => !named.has(action)),
    [],
  );
});

/** The id of a query that is done; it is not counted. */
async function queryId(service: TestService): Promise<string> {
  const query = { query: 'fields @message', groups: ['/shop/checkout'] };
  const { structured } = await service.call('run_logs_insights_query', query);
  service.sandbox.clear();
  return String(structured['id']);
}

/** What is sent when a caller leaves: test/long/bedrock/usage-report-limits.test.ts, test/tools/logs/run-logs-insights-query.test.ts. */
function whenLeft(tool: string): string[] {
  return ['get_bedrock_usage_report', 'run_logs_insights_query'].includes(tool) ? ['logs:StopQuery'] : [];
}

/** The actions that a service with nothing in its caches sends for calls, to a sandbox that nobody else asks. */
async function fresh(
  calls: readonly (readonly [tool: string, args: Record<string, unknown>])[],
  env: Readonly<Record<string, string>> = {},
): Promise<Set<string>> {
  const service = await startTestService({
    regions: REGIONS,
    env: { CLOUDWATCH_MCP_LOGS_SEARCH_RATE: '1000', ...env },
    sandbox: { prometheusUrl: prometheus.url.href, links: { '123456789012': ['222222222222'] } },
  });
  try {
    const asked = JSON.stringify(calls);
    const id = asked.includes('<query>') ? await queryId(service) : '';
    for (const [tool, args] of JSON.parse(asked.replaceAll('<query>', id)) as typeof calls) {
      const { text } = await service.call(tool, args);
      assert.doesNotMatch(text, /^Error: (Unknown parameter|internal error)/, text);
    }
    return new Set(service.sandbox.requests.flatMap(actionsOf));
  } finally {
    await service.close();
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : 1);
