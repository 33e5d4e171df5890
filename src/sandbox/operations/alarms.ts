import { integer, page, text } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { alarmArn, childrenOf, findAlarm, suppressionOf, timelineOf } from '../evaluate/alarm-states.ts';
import type { Alarm } from '../world/types.ts';
import { alarmDetailOperations } from './alarm-details.ts';
import { alarmHistoryOperations } from './alarm-history.ts';
import { ALARM_TYPES, TYPE_OF } from './alarm-types.ts';
import { invalidCombination, invalidNextToken, oneOf, texts } from './cloudwatch-input.ts';

const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;

export const alarmsOperations: Record<string, Operation> = {
  ...alarmHistoryOperations,
  ...alarmDetailOperations,

  DescribeAlarms(input, context) {
    const size = integer(input, 'MaxRecords', { min: 1, max: 100, fallback: 50, code: 'ValidationError' });
    const found = selectAlarms(input, context).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const { rows, nextToken } = page(found, {
      operation: 'DescribeAlarms',
      input,
      size,
      token: input.NextToken,
      invalid: invalidNextToken(),
    });
    const brief = input.ChildrenOfAlarmName ?? input.ParentsOfAlarmName;
    const describe = (kind: Alarm['kind']) =>
      rows.filter((alarm) => alarm.kind === kind).map((alarm) => describeAlarm(alarm, context, brief != null));
    return {
      MetricAlarms: describe('metric'),
      CompositeAlarms: describe('composite'),
      LogAlarms: describe('log'),
      NextToken: nextToken,
    };
  },
};

function selectAlarms(input: Record<string, unknown>, context: OperationContext): Alarm[] {
  const { world } = context;
  const names = texts(input, 'AlarmNames', 100);
  const prefix = text(input, 'AlarmNamePrefix');
  const types = texts(input, 'AlarmTypes', 10)?.map((type) =>
    oneOf({ alarmTypes: type }, 'alarmTypes', ALARM_TYPES),
  ) ?? ['MetricAlarm'];
  const state = oneOf(input, 'StateValue', STATES);
  const action = text(input, 'ActionPrefix');
  const family = familyOf(input);
  if (names && prefix !== undefined)
    throw invalidCombination('AlarmNamePrefix and AlarmNames cannot be specified together');
  if (family) {
    const others = ['AlarmNames', 'AlarmNamePrefix', 'AlarmTypes', 'StateValue', 'ActionPrefix'].filter(
      (member) => input[member] != null,
    );
    if (others.length > 0)
      throw invalidCombination(`${family.member} cannot be specified together with ${others.join(', ')}`);
    const alarm = findAlarm(world, family.name);
    if (!alarm) return [];
    if (family.member === 'ChildrenOfAlarmName') return childrenOf(alarm, world);
    return world.alarms.filter((candidate) => childrenOf(candidate, world).includes(alarm));
  }
  const actionsOf = ({ configuration }: Alarm) =>
    ['AlarmActions', 'OKActions', 'InsufficientDataActions'].flatMap(
      (member) => (configuration[member] as string[] | undefined) ?? [],
    );
  return world.alarms.filter(
    (alarm) =>
      types.includes(TYPE_OF[alarm.kind]) &&
      (!names || names.includes(alarm.name)) &&
      (prefix === undefined || alarm.name.startsWith(prefix)) &&
      (action === undefined || actionsOf(alarm).some((arn) => arn.startsWith(action))) &&
      (state === undefined || timelineOf(alarm, world, context.now()).status.state === state),
  );
}

function familyOf(input: Record<string, unknown>): { member: string; name: string } | undefined {
  const members = ['ChildrenOfAlarmName', 'ParentsOfAlarmName'].filter((member) => input[member] != null);
  if (members.length > 1)
    throw invalidCombination('ChildrenOfAlarmName and ParentsOfAlarmName cannot be specified together');
  const [member] = members;
  return member === undefined ? undefined : { member, name: text(input, member) ?? '' };
}

function describeAlarm(alarm: Alarm, context: OperationContext, brief: boolean): Record<string, unknown> {
  const { world } = context;
  const timeline = timelineOf(alarm, world, context.now());
  const { status } = timeline;
  const head = {
    AlarmName: alarm.name,
    AlarmArn: alarmArn(alarm.name, world),
    StateValue: status.state,
    StateUpdatedTimestamp: status.since / 1000,
  };
  if (brief) return head;
  const suppression = suppressionOf(alarm, world, context.now());
  return {
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    ...(alarm.kind === 'metric' && { Dimensions: [] }),
    ...alarm.configuration,
    ...head,
    AlarmConfigurationUpdatedTimestamp: alarm.createdAt / 1000,
    StateReason: status.reason,
    StateReasonData: status.reasonData,
    StateTransitionedTimestamp: status.since / 1000,
    ...(timeline.partial && { EvaluationState: 'PARTIAL_DATA' }),
    ...(suppression && { ActionsSuppressedBy: suppression.by, ActionsSuppressedReason: suppression.reason }),
  };
}
