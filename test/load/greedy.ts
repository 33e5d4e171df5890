import { mark } from '../bench/fixed-answers.ts';
import { toolCall } from '../bench/load.ts';
import { RANGE, WINDOW } from '../bench/questions.ts';
import type { Ask } from './mix.ts';

const BUSY = '/large/busy';
const SOURCE = 'prometheus:main';
const DB = 'DBInstanceIdentifier=orders-db';
const METRIC = { namespace: 'AWS/RDS', metric_name: 'CPUUtilization' };

const ROWS = 'fields @timestamp, @message | limit 10000';

/** Fifty metrics; the first differs from call to call. */
const fifty = (n: number) =>
  Array.from({ length: 50 }, (_, i) => ({
    namespace: 'Large/Service00000',
    metric_name: `Load${String(i).padStart(5, '0')}`,
    dimensions: [`InstanceId=i-00001${i === 0 ? mark(n) : ''}`],
  }));

/** Of every tool the question with the largest answer, of an account with a lot of everything; each reads anew what is not kept. */
export const GREEDY: readonly (readonly [tool: string, args: (n: number, query: string) => Record<string, unknown>])[] =
  [
    ['describe_log_groups', (n) => ({ name_prefix: `/large/${mark(n)}`, limit: 1_000 })],
    ['filter_log_streams', () => ({ group: BUSY, limit: 1_000 })],
    ['search_log_events', (n) => ({ groups: [BUSY], pattern: `-nothing${mark(n)}`, ...WINDOW, limit: 1_000 })],
    [
      'get_log_events',
      (n) => ({ group: BUSY, stream: `task-00000${mark(n)}`, time: WINDOW.end, before: 1_000, after: 1_000 }),
    ],
    ['get_log_group_fields', () => ({ group: '/shop/checkout', limit: 1_000 })],
    ['run_logs_insights_query', (n) => ({ query: `${ROWS} # ${mark(n)}`, groups: ['/shop/checkout'], ...WINDOW })],
    ['get_logs_insights_results', (_, query) => ({ id: query, limit: 10_000, pointers: true })],
    ['stop_logs_insights_query', (_, query) => ({ id: query })],
    ['get_log_record', (_, query) => ({ pointer: `${query}#1`, message_chars: 20_000 })],
    ['list_log_anomalies', () => ({ state: 'all', limit: 500 })],
    ['list_saved_queries', () => ({ limit: 1_000 })],
    [
      'test_metric_filter',
      (n) => ({ pattern: 'ERROR', lines: Array.from({ length: 50 }, (_, i) => `ERROR ${n} ${'x'.repeat(900)} ${i}`) }),
    ],
    ['list_metrics', () => ({})],
    ['list_metrics', () => ({ namespace: 'Large/Service00001', limit: 500 })],
    ['search_metric_catalog', () => ({ query: 'count', limit: 500 })],
    [
      'get_metric_statistics',
      (n) => ({ ...METRIC, dimensions: [`${DB}${mark(n)}`], statistics: ['Average', 'Maximum', 'p99'], start: '-14d' }),
    ],
    ['get_metric_data', (n) => ({ queries: fifty(n), ...WINDOW, limit: 500 })],
    ['list_dashboards', () => ({ limit: 1_000 })],
    ['get_dashboard', () => ({ name: 'checkout', limit: 500 })],
    [
      'describe_alarms',
      (n) => ({ state: 'all', hide_autoscaling: false, name_prefix: `large-${mark(n)}`, limit: 500 }),
    ],
    ['get_alarm_history', () => ({ name: 'checkout-5xx-rate', start: '-14d', limit: 500 })],
    ['list_prometheus_workspaces', () => ({ limit: 500 })],
    ['query_prometheus', (n) => ({ query: `up{x!="${mark(n)}"}`, source: SOURCE, limit: 500 })],
    [
      'query_prometheus_range',
      (n) => ({ query: `rate(up{x!="${mark(n)}"}[5m]) or vector(0)`, source: SOURCE, ...RANGE, limit: 100 }),
    ],
    ['list_prometheus_metrics', () => ({ source: SOURCE, limit: 2_000 })],
    ['list_prometheus_labels', (n) => ({ source: SOURCE, match: `{x!="${mark(n)}"}`, limit: 5_000 })],
    ['find_prometheus_series', (n) => ({ match: `{x!="${mark(n)}"}`, source: SOURCE, limit: 500 })],
    ['list_prometheus_rules', () => ({ source: SOURCE, limit: 500 })],
    ['get_bedrock_usage_report', () => ({ days: 30, source: 'metrics', limit: 1_000 })],
    ['get_server_info', () => ({})],
    ['list_accounts', () => ({})],
    ['run_aws_cli', (n) => ({ command: `aws logs describe-log-groups --log-group-name-prefix /large/${mark(n)}` })],
  ];

/** Starts the query whose rows are asked for again and again. */
export const GREEDY_QUERY = toolCall('run_logs_insights_query', { query: ROWS, groups: ['/shop/checkout'], ...WINDOW });

/**
 * The questions in turn.
 * @param n counts
 * @param query the id that the answer to `GREEDY_QUERY` gives
 */
export function greedyAsk(n: number, query: string): Ask {
  const [name, args] = GREEDY[n % GREEDY.length] as (typeof GREEDY)[number];
  return { n, name, request: toolCall(name, args(n, query)), expected: '"text":"' };
}
