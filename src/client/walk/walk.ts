import { alarmToOpen, latestBurst, readAlarms, type ReadAlarm } from '../reading/read-alarms.ts';
import { readCall, type ProposedCall } from '../reading/read-call.ts';
import { departureOf, readSeries, type Departure } from '../reading/read-series.ts';
import { UnreadableError } from '../reading/unreadable.ts';
import type { Ask } from './ask.ts';
import { findInLogs, type LogFindings } from './logs.ts';
import { askPrometheus, type PromqlFindings } from './promql.ts';

/** What a walk found out, each piece from a text. */
export interface Findings {
  /** The alarms that began together, the earliest first. */
  readonly alarms: readonly ReadAlarm[];
  readonly opened: ReadAlarm;
  readonly metric: string;
  readonly departure: Departure;
  readonly logs: LogFindings;
  /** Undefined where there is no PromQL to ask. */
  readonly promql: PromqlFindings | undefined;
}

/**
 * From what fires to what caused it, each call made of the texts before it.
 * @param withPrometheus whether there is a PromQL source to ask, asked when the walk comes to it
 * @throws StepError
 */
export async function walk(ask: Ask, withPrometheus: () => Promise<boolean>): Promise<Findings> {
  const firing = await ask('Which alarms fire?', () => ({
    tool: 'describe_alarms',
    args: { state: 'ALARM' },
    read: 'nothing yet; this is where one begins.',
  }));
  const detail = await ask('Why does it fire?', () => {
    const { alarm, why } = alarmToOpen(readAlarms(firing));
    return { tool: 'describe_alarms', args: { names: [alarm.name] }, read: why };
  });
  const alarms = latestBurst(readAlarms(firing));
  const opened = alarmToOpen(readAlarms(firing)).alarm;
  const metric = await ask('What did its metric do?', () => ({
    ...metricCall(detail),
    read: 'the whole call, with its times, in the line "Next:".',
  }));
  const logs = await findInLogs(ask, { firing, detail, metric });
  const promql = (await withPrometheus()) ? await askPrometheus(ask, { firing, metric }) : undefined;
  return { alarms, opened, metric: metricName(detail), departure: departureOf(readSeries(metric)), logs, promql };
}

function metricCall(detail: string): ProposedCall {
  const call = readCall(detail, 'get_metric_statistics') ?? readCall(detail, 'get_metric_data');
  if (call !== undefined) return call;
  throw new UnreadableError(
    'the text of describe_alarms proposes no call for the metric (a line "Next: get_metric_…").',
  );
}

/** `DatabaseConnections (Maximum, DBInstanceIdentifier=orders-db)` from the line `Fires when: …`. */
function metricName(detail: string): string {
  return /^Fires when: (.+?) (?:[<>]=?|outside|above|below) /m.exec(detail)?.[1] ?? 'the metric';
}
