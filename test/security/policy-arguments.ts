import { VALID_INSIGHTS } from './insights-limits.ts';

export type Args = Record<string, unknown>;

export const QUERY: Readonly<Record<string, Args>> = {
  find_prometheus_series: { match: 'up' },
  query_prometheus: { query: 'up' },
  query_prometheus_range: { query: 'up' },
};

/** Arguments that a tool takes, without a region. */
export function VALID(name: string): Args {
  const args: Readonly<Record<string, Args>> = {
    ...QUERY,
    ...VALID_INSIGHTS,
    search_log_events: { groups: ['/shop/orders'] },
    filter_log_streams: { group: '/shop/orders' },
    get_log_events: { group: '/shop/orders', stream: 'a' },
    get_log_group_fields: { group: '/shop/orders' },
    test_metric_filter: { pattern: 'a', lines: ['a'] },
    get_dashboard: { name: 'checkout' },
    get_alarm_history: { name: 'orders-db-connections' },
    get_metric_data: { queries: [{ namespace: 'AWS/SQS', metric_name: 'x' }] },
    get_metric_statistics: { namespace: 'AWS/SQS', metric_name: 'x' },
  };
  return args[name] ?? {};
}
