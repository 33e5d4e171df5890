import * as z from 'zod';
import { ofSeveral, pageFields } from '../../params.ts';
import { alarmDetail } from './alarm-detail.ts';
import { alarmRow } from './alarm-row.ts';

const asked = z.enum(['names', 'filter', 'nothing']);
/** What a question named: alarms, a filter (prefix or type), or nothing. */
export type Asked = z.output<typeof asked>;

export const describeOutput = z.object({
  /** When the states were read. */
  at: z.string(),
  regions: z.array(z.string()),
  account: z.string().optional(),
  /** Where several are asked; absent where one is. */
  accounts: ofSeveral(z.array(z.string())),
  asked,
  states: z.array(z.string()),
  type: z.string().optional(),
  namePrefix: z.string().optional(),
  matched: z.int(),
  counts: z.record(z.string(), z.int()),
  total: z.int(),
  complete: z.boolean(),
  allComplete: z.boolean(),
  /** Those of another type than asked for. */
  otherTypes: z.int(),
  hiddenAutoscaling: z.int(),
  hiddenInAlarm: z.int(),
  notes: z.array(z.string()),
  failures: z.array(z.object({ source: z.string(), error: z.string() })),
  detail: alarmDetail.optional(),
  consoleUrl: z.string().optional(),
  items: z.array(alarmRow),
  ...pageFields,
});

export type DescribeOutput = z.output<typeof describeOutput>;
