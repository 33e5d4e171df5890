import { DescribeAlarmHistoryCommand, type AlarmHistoryItem, type HistoryItemType } from '@aws-sdk/client-cloudwatch';
import type { AlarmEvent, AlarmState, Window } from '../model.ts';
import { withAlarmTypes } from './alarms.ts';
import type { Aws } from './aws.ts';

/** Largest page of DescribeAlarmHistory. */
const PAGE_SIZE = 100;

/** How long CloudWatch keeps an alarm's history, milliseconds: two weeks (API reference of DescribeAlarmHistory). */
export const HISTORY_KEPT_MS = 14 * 86_400_000;

const ITEM_TYPE = {
  state: 'StateUpdate',
  contributor: 'AlarmContributorStateUpdate',
  configuration: 'ConfigurationUpdate',
  action: 'Action',
  contributor_action: 'AlarmContributorAction',
} as const satisfies Record<AlarmEvent['type'], HistoryItemType>;

const TYPES = ['state', 'contributor', 'configuration', 'action', 'contributor_action'] as const;

export interface HistoryRead {
  /** Newest first. */
  readonly events: readonly AlarmEvent[];
  /** Undefined when the window was read whole; else nothing before this moment was, epoch milliseconds. */
  readonly readFrom: number | undefined;
}

/**
 * One type of entries of an alarm's history in a window, newest first.
 * @param goOn asked before every further page; false stops there
 */
export async function readAlarmHistory(
  aws: Aws,
  region: string,
  question: { name: string; type: AlarmEvent['type']; window: Window; contributorId?: string | undefined },
  options: { signal: AbortSignal; goOn: () => boolean },
): Promise<HistoryRead> {
  const { window } = question;
  const events: AlarmEvent[] = [];
  let next: string | undefined;
  do {
    const input = {
      AlarmName: question.name,
      HistoryItemType: ITEM_TYPE[question.type],
      StartDate: new Date(window.start),
      EndDate: new Date(window.end),
      ScanBy: 'TimestampDescending' as const,
      MaxRecords: PAGE_SIZE,
      ...(question.contributorId !== undefined && { AlarmContributorId: question.contributorId }),
      ...(next !== undefined && { NextToken: next }),
    };
    const answer = await withAlarmTypes((AlarmTypes) =>
      aws.cloudwatch(region, new DescribeAlarmHistoryCommand({ ...input, AlarmTypes }), { signal: options.signal }),
    );
    events.push(...(answer.AlarmHistoryItems ?? []).flatMap(toEvent));
    next = answer.NextToken || undefined;
    // Entries of one moment may be on several pages: only what is later than the last one read is known whole.
  } while (next !== undefined && (isOneMoment(events, window) || options.goOn()));
  const oldest = events.at(-1)?.time;
  const inside = events.filter((event) => event.time >= window.start && event.time < window.end);
  return {
    events: inside.toSorted((a, b) => b.time - a.time),
    readFrom: next === undefined ? undefined : oldest === undefined ? window.end : oldest + 1,
  };
}

/** Whether all that was read, newest first, is of one moment, but for what is not before the window's end. */
function isOneMoment(events: readonly AlarmEvent[], { end }: Window): boolean {
  const first = events.find(({ time }) => time < end);
  return events.length > 0 && (first === undefined || first.time === events.at(-1)?.time);
}

function toEvent(item: AlarmHistoryItem): AlarmEvent[] {
  const type = TYPES.find((ours) => ITEM_TYPE[ours] === item.HistoryItemType);
  if (type === undefined || item.Timestamp === undefined) return [];
  const summary = item.HistorySummary ?? '';
  const data = type === 'state' || type === 'contributor' ? parse(item.HistoryData) : {};
  const words = /\bfrom (OK|ALARM|INSUFFICIENT_DATA) to (OK|ALARM|INSUFFICIENT_DATA)\b/.exec(summary);
  return [
    {
      time: item.Timestamp.getTime(),
      type,
      summary,
      from: data.oldState?.stateValue ?? stateOf(words?.[1]),
      to: data.newState?.stateValue ?? stateOf(words?.[2]),
      reason: data.newState?.stateReason,
      contributorId: item.AlarmContributorId,
      contributor: item.AlarmContributorAttributes,
    },
  ];
}

const STATES: readonly AlarmState[] = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];

function stateOf(text: string | undefined): AlarmState | undefined {
  return STATES.find((state) => state === text);
}

interface StateData {
  readonly oldState?: { readonly stateValue?: AlarmState };
  readonly newState?: { readonly stateValue?: AlarmState; readonly stateReason?: string };
}

/** The JSON beside an entry; nothing of it where it is none, since the summary says the states too. */
function parse(data: string | undefined): StateData {
  try {
    const value: unknown = JSON.parse(data ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
