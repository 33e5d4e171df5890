import * as z from 'zod';
import { nearestNames } from '../analysis/nearest-names.ts';
import { QUOTAS } from '../budget/quotas.ts';

/** A page of log events is a MiB at most, a search reads a few at a time, and room for each is set aside before. */
const MIN_LOG_BYTES = 16 * 1024 * 1024;

const perHour = z.strictObject({
  metricsRequested: z.int().min(1).optional().describe('Metrics of GetMetricData; AWS takes $0.01 for 1,000'),
  logBytesRead: z
    .int()
    .min(
      MIN_LOG_BYTES,
      `it must be ${MIN_LOG_BYTES} bytes (16 MiB) or more: a search sets aside a MiB for each page before it reads it`,
    )
    .optional()
    .describe('Bytes of log messages that AWS returned'),
  logBytesScanned: z
    .int()
    .min(1)
    .optional()
    .describe('Bytes that Logs Insights queries scanned; AWS takes $0.005 a GB in us-east-1'),
  promqlSamples: z.int().min(1).optional().describe('Samples that PromQL queries processed'),
  awsCalls: z.int().min(1).optional().describe('Requests to AWS, retries among them'),
});

const concurrency = z.strictObject({
  perPrincipal: z.int().min(1).max(10_000).optional().describe('Calls of one caller under way at a time: 8'),
  total: z.int().min(1).max(10_000).optional().describe('Calls under way at a time: 256'),
  queuePerPrincipal: z.int().min(0).max(10_000).optional().describe('Calls of one caller that may wait: 100'),
  queueTotal: z.int().min(0).max(10_000).optional().describe('Calls that may wait: 1000'),
  longestWaitSeconds: z.number().gt(0).max(900).optional().describe('The longest wait of a call: 15'),
});

/** A call that is paced. */
const callName = z
  .string()
  .regex(/^[a-z]+:[A-Za-z]+$/, { error: ({ input }) => noSuchCall(String(input)) })
  .refine((name) => name in QUOTAS, { error: ({ input }) => noSuchCall(String(input)) })
  .meta({ enum: Object.keys(QUOTAS) });

function noSuchCall(name: string): string {
  const [like] = nearestNames(name, Object.keys(QUOTAS), 1);
  return like === undefined ? 'it must be one of the calls of docs/limits.md' : `did you mean ${like}?`;
}

/** How much may be read, and how fast. Each replica counts for itself. What is absent has no limit, or its default. */
export const budgetsSection = z.strictObject({
  principalPerHour: perHour.optional().describe('What each caller may use in any hour; absent: no limit'),
  totalPerHour: perHour.optional().describe('What all callers together may use in any hour; absent: no limit'),
  quotaShare: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("The part of AWS's quotas of calls a second to use, the rest is for others: 0.5; 0: calls are not paced"),
  quotas: z
    .record(callName, z.number().gt(0))
    .optional()
    .describe("Quotas of the account that are not AWS's defaults: calls a second, by the names of docs/limits.md"),
  concurrency: concurrency.optional(),
});

export type BudgetsSection = z.output<typeof budgetsSection>;
