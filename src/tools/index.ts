import { describeAlarms } from './alarms/describe-alarms.ts';
import { getAlarmHistory } from './alarms/get-alarm-history.ts';
import { runAwsCli } from './cli/run-aws-cli.ts';
import { getBedrockUsageReport } from './bedrock/get-bedrock-usage-report.ts';
import type { AnyTool } from './define.ts';
import { describeLogGroups } from './logs/describe-log-groups.ts';
import { filterLogStreams } from './logs/filter-log-streams.ts';
import { getLogEvents } from './logs/get-log-events.ts';
import { getLogGroupFields } from './logs/get-log-group-fields.ts';
import { listLogAnomalies } from './logs/list-log-anomalies.ts';
import { listSavedQueries } from './logs/list-saved-queries.ts';
import { searchLogEvents } from './logs/search-log-events.ts';
import { testMetricFilter } from './logs/test-metric-filter.ts';
import { getDashboard } from './metrics/get-dashboard.ts';
import { getLogRecord } from './logs/get-log-record.ts';
import { getLogsInsightsResults } from './logs/get-logs-insights-results.ts';
import { runLogsInsightsQuery } from './logs/run-logs-insights-query.ts';
import { stopLogsInsightsQuery } from './logs/stop-logs-insights-query.ts';
import { getMetricData } from './metrics/get-metric-data.ts';
import { getMetricStatistics } from './metrics/get-metric-statistics.ts';
import { listDashboards } from './metrics/list-dashboards.ts';
import { listMetrics } from './metrics/list-metrics.ts';
import { searchMetricCatalog } from './metrics/search-metric-catalog.ts';
import { findPrometheusSeries } from './promql/find-prometheus-series.ts';
import { listPrometheusLabels } from './promql/list-prometheus-labels.ts';
import { listPrometheusMetrics } from './promql/list-prometheus-metrics.ts';
import { listPrometheusRules } from './promql/list-prometheus-rules.ts';
import { listPrometheusWorkspaces } from './promql/list-prometheus-workspaces.ts';
import { queryPrometheus } from './promql/query-prometheus.ts';
import { queryPrometheusRange } from './promql/query-prometheus-range.ts';
import { getServerInfo } from './server/get-server-info.ts';
import { listAccounts } from './server/list-accounts.ts';

/** Every tool, in the order tools/list gives them. */
export const TOOLS: readonly AnyTool[] = [
  describeLogGroups,
  filterLogStreams,
  searchLogEvents,
  getLogEvents,
  getLogGroupFields,
  runLogsInsightsQuery,
  getLogsInsightsResults,
  stopLogsInsightsQuery,
  getLogRecord,
  listLogAnomalies,
  listSavedQueries,
  testMetricFilter,
  listMetrics,
  searchMetricCatalog,
  getMetricStatistics,
  getMetricData,
  listDashboards,
  getDashboard,
  describeAlarms,
  getAlarmHistory,
  listPrometheusWorkspaces,
  queryPrometheus,
  queryPrometheusRange,
  listPrometheusMetrics,
  listPrometheusLabels,
  findPrometheusSeries,
  listPrometheusRules,
  getBedrockUsageReport,
  getServerInfo,
  listAccounts,
  runAwsCli,
];
