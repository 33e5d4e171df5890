const RDS = { namespace: 'AWS/RDS', metric_name: 'DatabaseConnections' };
const CLOUDWATCH = { source: 'cloudwatch:us-east-1' };
const AMP = { source: 'shop' };

/** One command of every operation that run_aws_cli runs. */
const CLI_COMMANDS = [
  'logs list-log-groups',
  'logs describe-log-streams --log-group-name /shop/checkout',
  'logs filter-log-events --log-group-name /shop/checkout --filter-pattern ERROR --max-items 1',
  'logs get-log-events --log-group-name /aws/rds/instance/orders-db/postgresql --log-stream-name orders-db.0 --limit 2',
  'logs get-transformer --log-group-identifier /shop/checkout',
  'logs get-log-group-fields --log-group-name /shop/checkout',
  'logs describe-field-indexes --log-group-identifiers /shop/checkout',
  'logs describe-queries',
  'logs get-query-results --query-id 00000000-0000-0000-0000-000000000000',
  'logs stop-query --query-id 00000000-0000-0000-0000-000000000000',
  'logs get-log-record --log-record-pointer AAAA',
  'cloudwatch list-metrics --namespace AWS/RDS',
  `cloudwatch get-metric-data --start-time 2026-11-21T08:00Z --end-time 2026-11-21T09:00Z --metric-data-queries 'Id=a,MetricStat={Metric={Namespace=AWS/RDS,MetricName=DatabaseConnections},Period=300,Stat=Sum}'`,
  'cloudwatch get-metric-statistics --namespace AWS/RDS --metric-name DatabaseConnections --start-time 2026-11-21T08:00Z --end-time 2026-11-21T09:00Z --period 300 --statistics Sum',
  'cloudwatch list-dashboards',
  'cloudwatch get-dashboard --dashboard-name nothing',
  'cloudwatch describe-alarms --max-items 1',
  'cloudwatch describe-alarm-history --alarm-name checkout-5xx-rate',
  'cloudwatch describe-alarm-contributors --alarm-name checkout-db-errors',
  'cloudwatch list-alarm-mute-rules',
  'cloudwatch get-alarm-mute-rule --alarm-mute-rule-name nothing',
  'amp list-workspaces',
  'amp describe-workspace --workspace-id ws-3f9c2b7e-6a51-4d08-b2c4-91e7d05f8a36',
  'sts get-caller-identity',
];

/** Beside one question per tool (questions.ts): what else their inputs can make them send to the sandbox's shop. */
export const MORE_QUESTIONS: readonly (readonly [tool: string, args: Record<string, unknown>])[] = [
  ['describe_log_groups', { class: 'ESSENTIALS' }],
  ['describe_log_groups', { tag: 'team=payments' }],
  ['describe_log_groups', { include_linked_accounts: true }],
  ['filter_log_streams', { group: '/shop/checkout', name_prefix: 'c', order_by: 'last_event' }],
  ['filter_log_streams', { group: '/shop/nothing' }],
  ['search_log_events', { groups: ['/shop/*'], text: 'timeout' }],
  ['search_log_events', { groups: ['/shop/nothing'] }],
  ['get_log_events', { group: '/shop/nothing', stream: 'x', time: '-1h' }],
  ['get_log_group_fields', { group: '/shop/nothing', time: '-1h' }],
<<<<<<< HEAD
  ['test_metric_filter', { pattern: '{', lines: ['{}'] }],
  ['list_log_anomalies', { group: '/shop/checkout', state: 'all' }],
  ['run_logs_insights_query', { query: 'stats count(*) by bin(5m)', groups: ['/shop/checkout'] }],
  ['run_logs_insights_query', { query: 'SOURCE logGroups() | filtre a', start: '-1m' }],
  ['get_logs_insights_results', { id: 'us-east-1~1f2e3d4c-0000-4000-8000-000000000000' }],
  ['stop_logs_insights_query', { id: 'us-east-1~1f2e3d4c-0000-4000-8000-000000000000' }],
  ['get_log_record', { pointer: 'us-east-1~1f2e3d4c-0000-4000-8000-000000000000#1' }],
  ['get_log_record', { pointer: 'bm90LWEtcG9pbnRlci1vZi1hbnl0aGluZw==' }],
  ['get_bedrock_usage_report', { days: 1, source: 'metrics' }],
=======
  ['get_bedrock_usage_report', { days: 1, source: 'metrics' }],
  ['test_metric_filter', { pattern: '{', lines: ['{}'] }],
  ['list_log_anomalies', { group: '/shop/checkout', state: 'all' }],
>>>>>>> bedrock
  ['list_metrics', {}],
  ['list_metrics', { ...RDS, recently_active: true }],
  ['list_metrics', { namespace: 'AWS/Nothing' }],
  ['get_metric_statistics', { ...RDS, statistics: ['p99'], dimensions: ['DBInstanceIdentifier=nothing'] }],
  ['get_metric_data', { queries: [{ namespace: 'AWS/RDS', metric_name: 'Nothing', statistic: 'Sum' }] }],
  ['get_metric_data', { queries: [{ expression: 'SELECT MAX(CPUUtilization) FROM "AWS/RDS"' }] }],
  ['get_dashboard', { name: 'nothing' }],
  ['describe_alarms', {}],
  ['describe_alarms', { state: 'all', hide_autoscaling: false }],
  ['describe_alarms', { names: ['nothing'] }],
  ['get_alarm_history', { name: 'checkout-unhealthy' }],
  ['get_alarm_history', { name: 'nothing' }],
  ...[
    'query_prometheus',
    'query_prometheus_range',
    'list_prometheus_metrics',
    'list_prometheus_labels',
    'find_prometheus_series',
    'list_prometheus_rules',
  ].flatMap((tool) =>
    [AMP, CLOUDWATCH, {}, { source: 'nothing' }].flatMap((source) => [
      [
        tool,
        {
          ...source,
          ...(tool.startsWith('query') && { query: 'up' }),
          ...(tool.startsWith('find') && { match: '{__name__="up"}' }),
        },
      ] as const,
      ...(tool === 'list_prometheus_labels' ? [[tool, { ...source, label: 'job', match: 'up' }] as const] : []),
    ]),
  ),
  ...CLI_COMMANDS.map((command) => ['run_aws_cli', { command }] as const),
];
