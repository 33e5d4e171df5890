import * as z from 'zod';
import { FIND_SOURCE_ACTIONS } from './find-source.ts';
import { EMPTY_NOTES_ACTION } from './remarks.ts';

/** The PromQL of a question. */
export const queryParam = z
  .string()
  .min(1)
  .max(10_000)
  .describe('PromQL, such as sum by (code) (rate(http_requests_total[5m]))');

/** What a query may need of IAM, whatever its source. */
export const QUERY_ACTIONS = [
  'aps:QueryMetrics',
  'aps:GetLabels',
  ...FIND_SOURCE_ACTIONS,
  'cloudwatch:GetMetricData',
  'cloudwatch:ListMetrics',
  EMPTY_NOTES_ACTION,
] as const;
