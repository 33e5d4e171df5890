import * as z from 'zod';
import { pageFields } from '../../params.ts';

const historyRow = z.object({
  time: z.string(),
  /** `state`, `contributor`, `configuration`, `action`, `contributor_action`. */
  type: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  /** How long it then stayed in `to`. */
  durationMs: z.number().optional(),
  /** It was still there at the end of the window. */
  lasting: z.boolean().optional(),
  text: z.string(),
  contributor: z.string().optional(),
  contributorId: z.string().optional(),
});
export type HistoryRow = z.output<typeof historyRow>;

const span = z.object({ start: z.string(), end: z.string() });

export const historyOutput = z.object({
  name: z.string(),
  region: z.string(),
  account: z.string().optional(),
  start: z.string(),
  end: z.string(),
  /** The window asked for began before what CloudWatch keeps, which is where this one begins. */
  clipped: z.boolean().optional(),
  /** The end asked for, where that is in the future: the window ends now. */
  futureEnd: z.string().optional(),
  /** Whether the window reaches to the present. */
  toNow: z.boolean(),
  state: z.string().optional(),
  since: z.string().optional(),
  contributorId: z.string().optional(),
  changes: z.int(),
  changesIntoAlarm: z.int(),
  msInState: z.record(z.string(), z.number()),
  flapping: span.extend({ changes: z.int(), spanMs: z.number(), medianAlarmMs: z.number().optional() }).optional(),
  investigate: span.optional(),
  next: z.string().optional(),
  notes: z.array(z.string()),
  consoleUrl: z.string().optional(),
  items: z.array(historyRow),
  ...pageFields,
});
export type HistoryOutput = z.output<typeof historyOutput>;
