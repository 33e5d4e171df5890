/** One or more questions per tool, so that every operation a tool uses is asked by one of them. */
export interface Question {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Whether it is about a Logs Insights query that somebody started, by its `id`. */
  readonly ofQuery?: boolean;
}

const AMP = 'amp:us-east-1/ws-3f9c2b7e-6a51-4d08-b2c4-91e7d05f8a36';
const PROMQL_SOURCES = [AMP, 'cloudwatch:us-east-1', 'prometheus:main'];

function ofEverySource(tool: string, args: Readonly<Record<string, unknown>>, sources = PROMQL_SOURCES): Question[] {
  return sources.map((source) => ({ tool, args: { ...args, source } }));
}

export const QUESTIONS: readonly Question[] = [
  { tool: 'describe_log_groups', args: { name_contains: 'checkout' } },
  { tool: 'describe_log_groups', args: { tag: 'team' } },
  { tool: 'filter_log_streams', args: { group: '/aws/containerinsights/shop/application' } },
  {
    tool: 'search_log_events',
    args: { groups: ['/shop/checkout', '/shop/pa*'], pattern: '{ $.level = "error" }', start: '-10m' },
  },
  { tool: 'get_log_events', args: { group: '/aws/rds/instance/orders-db/postgresql', stream: 'orders-db.0' } },
  { tool: 'get_log_group_fields', args: { group: '/shop/checkout' } },
  { tool: 'run_logs_insights_query', args: { query: 'stats count(*) by level', groups: ['/shop/checkout'] } },
  { tool: 'get_logs_insights_results', args: {}, ofQuery: true },
  { tool: 'stop_logs_insights_query', args: {}, ofQuery: true },
  { tool: 'get_log_record', args: { pointer: 'WyIxMjM0NTY3ODkwMTIiLCIvc2hvcC9jaGVja291dCIsMTc5NTI1Mzk4NTUyMywwXQ==' } },
  { tool: 'list_log_anomalies', args: {} },
  { tool: 'list_saved_queries', args: {} },
  { tool: 'test_metric_filter', args: { pattern: 'ERROR', lines: ['ERROR 1', 'INFO 2'] } },
  { tool: 'list_metrics', args: { namespace: 'AWS/RDS' } },
  { tool: 'search_metric_catalog', args: { query: 'queue age' } },
  {
    tool: 'get_metric_statistics',
    args: {
      namespace: 'AWS/RDS',
      metric_name: 'DatabaseConnections',
      dimensions: ['DBInstanceIdentifier=orders-db'],
      statistics: ['Maximum'],
    },
  },
  {
    tool: 'get_metric_data',
    args: {
      queries: [
        { expression: "SEARCH('{AWS/RDS,DBInstanceIdentifier} MetricName=\"CPUUtilization\"', 'Average', 300)" },
      ],
    },
  },
  { tool: 'list_dashboards', args: {} },
  { tool: 'get_dashboard', args: { name: 'checkout' } },
  { tool: 'describe_alarms', args: { region: 'all' } },
  { tool: 'describe_alarms', args: { names: ['db-pool-in-use'] } },
  { tool: 'get_alarm_history', args: { name: 'checkout-5xx-rate' } },
  { tool: 'list_prometheus_workspaces', args: {} },
  ...ofEverySource('query_prometheus', { query: 'up' }),
  ...ofEverySource('query_prometheus_range', { query: 'up' }),
  ...ofEverySource('list_prometheus_metrics', {}),
  ...ofEverySource('list_prometheus_labels', {}),
  ...ofEverySource('find_prometheus_series', { match: 'up' }),
  ...ofEverySource('list_prometheus_rules', {}, [AMP, 'prometheus:main']),
  { tool: 'get_bedrock_usage_report', args: { days: 1 } },
  { tool: 'get_bedrock_usage_report', args: { days: 1, source: 'metrics' } },
  { tool: 'get_server_info', args: {} },
  { tool: 'list_accounts', args: {} },
  { tool: 'run_aws_cli', args: { command: 'aws logs describe-log-groups' } },
];
