import * as z from 'zod';
import { BREAKDOWNS } from '../../../analysis/usage-report.ts';
import { ofSeveral, pageFields } from '../../params.ts';

const amounts = {
  calls: z.int(),
  errors: z.int(),
  throttled: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  cacheReadTokens: z.int(),
  cacheWriteTokens: z.int(),
  p50Ms: z.int().optional(),
  p90Ms: z.int().optional(),
  p99Ms: z.int().optional(),
  /** US dollars, at the caller's prices. */
  cost: z.number().optional(),
};

const failure = z.object({ source: z.string(), error: z.string() });

export const output = z.object({
  start: z.string(),
  end: z.string(),
  region: z.string(),
  regions: z.array(z.string()),
  partition: z.string(),
  account: z.string().optional(),
  accounts: ofSeveral(z.array(z.string())),
  /** What was counted, a sentence each: the log group, or the metrics and why. */
  sources: z.array(z.string()),
  /** What the question was narrowed to. */
  filters: z.string().optional(),
  total: z.object(amounts),
  items: z.array(
    z.object({
      by: z.enum(BREAKDOWNS),
      name: z.string(),
      alsoCalled: z.array(z.string()).optional(),
      /** Of a day that was not counted whole. */
      part: z.string().optional(),
      ...amounts,
    }),
  ),
  /** Rows of each breakdown there are. */
  found: z.record(z.string(), z.int()),
  /** Whether calls or tokens are missing in the sums. */
  incomplete: z.boolean().optional(),
  /** What of it is missing, or has no price. */
  notes: z.array(z.string()).optional(),
  group: z.string().optional(),
  failures: z.array(failure).optional(),
  ...pageFields,
});

export type Report = z.output<typeof output>;
export type ReportRow = Report['items'][number];
