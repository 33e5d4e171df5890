import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { startTestService, type TestService } from '../support/harness.ts';

void suite('a client of a server with a policy', () => {
  let service: TestService;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cloudwatch-mcp-policy-'));
    const path = join(folder, 'config.yaml');
    await writeFile(
      path,
      `policy: { everyone: { toolsets: [logs, server], regions: { allow: [eu-west-1] }, logGroups: { deny: ['*lambda*'] } } }\n`,
    );
    service = await startTestService({
      regions: ['us-east-1', 'eu-west-1'],
      env: { CLOUDWATCH_MCP_CONFIG: path },
    });
  });
  after(async () => {
    await service.close();
    await rm(folder, { recursive: true });
  });

  void test('lists the tools that it may use, with the regions that it may ask', async () => {
    const { tools } = await service.client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      [
        'describe_log_groups',
        'filter_log_streams',
        'search_log_events',
        'get_log_events',
        'get_log_group_fields',
        'run_logs_insights_query',
        'get_logs_insights_results',
        'stop_logs_insights_query',
        'get_log_record',
        'list_log_anomalies',
        'list_saved_queries',
        'test_metric_filter',
        'get_server_info',
        'list_accounts',
      ],
    );
    assert.doesNotMatch(JSON.stringify(tools), /us-east-1/);
  });

  void test('is told of nothing else when it begins', async () => {
    const client = new Client({ name: 'other', version: '0' });
    await client.connect(new StreamableHTTPClientTransport(new URL(service.url)));
    const instructions = client.getInstructions() ?? '';
    await client.close();
    assert.match(instructions, /^Read-only access to AWS observability in eu-west-1\./);
    assert.match(instructions, /search_log_events/);
    assert.doesNotMatch(instructions, /describe_alarms|prometheus|us-east-1/);
  });

  void test('sees what is allowed, and reads the rule of what is not', async () => {
    const groups = await service.call('describe_log_groups');
    assert.match(groups.text, /^3 log groups, eu-west-1/);
    const alarms = await service.call('describe_alarms');
    assert.equal(alarms.text, 'Error: The toolset alarms is not allowed for you (rule "everyone" of the policy).');
    const lambda = await service.call('filter_log_streams', { group: '/aws/lambda/edge-purge' });
    assert.equal(
      lambda.text,
      'Error: The log group "/aws/lambda/edge-purge" is not among those you may read (rule "everyone" of the policy).',
    );
    const info = await service.call('get_server_info');
    assert.doesNotMatch(JSON.stringify(info), /us-east-1|aps:|promql|describe_alarms/);
  });
});
