import { muteStatus } from '../evaluate/alarm-mute.ts';
import { alarmNameOf } from '../evaluate/alarm-rule.ts';
import { findAlarm, stateAt, timelineOf } from '../evaluate/alarm-states.ts';
import { HISTORY_MS } from '../evaluate/alarm-timeline.ts';
import type { Status, Transition } from '../evaluate/alarm-timeline.ts';
import { integer, page, text } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';
import type { Alarm } from '../world/types.ts';
import { ALARM_TYPES, TYPE_OF } from './alarm-types.ts';
import { invalidNextToken, oneOf, texts, timestamp } from './cloudwatch-input.ts';

const ITEM_TYPES = [
  'ConfigurationUpdate',
  'StateUpdate',
  'Action',
  'AlarmContributorStateUpdate',
  'AlarmContributorAction',
] as const;

interface Item {
  readonly alarm: Alarm;
  readonly time: number;
  readonly type: (typeof ITEM_TYPES)[number];
  readonly summary: string;
  readonly data: unknown;
  readonly contributor?: Transition['contributor'];
}

export const alarmHistoryOperations: Record<string, Operation> = {
  DescribeAlarmHistory(input, context) {
    const size = integer(input, 'MaxRecords', { min: 1, max: 100, fallback: 100, code: 'ValidationError' });
    const name = text(input, 'AlarmName');
    const contributorId = text(input, 'AlarmContributorId');
    const types = texts(input, 'AlarmTypes', 10)?.map((type) =>
      oneOf({ alarmTypes: type }, 'alarmTypes', ALARM_TYPES),
    ) ?? ['MetricAlarm'];
    const type = oneOf(input, 'HistoryItemType', ITEM_TYPES);
    const start = Math.max(timestamp(input, 'StartDate') ?? 0, context.now() - HISTORY_MS);
    const end = timestamp(input, 'EndDate') ?? Infinity;
    const ascending = oneOf(input, 'ScanBy', ['TimestampAscending', 'TimestampDescending']) === 'TimestampAscending';
    const items = Iterator.from(context.world.alarms)
      .filter((alarm) => types.includes(TYPE_OF[alarm.kind]) && (name === undefined || alarm.name === name))
      .flatMap((alarm) => itemsOf(alarm, context))
      .filter(
        (item) =>
          item.time >= start &&
          item.time <= end &&
          (type === undefined || item.type === type) &&
          (contributorId === undefined || item.contributor?.id === contributorId),
      )
      .toArray()
      .toSorted((a, b) => (ascending ? a.time - b.time : b.time - a.time));
    const { rows, nextToken } = page(items, {
      operation: 'DescribeAlarmHistory',
      input,
      size,
      token: input.NextToken,
      invalid: invalidNextToken(),
    });
    return { AlarmHistoryItems: rows.map(describe), NextToken: nextToken };
  },
};

function describe({ alarm, time, type, summary, data, contributor }: Item): Record<string, unknown> {
  return {
    AlarmName: alarm.name,
    AlarmType: TYPE_OF[alarm.kind],
    Timestamp: time / 1000,
    HistoryItemType: type,
    HistorySummary: summary,
    HistoryData: JSON.stringify(data),
    ...(contributor && { AlarmContributorId: contributor.id, AlarmContributorAttributes: contributor.attributes }),
  };
}

function itemsOf(alarm: Alarm, context: OperationContext): Item[] {
  const created: Item = {
    alarm,
    time: alarm.createdAt,
    type: 'ConfigurationUpdate',
    summary: `Alarm "${alarm.name}" created`,
    data: { version: '1.0', type: 'Create', createdAlarm: { alarmName: alarm.name, ...alarm.configuration } },
  };
  const { transitions } = timelineOf(alarm, context.world, context.now());
  return [created, ...transitions.flatMap((transition) => changeItems(alarm, transition, context))];
}

function changeItems(alarm: Alarm, transition: Transition, context: OperationContext): Item[] {
  const { time, from, to, contributor } = transition;
  const what = contributor ? 'Alarm contributor' : 'Alarm';
  const update: Item = {
    alarm,
    time,
    type: contributor ? 'AlarmContributorStateUpdate' : 'StateUpdate',
    summary: `${what} updated from ${from.state} to ${to.state}`,
    data: { version: '1.0', oldState: stateOf(from), newState: stateOf(to) },
    contributor,
  };
  if (contributor || isSilent(alarm, time, context)) return [update];
  const actions = (alarm.configuration[ACTIONS[to.state]] as string[] | undefined) ?? [];
  return [
    update,
    ...actions.map((arn): Item => ({
      alarm,
      time: time + 120,
      type: 'Action',
      summary: `Successfully executed action ${arn}`,
      data: { actionState: 'Succeeded', stateUpdateTimestamp: time, notificationResource: arn },
    })),
  ];
}

const ACTIONS = { ALARM: 'AlarmActions', OK: 'OKActions', INSUFFICIENT_DATA: 'InsufficientDataActions' } as const;

function stateOf({ state, reason, reasonData }: Status): Record<string, unknown> {
  const data: unknown = reasonData === undefined ? undefined : JSON.parse(reasonData);
  return { stateValue: state, stateReason: reason, stateReasonData: data };
}

/** Whether an alarm's actions did not run at that time: switched off, muted, or suppressed. */
function isSilent(alarm: Alarm, time: number, { world, now }: OperationContext): boolean {
  if (alarm.configuration.ActionsEnabled === false) return true;
  const muted = world.muteRules.some(
    ({ configuration: rule }) =>
      rule.MuteTargets.AlarmNames.includes(alarm.name) && muteStatus(rule, time) === 'ACTIVE',
  );
  if (muted) return true;
  const { ActionsSuppressor } = alarm.configuration;
  const suppressor =
    typeof ActionsSuppressor === 'string' ? findAlarm(world, alarmNameOf(ActionsSuppressor)) : undefined;
  return suppressor !== undefined && stateAt(timelineOf(suppressor, world, now()), time) === 'ALARM';
}
