import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { publishTool } from '../../src/mcp/publish.ts';
import { DEFAULT_TOOLSETS, TOOLSETS } from '../../src/toolsets.ts';
import { TOOLS } from '../../src/tools/index.ts';

const ONE_REGION = TOOLS.map((tool) => publishTool(tool, ['us-east-1']));
const TWO_REGIONS = TOOLS.map((tool) => publishTool(tool, ['us-east-1', 'eu-west-1']));
const FIVE_REGIONS = TOOLS.map((tool) =>
  publishTool(
    tool,
    Array.from({ length: 5 }, (_, i) => `ap-southeast-${i + 1}`),
  ),
);

/** What a server offers whose configuration does not name toolsets. */
const isDefault = (_: unknown, i: number) => DEFAULT_TOOLSETS.some((toolset) => toolset === TOOLS[i]?.toolset);

const tokens = (value: unknown) => encode(JSON.stringify(value)).length;
const average = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;

test('the tools, in the order of their toolsets', () => {
  assert.deepEqual(TOOLS.map((tool) => tool.name).toSorted(), [
    'describe_alarms',
    'describe_log_groups',
    'filter_log_streams',
    'find_prometheus_series',
    'get_alarm_history',
    'get_bedrock_usage_report',
    'get_dashboard',
    'get_log_events',
    'get_log_group_fields',
    'get_log_record',
    'get_logs_insights_results',
    'get_metric_data',
    'get_metric_statistics',
    'get_server_info',
    'list_accounts',
    'list_dashboards',
    'list_log_anomalies',
    'list_metrics',
    'list_prometheus_labels',
    'list_prometheus_metrics',
    'list_prometheus_rules',
    'list_prometheus_workspaces',
    'list_saved_queries',
    'query_prometheus',
    'query_prometheus_range',
    'run_aws_cli',
    'run_logs_insights_query',
    'search_log_events',
    'search_metric_catalog',
    'stop_logs_insights_query',
    'test_metric_filter',
  ]);
  const order = TOOLS.map((tool) => TOOLSETS.indexOf(tool.toolset));
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
  );
});

/** Names that a schema requires at any level and does not describe. */
function missingProperties(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { required, properties } = schema as { required?: string[]; properties?: Record<string, unknown> };
  const missing = Array.isArray(required) ? required.filter((name) => !Object.hasOwn(properties ?? {}, name)) : [];
  return [...missing, ...Object.values(schema).flatMap(missingProperties)];
}

for (const [i, tool] of TOOLS.entries()) {
  const published = TWO_REGIONS[i];
  test(`${tool.name} is described as every tool is`, () => {
    assert.ok(published);
    assert.match(tool.name, /^[a-z]+(?:_[a-z]+)+$/);
    assert.ok(tool.title.length > 3 && tool.title.length <= 40);
    assert.ok(tool.description.length <= 400, `${tool.description.length} characters`);
    assert.deepEqual(published.annotations, {
      readOnlyHint: true,
      idempotentHint: true,
      openWorldHint: true,
      destructiveHint: false,
    });
    assert.ok(
      tool.actions.every((action) =>
        /^(cloudwatch|logs|aps|sts|oam):(?:(?:Describe|Get|List|Filter|Query)[A-Za-z]+|StartQuery|StopQuery|TestMetricFilter)$/.test(
          action,
        ),
      ),
    );
  });

  test(`${tool.name} has schemas that every client understands`, () => {
    const text = JSON.stringify(published);
    assert.doesNotMatch(text, /"\$ref"|"\$defs"|"\$schema"|"type":"null"/);
    assert.equal(published?.inputSchema['type'], 'object');
    assert.equal(published?.outputSchema['type'], 'object');
    assert.deepEqual(missingProperties(published?.inputSchema), []);
    assert.deepEqual(missingProperties(published?.outputSchema), []);
    assert.doesNotMatch(JSON.stringify(published?.inputSchema), /"(anyOf|oneOf|allOf)"/);
  });
}

test('region is an enum of the configured ones, and absent where there is one', () => {
  for (const [i, tool] of TWO_REGIONS.entries()) {
    const region = (tool.inputSchema['properties'] as Record<string, { enum?: string[] }>)['region'];
    if (region !== undefined) assert.deepEqual(region.enum?.slice(0, 2), ['us-east-1', 'eu-west-1']);
    assert.equal(Object.hasOwn(ONE_REGION[i]?.inputSchema['properties'] ?? {}, 'region'), false);
  }
});

test('lengths of texts are not published, ranges of numbers are', () => {
  const published = JSON.stringify(ONE_REGION);
  assert.doesNotMatch(published, /"(?:minLength|maxLength)":/);
  assert.match(published, /"limit":\{"default":50,"type":"integer","minimum":1,"maximum":1000\}/);
});

for (const [regions, tools] of [
  ['one region', ONE_REGION.filter(isDefault)],
  ['two regions', TWO_REGIONS.filter(isDefault)],
  ['five regions', FIVE_REGIONS.filter(isDefault)],
] as const) {
  test(`with ${regions} names, descriptions and input schemas cost at most 330 tokens a tool, with output schemas 580`, () => {
    const input = tokens(tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })));
    assert.ok(input <= 330 * tools.length, `${input}`);
    assert.ok(tokens(tools) <= 580 * tools.length, `${tokens(tools)}`);
  });
}

test('a tool costs at most 250 tokens on average, with its output schema 560', () => {
  const input = TWO_REGIONS.map(({ name, description, inputSchema }) => tokens({ name, description, inputSchema }));
  const whole = TWO_REGIONS.map((tool) => tokens(tool));
  assert.ok(average(input) <= 250, `average ${average(input).toFixed(0)}`);
  assert.ok(average(whole) <= 560, `average ${average(whole).toFixed(0)}`);
});
