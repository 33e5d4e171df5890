import { integer, page, text } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { alarmArn, childrenOf, findAlarm, suppressionOf, timelineOf } from '../evaluate/alarm-states.ts';
import { byName, findNamed } from '../world/rows.ts';
import type { Rows } from '../world/rows.ts';
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
    const { alarms, matches } = selectAlarms(input, context);
    const { rows, nextToken } = page(alarms, {
      matches,
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

/** The alarms to look through, in order, and which of them are meant. */
function selectAlarms(
  input: Record<string, unknown>,
  context: OperationContext,
): { alarms: Rows<Alarm>; matches: (alarm: Alarm) => boolean } {
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
    if (!alarm) return { alarms: [], matches: () => true };
    if (family.member === 'ChildrenOfAlarmName') {
      return { alarms: byName(childrenOf(alarm, world)), matches: () => true };
    }
    return {
      alarms: byName(world.alarms),
      matches: (candidate) => childrenOf(candidate, world).some(({ name }) => name === alarm.name),
    };
  }
  const actionsOf = ({ configuration }: Alarm) =>
    ['AlarmActions', 'OKActions', 'InsufficientDataActions'].flatMap(
      (member) => (configuration[member] as string[] | undefined) ?? [],
    );
  const named = names && [...new Set(names)].flatMap((name) => findNamed(world.alarms, name) ?? []);
  return {
    alarms: byName(named ?? world.alarms, prefix),
    matches: (alarm) =>
      types.includes(TYPE_OF[alarm.kind]) &&
      (action === undefined || actionsOf(alarm).some((arn) => arn.startsWith(action))) &&
      (state === undefined || timelineOf(alarm, world, context.now()).status.state === state),
  };
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
