import type { Usage } from '../../../analysis/usage-report.ts';
import { LISTED_MS, readBedrockMetrics } from '../../../aws/bedrock-metrics.ts';
import { readInvocationLog } from '../../../aws/bedrock-logs.ts';
import { formatHandle } from '../../../analysis/query-handle.ts';
import { MAX_ROWS } from '../../../aws/insights-queries.ts';
import { formatBytes, formatCount } from '../../../format/number.ts';
import { formatWindow } from '../../../format/time.ts';
import type { Window } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';
import { accountArgument } from '../../params.ts';
import { callerAccountId } from '../../patience.ts';
import { placeName, type Place } from '../../places.ts';
import type { Asked, Plan } from './plan-place.ts';

const MOMENT_MS = 60_000;

export interface PlaceUsage {
  readonly usages: readonly Usage[];
  /** What was counted. */
  readonly source: string;
  /** What of the window was counted. */
  readonly window: Window;
  /** Whether calls or tokens are missing in the sums. */
  readonly incomplete: boolean;
  /** What of it is missing, sentences. */
  readonly notes: readonly string[];
}

/**
 * What one region of one account tells, by its plan.
 * @param asked.until when queries of logs must have told what they know, on the clock of `performance.now()`
 */
export function readPlace(
  plan: Plan,
  asked: Asked & { until: number },
  window: Window,
  place: Place,
  at: ToolContext,
): Promise<PlaceUsage> {
  return plan.from === 'logs' ? fromLogs(plan, asked, window, place, at) : fromMetrics(plan, asked, window, place, at);
}

async function fromLogs(
  plan: Extract<Plan, { from: 'logs' }>,
  { model, user, until }: Asked & { until: number },
  window: Window,
  place: Place,
  at: ToolContext,
): Promise<PlaceUsage> {
  const [{ region }, where] = [place, placeName(place)];
  const { group, estimatedBytes } = plan;
  const question = { group, window, model, user };
  const options = { signal: at.signal, until, estimatedBytes: estimatedBytes / 2 };
  const read = await readInvocationLog(at.aws, region, question, options);
  const id = read.runningId && formatHandle([{ account: accountArgument(at), region, queryId: read.runningId }]);
  const taken = read.usages.reduce((sum, { calls, errors }) => sum + calls - errors, 0);
  const notes = [
    id &&
      `INCOMPLETE: the query of ${group} in ${where} did not finish in time; the figures are what it had found. get_logs_insights_results id="${id}" tells all its rows later; a shorter window is faster.`,
    read.failed &&
      `INCOMPLETE: the query of ${group} in ${where} ended as ${read.failed}; the figures are what it had found. Ask again, for a shorter window.`,
    read.cut &&
      `INCOMPLETE: ${group} in ${where} has more than ${formatCount(MAX_ROWS)} combinations of day, model, user and error, of which ${formatCount(MAX_ROWS)} are counted. Ask for a shorter window, or for one model or user.`,
    read.untimed &&
      `Durations in ${where} are missing: their query ${read.untimed === 'stopped' ? 'did not finish in time and was stopped' : 'failed'}. A shorter window is faster; source="metrics" tells them.`,
    read.untimed === undefined &&
      taken > 0 &&
      read.timed < taken &&
      `Durations in ${where} are of ${formatCount(read.timed)} of ${formatCount(taken)} calls that went well: the log tells them of Converse alone. source="metrics" tells them of all.`,
    plan.others.length > 0 &&
      `Other groups in ${where} look like such a log and were not read: ${plan.others.join(', ')} (log_group reads one).`,
  ];
  return {
    usages: read.usages,
    window,
    incomplete: id !== undefined || read.failed !== undefined || read.cut,
    source: `${where}: model invocation log ${group} (${plan.byName ? 'found by its name, ' : ''}${formatBytes(read.bytesScanned)} scanned)`,
    notes: notes.filter((note) => typeof note === 'string' && note !== '') as string[],
  };
}

async function fromMetrics(
  { why }: Extract<Plan, { from: 'metrics' }>,
  { model }: Asked,
  window: Window,
  place: Place,
  at: ToolContext,
): Promise<PlaceUsage> {
  const [{ region }, where] = [place, placeName(place)];
  const now = at.clock();
  const account = (await callerAccountId(at)) ?? '';
  const read = await readBedrockMetrics(at.aws, region, { window, now, account, model }, { signal: at.signal });
  // Nothing is there after now, and a window until now ends a moment before.
  const end = now - window.end < MOMENT_MS ? window.end : Math.min(read.window.end, now);
  const counted = { start: read.window.start, end };
  const isWidened = counted.start !== window.start || counted.end !== window.end;
  const units = read.periodSeconds >= 86_400 ? 'days' : 'hours';
  const notes = [
    isWidened && `Metrics are counted by whole ${units}: in ${where} ${formatWindow(counted)}.`,
    window.start < now - LISTED_MS &&
      `Models in ${where} that were not called in the last two weeks may be missing: CloudWatch no longer lists their metrics.`,
    read.untimed && `Durations in ${where} are left out, since there are too many models: model="…" tells them.`,
    ...read.messages.map((message) => `CloudWatch says of ${where}: ${message}`),
  ];
  return {
    usages: read.usages,
    window: counted,
    incomplete: false,
    source: `${where}: metrics in AWS/Bedrock${why === undefined ? '' : `, since ${why}`}; they know no users`,
    notes: notes.filter((note) => typeof note === 'string'),
  };
}
