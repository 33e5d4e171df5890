import type { Operation } from '../operation.ts';
import { logAnomalyOperations } from './log-anomalies.ts';
import { logEventOperations } from './log-events.ts';
import { logFieldOperations } from './log-fields.ts';
import { logGroupOperations } from './log-groups.ts';
import { logStreamOperations } from './log-streams.ts';
import { metricFilterOperations } from './metric-filters.ts';
import { savedQueryOperations } from './saved-queries.ts';

export const logsOperations: Record<string, Operation> = {
  ...logGroupOperations,
  ...logStreamOperations,
  ...logEventOperations,
  ...metricFilterOperations,
  ...logFieldOperations,
  ...logAnomalyOperations,
  ...savedQueryOperations,
};
