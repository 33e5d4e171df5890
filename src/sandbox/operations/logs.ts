import type { Operation } from '../operation.ts';
import { insightsQueryOperations } from './insights-queries.ts';
import { logAnomalyOperations } from './log-anomalies.ts';
import { logEventOperations } from './log-events.ts';
import { logFieldOperations } from './log-fields.ts';
import { logGroupOperations } from './log-groups.ts';
import { logRecordOperations } from './log-records.ts';
import { logStreamOperations } from './log-streams.ts';
import { metricFilterOperations } from './metric-filters.ts';
import { savedQueryOperations } from './saved-queries.ts';

export const logsOperations: Record<string, Operation> = {
  ...logGroupOperations,
  ...logStreamOperations,
  ...logEventOperations,
  ...metricFilterOperations,
  ...insightsQueryOperations,
  ...logRecordOperations,
  ...logFieldOperations,
  ...logAnomalyOperations,
  ...savedQueryOperations,
};
