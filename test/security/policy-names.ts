import { TOOLS } from '../../src/tools/index.ts';
import { INSIGHTS } from './insights-limits.ts';

/** What the limits of the policy are about, by the tools that read it. */
export const LOGS = [
  'describe_log_groups',
  'filter_log_streams',
  'get_log_events',
  'get_log_group_fields',
  'list_log_anomalies',
  'list_saved_queries',
  'search_log_events',
  'test_metric_filter',
  ...INSIGHTS,
];
export const METRICS = [
  'get_dashboard',
  'get_metric_data',
  'get_metric_statistics',
  'list_dashboards',
  'list_metrics',
  'search_metric_catalog',
];
export const ALARMS = ['describe_alarms', 'get_alarm_history'];
export const PROMQL = TOOLS.filter(({ toolset }) => toolset === 'promql').map(({ name }) => name);
export const SERVER = ['get_server_info', 'list_accounts'];
export const WORKSPACE = 'amp:us-east-1/ws-3f9c2b7e-6a51-4d08-b2c4-91e7d05f8a36';
export const POINTER = '2026-11-21T09:00:00Z';
export const CHECKOUT_ARN = 'arn:aws:logs:us-east-1:123456789012:log-group:/shop/checkout';
export const askers = PROMQL.filter((name) => name !== 'list_prometheus_workspaces');
export const expression = (text: string) => ({ queries: [{ expression: text }], region: 'us-east-1' });
