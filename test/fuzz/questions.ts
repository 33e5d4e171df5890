import fc from 'fast-check';
import type { World } from '../../src/sandbox/world/types.ts';
import { TEST_NOW } from '../support/harness.ts';
import { filterPattern, metricExpression, promQuery, promSelector } from './languages.ts';
import { CLI_COMMANDS } from '../support/more-questions.ts';
import { awsCommand } from './aws-commands.ts';
import { LATE_TIMES, PAST_TIMES } from './times.ts';

type Args = Record<string, unknown>;

/** PromQL sources of the service under test, and names of them; the last two are none. */
const SOURCES = [
  'prometheus:main',
  'main',
  'amp:us-east-1/ws-3f9c2b7e-6a51-4d08-b2c4-91e7d05f8a36',
  'shop',
  'cloudwatch:us-east-1',
  'amp:us-east-1/ws-c81d40e2-7b96-4f35-a0d9-52c6b3e18f74',
  'amp:nowhere-1/ws-1',
];

/** An `@ptr` of the sandbox: an event of /shop/checkout. */
const RECORD = Buffer.from(JSON.stringify(['123456789012', '/shop/checkout', 1795253985523, 0])).toString('base64');

/** Logs Insights QL, most of it well formed. */
const insightsQuery = fc.constantFrom(
  'fields @timestamp, @message | sort @timestamp desc | limit 20',
  'stats count(*) as n by bin(5m), level | sort n desc',
  'filter level = "error" | stats avg(durationMs), pct(durationMs, 99) by service',
  'parse @message "* *" as a, b | dedup a | display a',
  'fields @message, source | filter @message like /time(out|d)/ # why',
  "SOURCE logGroups(namePrefix: ['/shop']) | stats count(*)",
  'filtre a | "',
);

const STATISTICS = ['Average', 'Sum', 'Maximum', 'SampleCount', 'p99', 'p99.9', 'tm95', 'IQM', 'PR(:300)', 'TC(2:10)'];

/** Argument values that make sense in this world, by parameter, and whole questions of each tool that belong together. */
export interface Vocabulary {
  readonly values: Readonly<Record<string, fc.Arbitrary<unknown>>>;
  readonly questions: Readonly<Record<string, fc.Arbitrary<Args>>>;
}

/** @param world what the sandbox has in the first region */
export function vocabulary(world: World): Vocabulary {
  const groups = [...world.logGroups];
  const streams = groups.flatMap((one) => [...one.streams].map((stream) => ({ group: one.name, stream: stream.name })));
  const group = fc.constantFrom(...groups.map(({ name }) => name));
  const place = fc.constantFrom(...streams);
  const alarm = fc.constantFrom(...[...world.alarms].map(({ name }) => name));
  const metric = fc.constantFrom(
    ...[...world.metrics].map(({ namespace, metricName, dimensions }) => ({
      namespace,
      metric_name: metricName,
      dimensions: Object.entries(dimensions).map(([key, value]) => `${key}=${value}`),
    })),
  );
  const past = fc.constantFrom(...PAST_TIMES);
  const late = fc.constantFrom(...LATE_TIMES);
  const near = fc.constantFrom('-5m', '-10m', '-15m', '-1h', TEST_NOW - 60_000);
  const start = fc.oneof(past, near);
  const source = fc.constantFrom(...SOURCES.slice(0, 5));
  const metricQuery = fc.oneof(
    metric.map((one): Args => one),
    fc.tuple(metric, fc.constantFrom(...STATISTICS)).map(([one, statistic]): Args => ({ ...one, statistic })),
  );
  const queries = fc.oneof(
    { weight: 4, arbitrary: fc.array(metricQuery, { minLength: 1, maxLength: 4 }) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(metric, fc.boolean(), fc.array(metricExpression, { minLength: 1, maxLength: 2 }))
        .map(([one, hidden, expressions]) => [
          { id: 'm1', hidden, ...one },
          ...expressions.map((expression) => ({ expression })),
        ]),
    },
    { weight: 1, arbitrary: fc.array(metric, { minLength: 12, maxLength: 24 }) },
  );
  const queryHandle = fc.uuid().map((id) => `us-east-1~${id}`);
  const pointer = fc
    .tuple(place, fc.integer({ min: 0, max: 7_200_000 }))
    .map(([{ group: name, stream }, ago]) => `${name} ${stream} ${new Date(TEST_NOW - ago).toISOString()}`);

  return {
    values: {
      group,
      groups: fc.array(fc.oneof(group, fc.constantFrom('/shop/*', '/aws/lambda/*', '*', '/nothing/*')), {
        minLength: 1,
        maxLength: 4,
      }),
      name_prefix: fc.constantFrom('/shop', '/aws/', 'checkout', 'o', 'TargetTracking', 'nothing'),
      name_contains: fc.constantFrom('CHECK', 'orders', '/', 'nothing'),
      stream_prefix: fc.constantFrom('checkout', '2026/', 'x'),
      tag: fc.constantFrom('team', 'team=shop', 'team=!shop', 'team=*a*', 'service=c*', '=', 'a=b=c'),
      pattern: filterPattern,
      text: fc.constantFrom('ERROR', 'timeout', '503', 'remaining connection slots', '"', 'é'),
      pointer,
      stream: place.map(({ stream }) => stream),
      namespace: metric.map(({ namespace }) => namespace),
      metric_name: metric.map(({ metric_name: name }) => name),
      dimensions: metric.map(({ dimensions }) => dimensions),
      statistics: fc.uniqueArray(fc.constantFrom(...STATISTICS), { minLength: 1, maxLength: 4 }),
      statistic: fc.constantFrom(...STATISTICS),
      unit: fc.constantFrom('Count', 'Percent', 'milliseconds', 'Bytes/Second', 'None'),
      account_id: fc.constantFrom('123456789012', '210987654321'),
      period_seconds: fc.constantFrom(1, 10, 30, 60, 300, 3_600, 86_400, 604_800),
      queries,
      names: fc.oneof(
        alarm.map((name) => [name]),
        fc.uniqueArray(alarm, { minLength: 1, maxLength: 5 }),
      ),
      contributor_id: fc.constantFrom('orders-fulfil', 'x', '{"FunctionName":"orders-fulfil"}'),
      query: promQuery,
      match: promSelector,
      source,
      label: fc.constantFrom('job', '__name__', 'le', 'a.b', 'nothing'),
      contains: fc.constantFrom('a', '_', 'http', 'Ü'),
      name: fc.constantFrom('http', 'a', 'Slow'),
      step: fc.constantFrom('30s', '5m', '60', '1h', '1d', '0.5', '1m30s', '250ms'),
      start,
      end: late,
      time: fc.oneof(past, near),
      active_since: past.map(String),
      command: awsCommand(group),
    },
    questions: {
      run_aws_cli: fc
        .oneof({ weight: 4, arbitrary: fc.constantFrom(...CLI_COMMANDS) }, { weight: 1, arbitrary: awsCommand(group) })
        .map((command) => ({ command })),
      filter_log_streams: group.map((name) => ({ group: name })),
      search_log_events: fc.oneof(
        fc.tuple(group, near).map(([name, from]) => ({ groups: [name], start: from })),
        fc
          .tuple(fc.uniqueArray(group, { minLength: 1, maxLength: 3 }), near, filterPattern)
          .map(([names, from, pattern]) => ({ groups: names, start: from, pattern })),
      ),
      get_log_events: fc.oneof(
        pointer.map((where) => ({ pointer: where })),
        place.map(({ group: name, stream }) => ({ group: name, stream })),
      ),
      get_log_group_fields: group.map((name) => ({ group: name })),
      get_bedrock_usage_report: fc.record({
        days: fc.constant(1),
        // Logs take a second here, where calls have two.
        source: fc.constantFrom('metrics', 'metrics', 'metrics', 'logs', 'auto'),
      }),
      list_saved_queries: fc.constant({}),
      list_log_anomalies: fc.constantFrom({}, { state: 'all' }),
      test_metric_filter: fc
        .tuple(filterPattern, fc.array(fc.constantFrom('ERROR 1', '{"level":"error"}', 'a b c', 'é'), { minLength: 1 }))
        .map(([pattern, lines]) => ({ pattern, lines })),
      run_logs_insights_query: fc
        .tuple(fc.uniqueArray(group, { minLength: 1, maxLength: 3 }), near, insightsQuery)
        .map(([names, from, query]) => ({ groups: names, start: from, query })),
      get_logs_insights_results: queryHandle.map((id) => ({ id })),
      stop_logs_insights_query: queryHandle.map((id) => ({ id })),
      get_log_record: fc.oneof(
        { weight: 4, arbitrary: fc.constant({ pointer: RECORD }) },
        { weight: 1, arbitrary: queryHandle.map((id) => ({ pointer: `${id}#1` })) },
      ),
      list_metrics: fc.oneof(
        fc.constant({}),
        metric.map(({ namespace }) => ({ namespace })),
        metric.map(({ namespace, metric_name: name }) => ({ namespace, metric_name: name })),
        metric,
      ),
      search_metric_catalog: fc.oneof(
        fc
          .constantFrom('sqs oldest', 'alb 5xx', 'memroy utilisation', '%', 'é', '-')
          .map((words): Args => ({ query: words })),
        metric.map(({ namespace }) => ({ namespace })),
        metric.map(({ namespace, metric_name: name }) => ({ namespace, metric_name: name })),
      ),
      get_metric_statistics: metric,
      get_metric_data: queries.map((asked) => ({ queries: asked })),
      list_dashboards: fc.constant({}),
      get_dashboard: fc.constantFrom(...(world.dashboards ?? [])).map(({ name }) => ({ name })),
      get_alarm_history: alarm.map((name) => ({ name })),
      query_prometheus: fc.tuple(promQuery, source).map(([query, from]) => ({ query, source: from })),
      query_prometheus_range: fc.tuple(promQuery, source).map(([query, from]) => ({ query, source: from })),
      list_prometheus_metrics: source.map((from) => ({ source: from })),
      list_prometheus_labels: source.map((from) => ({ source: from })),
      find_prometheus_series: fc.tuple(promSelector, source).map(([match, from]) => ({ match, source: from })),
      list_prometheus_rules: source.map((from) => ({ source: from })),
    },
  };
}
