/** What prometheus.ts answers, one question per tool that asks a Prometheus. */
export const QUESTIONS: readonly (readonly [tool: string, args: object, expected: RegExp])[] = [
  ['query_prometheus', { source: 'main', query: 'up' }, /api-0/],
  ['query_prometheus_range', { source: 'main', query: 'up', start: '-1h' }, /api-0/],
  ['list_prometheus_metrics', { source: 'main' }, /http_requests_total/],
  ['list_prometheus_labels', { source: 'main', label: 'job' }, /api/],
  ['find_prometheus_series', { source: 'main', match: '{job="api"}' }, /api/],
  ['list_prometheus_rules', { source: 'main' }, /ApiDown/],
];
