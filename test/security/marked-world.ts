import type { World } from '../../src/sandbox/world/types.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { sendJson, startCanned, type CannedPrometheus } from '../support/canned-prometheus.ts';
import { manyAlarms } from '../tools/alarms/many-alarms.ts';
import { groupOf } from '../tools/logs/logs-world.ts';

/** In everything that comes from callers, from upstreams, or from whoever gives credentials. Nothing of ours has it. */
export const MARK = 'Zq7marked';
let made = 0;
export const marked = () => `${MARK}${(made += 1)}`;
/** How many were given out. */
export const marks = () => made;

/** How the Prometheus answers. */
export type Broken = 'no' | 'refused' | 'failed' | 'garbage' | 'silent';

/** A Prometheus whose every label, rule and error is marked. */
export function startMarkedPrometheus(how: () => Broken): Promise<CannedPrometheus> {
  return startCanned(({ url }, response) => {
    if (how() === 'refused')
      return sendJson(response, 400, {
        status: 'error',
        errorType: 'bad_data',
        error: `1:1: parse error: ${marked()}`,
      });
    if (how() === 'failed') return sendJson(response, 500, { status: 'error', errorType: 'internal', error: marked() });
    if (how() === 'garbage') return void response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${marked()}`);
    if (how() === 'silent') return undefined;
    const labels = { __name__: 'up', job: marked(), password: marked() };
    if (url.includes('/rules')) return { groups: [{ name: marked(), file: marked(), rules: [ruleOf()] }] };
    if (url.includes('/series')) return [labels];
    if (url.includes('/metadata')) return { up: [{ type: 'gauge', help: marked(), unit: '' }] };
    if (url.includes('/label')) return [marked(), 'up'];
    if (url.includes('query_range'))
      return { resultType: 'matrix', result: [{ metric: labels, values: [[Date.now() / 1000, '1']] }] };
    return { resultType: 'vector', result: [{ metric: labels, value: [Date.now() / 1000, '1'] }] };
  });
}

const ruleOf = () => ({
  name: marked(),
  type: 'alerting',
  query: `up{job="${marked()}"} == 0`,
  health: 'err',
  lastError: marked(),
  state: 'firing',
  duration: 60,
  labels: { token: marked() },
  annotations: { summary: marked(), description: marked() },
  alerts: [
    {
      state: 'firing',
      labels: { pod: marked() },
      annotations: { summary: marked() },
      activeAt: '2026-11-21T09:00:00Z',
      value: '1',
    },
  ],
});

/** A world whose names, messages, descriptions and reasons are marked. */
export function markedWorld(region: string, madeAt: number): World {
  const events = Array.from({ length: 30 }, (_, i) => ({
    stream: `${MARK}-stream`,
    time: madeAt - 60_000 - i * 1_000,
    message: `password=${marked()} ${marked()}`,
  }));
  const fleet = manyAlarms(region, madeAt, { firing: 2, fine: 1, dark: 1 });
  const alarms = Array.from(fleet.alarms, (alarm) => ({ ...alarm, description: marked(), stateReason: marked() }));
  const widgets = [
    { type: 'text', properties: { markdown: marked() } },
    { type: 'metric', properties: { title: marked(), metrics: [[marked(), marked(), marked(), marked()]] } },
    { type: 'log', properties: { query: `SOURCE '/app/${MARK}' | filter x = "${marked()}"` } },
  ];
  return {
    ...smallWorld(region, madeAt, 1),
    anomalyDetectors: [
      {
        anomalyDetectorArn: MARK,
        detectorName: marked(),
        logGroupArnList: [`arn:aws:logs:${region}:123456789012:log-group:/app/${MARK}`],
        anomalies: () => [
          {
            anomalyId: marked(),
            anomalyDetectorArn: MARK,
            logGroupArnList: [`arn:aws:logs:${region}:123456789012:log-group:/app/${MARK}`],
            patternString: marked(),
            description: marked(),
            logSamples: [{ message: marked() }],
          },
        ],
      },
    ],
    savedQueries: [
      { id: MARK, name: marked(), groups: [`/app/${MARK}`], query: `filter x = "${marked()}"`, modifiedAt: madeAt },
    ],
    dashboards: [{ name: MARK, modifiedAt: madeAt, body: JSON.stringify({ widgets }) }],
    metrics: fleet.metrics,
    alarms,
    logGroups: [groupOf(`/app/${MARK}`, events)],
  };
}

/** A question of each tool that it understands, marked wherever a text may be any. */
export const GOOD: Readonly<Record<string, () => Record<string, unknown>>> = {
  describe_log_groups: () => ({ name_contains: MARK }),
  filter_log_streams: () => ({ group: `/app/${MARK}`, name_prefix: MARK }),
  search_log_events: () => ({ groups: [`/app/${MARK}`], text: MARK, limit: 5 }),
  get_log_events: () => ({ group: `/app/${MARK}`, stream: `${MARK}-stream` }),
  get_log_group_fields: () => ({ group: `/app/${MARK}` }),
  test_metric_filter: () => ({ pattern: `"${marked()}"`, lines: [marked(), `password=${marked()}`] }),
  list_log_anomalies: () => ({ state: 'all' }),
  list_saved_queries: () => ({ contains: MARK }),
  run_logs_insights_query: () => ({
    query: `filter @message like "${marked()}" | stats count(*)`,
    groups: [`/app/${MARK}`],
  }),
  get_logs_insights_results: () => ({ id: `us-east-1~${marked()}` }),
  stop_logs_insights_query: () => ({ id: `us-east-1~${marked()}` }),
  get_log_record: () => ({ pointer: `us-east-1~${marked()}#1` }),
  list_metrics: () => ({ namespace: marked() }),
  run_aws_cli: () => ({
    command: `logs filter-log-events --log-group-name /app/${MARK} --filter-pattern '"${marked()}"'`,
  }),
  search_metric_catalog: () => ({ query: marked(), namespace: marked(), metric_name: marked() }),
  get_metric_statistics: () => ({
    namespace: marked(),
    metric_name: marked(),
    dimensions: [`Name=${marked()}`],
    statistics: ['Sum'],
  }),
  get_metric_data: () => ({ queries: [{ namespace: marked(), metric_name: marked(), statistic: 'Sum' }] }),
  list_dashboards: () => ({ name_prefix: MARK }),
  get_dashboard: () => ({ name: MARK }),
  describe_alarms: () => ({ name_prefix: marked() }),
  get_alarm_history: () => ({ name: marked() }),
  list_prometheus_workspaces: () => ({}),
  query_prometheus: () => ({ query: `up{job="${marked()}"}`, source: 'main' }),
  query_prometheus_range: () => ({ query: `up{job="${marked()}"}`, source: 'main', start: '-1h' }),
  list_prometheus_metrics: () => ({ source: 'main' }),
  list_prometheus_labels: () => ({ source: 'main', label: marked(), match: `up{job="${marked()}"}` }),
  find_prometheus_series: () => ({ source: 'main', match: `up{job="${marked()}"}` }),
  list_prometheus_rules: () => ({ source: 'main', name: MARK }),
  get_bedrock_usage_report: () => ({ days: 1, log_group: `/app/${MARK}`, model: marked() }),
  get_server_info: () => ({}),
  list_accounts: () => ({}),
};
