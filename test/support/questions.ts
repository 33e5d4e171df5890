/** One question per tool that the sandbox's shop answers, and what the text must show. */
export const QUESTIONS: readonly (readonly [tool: string, args: Record<string, unknown>, expected: RegExp])[] = [
  ['describe_log_groups', { name_contains: 'CHECKOUT' }, /checkout/],
  ['filter_log_streams', { group: '/aws/containerinsights/shop/application' }, /stream/],
  ['search_log_events', { groups: ['/shop/checkout'], text: 'ERROR', start: '-1h' }, /Z/],
  ['get_log_events', { group: '/aws/rds/instance/orders-db/postgresql', stream: 'orders-db.0' }, /orders-db/],
  ['get_log_group_fields', { group: '/shop/checkout' }, /requestId/],
  ['run_logs_insights_query', { query: 'stats count(*) by @log', groups: ['/shop/checkout'] }, /shop\/checkout/],
  ['test_metric_filter', { pattern: 'ERROR', lines: ['ERROR 1', 'INFO 2'] }, /1 of 2 lines matches/],
  ['list_log_anomalies', {}, /remaining connection slots/],
  ['list_saved_queries', {}, /run_logs_insights_query/],
  ['list_metrics', { namespace: 'AWS/RDS' }, /DatabaseConnections/],
  ['search_metric_catalog', { query: 'queue age' }, /ApproximateAgeOfOldestMessage/],
  [
    'get_metric_statistics',
    {
      namespace: 'AWS/RDS',
      metric_name: 'DatabaseConnections',
      dimensions: ['DBInstanceIdentifier=orders-db'],
      statistics: ['Maximum'],
    },
    /max/i,
  ],
  [
    'get_metric_data',
    {
      queries: [
        { expression: "SEARCH('{AWS/RDS,DBInstanceIdentifier} MetricName=\"CPUUtilization\"', 'Average', 300)" },
      ],
    },
    /CPUUtilization/,
  ],
  ['list_dashboards', {}, /checkout/],
  ['get_dashboard', { name: 'checkout' }, /get_metric_data queries=/],
  ['describe_alarms', { state: 'ALARM' }, /in ALARM/],
  ['get_alarm_history', { name: 'checkout-5xx-rate' }, /ALARM/],
  ['list_prometheus_workspaces', {}, /amp:us-east-1/],
  ['get_bedrock_usage_report', { days: 1 }, /nova-lite/],
  ['get_server_info', {}, /123456789012/],
  ['list_accounts', {}, /123456789012/],
  ['run_aws_cli', { command: 'aws logs describe-log-groups --max-items 3' }, /3 logGroups/],
];
