const RDS = { namespace: 'AWS/RDS', metric_name: 'DatabaseConnections' };
const CLOUDWATCH = { source: 'cloudwatch:us-east-1' };
const AMP = { source: 'shop' };

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
  ['run_logs_insights_query', { query: 'stats count(*) by bin(5m)', groups: ['/shop/checkout'] }],
  ['run_logs_insights_query', { query: 'SOURCE logGroups() | filtre a', start: '-1m' }],
  ['get_logs_insights_results', { id: 'us-east-1~1f2e3d4c-0000-4000-8000-000000000000' }],
  ['stop_logs_insights_query', { id: 'us-east-1~1f2e3d4c-0000-4000-8000-000000000000' }],
  ['get_log_record', { pointer: 'us-east-1~1f2e3d4c-0000-4000-8000-000000000000#1' }],
  ['get_log_record', { pointer: 'bm90LWEtcG9pbnRlci1vZi1hbnl0aGluZw==' }],
  ['list_metrics', {}],
  ['list_metrics', { ...RDS, recently_active: true }],
  ['list_metrics', { namespace: 'AWS/Nothing' }],
  ['get_metric_statistics', { ...RDS, statistics: ['p99'], dimensions: ['DBInstanceIdentifier=nothing'] }],
  ['get_metric_data', { queries: [{ namespace: 'AWS/RDS', metric_name: 'Nothing', statistic: 'Sum' }] }],
  ['get_metric_data', { queries: [{ expression: 'SELECT MAX(CPUUtilization) FROM "AWS/RDS"' }] }],
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
];
