import { describeAlarms } from './alarms/describe-alarms.ts';
import { getAlarmHistory } from './alarms/get-alarm-history.ts';
import type { AnyTool } from './define.ts';
import { describeLogGroups } from './logs/describe-log-groups.ts';
import { filterLogStreams } from './logs/filter-log-streams.ts';
import { getLogEvents } from './logs/get-log-events.ts';
import { searchLogEvents } from './logs/search-log-events.ts';
import { listMetrics } from './metrics/list-metrics.ts';
import { queryPrometheus } from './promql/query-prometheus.ts';
import { queryPrometheusRange } from './promql/query-prometheus-range.ts';
import { getServerInfo } from './server/get-server-info.ts';

/** Every tool, in the order tools/list gives them. */
export const TOOLS: readonly AnyTool[] = [
  describeLogGroups,
  filterLogStreams,
  searchLogEvents,
  getLogEvents,
  listMetrics,
  describeAlarms,
  getAlarmHistory,
  queryPrometheus,
  queryPrometheusRange,
  getServerInfo,
];
