import { shortReason } from '../../../analysis/alarm-reason.ts';
import { stays } from '../../../analysis/alarm-timeline.ts';
import { readAlarmHistory } from '../../../aws/alarm-history.ts';
import { clip } from '../../../format/text.ts';
import { formatTime } from '../../../format/time.ts';
import type { AlarmEvent, Window } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';
import type { HistoryRow } from './history-output.ts';

/** Longest text of an entry in the table, in characters. */
const MAX_TEXT_CHARS = 300;
/** Longest labels of a contributor in the table, in characters. */
const MAX_LABEL_CHARS = 300;
/** Characters of a text in a row for a token of the budget: a row takes about a tenth of the budget at most. */
const CHARS_PER_BUDGET_TOKEN = 0.2;

export interface History {
  readonly events: readonly AlarmEvent[];
  /** Nothing before this moment was read; undefined when the window was read whole. */
  readonly readFrom: number | undefined;
}

/** Several types of entries of one alarm's history at once, until half the deadline is over. */
export async function readHistory(
  question: { region: string; name: string; window: Window; contributorId?: string | undefined },
  types: readonly AlarmEvent['type'][],
  context: Pick<ToolContext, 'aws' | 'signal' | 'timeLeft'>,
): Promise<History> {
  const half = context.timeLeft() / 2;
  const { region, ...asked } = question;
  const reads = await Promise.all(
    types.map((type) =>
      readAlarmHistory(
        context.aws,
        region,
        { ...asked, type },
        { signal: context.signal, goOn: () => context.timeLeft() > half },
      ),
    ),
  );
  const limits = reads.flatMap((read) => read.readFrom ?? []);
  const readFrom = limits.length === 0 ? undefined : Math.max(...limits);
  const events = reads.flatMap((read) => read.events);
  return { events: readFrom === undefined ? events : events.filter((event) => event.time >= readFrom), readFrom };
}

/**
 * Entries as rows, newest first; changes of state with how long the alarm, or its contributor, then stayed.
 * @param budgetTokens what the answer may have: of a small one each row takes a part only
 */
export function historyRows(events: readonly AlarmEvent[], windowEnd: number, budgetTokens: number): HistoryRow[] {
  const most = Math.floor(budgetTokens * CHARS_PER_BUDGET_TOKEN);
  const series = Map.groupBy(
    events.filter((event) => event.to !== undefined),
    (event) => (event.type === 'state' ? '' : `${event.type} ${event.contributorId ?? ''}`),
  );
  const staying = new Map(
    [...series.values()].flatMap((changes) => stays(changes, windowEnd)).map((stay) => [stay.event, stay]),
  );
  return events.map((event) => {
    const stay = staying.get(event);
    const attributes = Object.entries(event.contributor ?? {}).map(([name, value]) => `${name}=${value}`);
    return {
      time: formatTime(event.time),
      type: event.type,
      from: event.from,
      to: event.to,
      ...(stay && { durationMs: stay.durationMs, lasting: stay.lasting }),
      text: clip(
        event.reason === undefined ? event.summary : shortReason(event.reason, event.time),
        Math.min(most, MAX_TEXT_CHARS),
      ),
      contributor: attributes.length === 0 ? undefined : clip(attributes.join(', '), Math.min(most, MAX_LABEL_CHARS)),
      contributorId: event.contributorId,
    };
  });
}

/** Of the same moment, the alarm's own change comes first. */
const TYPES = ['state', 'contributor', 'action', 'contributor_action', 'configuration'];

/** Newest first; entries of the same moment in a fixed order. */
export function historyPosition(row: HistoryRow): (string | number)[] {
  return [-Date.parse(row.time), TYPES.indexOf(row.type), row.contributorId ?? '', row.to ?? row.text];
}
