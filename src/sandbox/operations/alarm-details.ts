import { muteStatus } from '../evaluate/alarm-mute.ts';
import { alarmArn, findAlarm, timelineOf } from '../evaluate/alarm-states.ts';
import { alarmNameOf } from '../evaluate/alarm-rule.ts';
import { AwsError, integer, page, text } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';
import type { MuteRule } from '../world/types.ts';
import { invalidNextToken, invalidValue, oneOf, texts, validation } from './cloudwatch-input.ts';

const CONTRIBUTORS_PAGE = 100;
const MUTE_STATUSES = ['SCHEDULED', 'ACTIVE', 'EXPIRED'] as const;

export const alarmDetailOperations: Record<string, Operation> = {
  /** Contributors that are in ALARM. */
  DescribeAlarmContributors(input, context) {
    const name = text(input, 'AlarmName') ?? '';
    const alarm = findAlarm(context.world, name);
    if (!alarm) throw new AwsError('ResourceNotFoundException', `Alarm ${name} does not exist`, 404);
    const contributors = [...timelineOf(alarm, context.world, context.now()).contributors.values()]
      .filter(({ status }) => status.state === 'ALARM')
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const { rows, nextToken } = page(contributors, {
      operation: 'DescribeAlarmContributors',
      input,
      size: CONTRIBUTORS_PAGE,
      token: input.NextToken,
      invalid: invalidNextToken(),
    });
    return {
      AlarmContributors: rows.map(({ id, attributes, status }) => ({
        ContributorId: id,
        ContributorAttributes: attributes,
        StateReason: status.reason,
        StateTransitionedTimestamp: status.since / 1000,
      })),
      NextToken: nextToken,
    };
  },

  ListAlarmMuteRules(input, context) {
    const alarm = text(input, 'AlarmName');
    const statuses = texts(input, 'Statuses', 3)?.map((status) =>
      oneOf({ statuses: status }, 'statuses', MUTE_STATUSES),
    );
    const size = integer(input, 'MaxRecords', { min: 1, max: 100, fallback: 50, code: 'ValidationError' });
    const found = context.world.muteRules
      .map((rule) => describeMuteRule(rule, context))
      .filter(
        ({ MuteTargets, Status }) =>
          (alarm === undefined || MuteTargets.AlarmNames.includes(alarm)) && (!statuses || statuses.includes(Status)),
      );
    const { rows, nextToken } = page(found, {
      operation: 'ListAlarmMuteRules',
      input,
      size,
      token: input.NextToken,
      invalid: invalidNextToken(),
    });
    return {
      AlarmMuteRuleSummaries: rows.map(({ AlarmMuteRuleArn, ExpireDate, Status, MuteType, LastUpdatedTimestamp }) => ({
        AlarmMuteRuleArn,
        ExpireDate,
        Status,
        MuteType,
        LastUpdatedTimestamp,
      })),
      NextToken: nextToken,
    };
  },

  GetAlarmMuteRule(input, context) {
    const name = text(input, 'AlarmMuteRuleName');
    if (name === undefined) throw validation('The parameter AlarmMuteRuleName is required.');
    const rule = context.world.muteRules.find(({ configuration }) => configuration.Name === name);
    if (!rule) throw new AwsError('ResourceNotFoundException', `Alarm mute rule ${name} does not exist`, 404);
    return describeMuteRule(rule, context);
  },

  ListTagsForResource(input, context) {
    const arn = text(input, 'ResourceARN');
    if (arn === undefined) throw validation('The parameter ResourceARN is required.');
    if (alarmNameOf(arn) === arn) throw invalidValue(`The parameter ResourceARN is not the ARN of an alarm: ${arn}`);
    const alarm = findAlarm(context.world, arn);
    if (!alarm || alarmArn(alarm.name, context.world) !== arn) {
      throw new AwsError('ResourceNotFoundException', `Resource ${arn} does not exist`, 404);
    }
    return {
      Tags: alarm.kind === 'metric' && alarm.name.startsWith('TargetTracking-') ? [] : [{ Key: 'team', Value: 'shop' }],
    };
  },
};

function describeMuteRule({ configuration: rule, updatedAt }: MuteRule, { world, now }: OperationContext) {
  return {
    ...rule,
    ExpireDate: rule.ExpireDate === undefined ? undefined : rule.ExpireDate / 1000,
    AlarmMuteRuleArn: `arn:aws:cloudwatch:${world.region}:${world.account}:alarm-mute-rule:${rule.Name}`,
    Status: muteStatus(rule, now()),
    MuteType: rule.Rule.Schedule.Expression.startsWith('at') ? 'ONE_TIME' : 'RECURRING',
    LastUpdatedTimestamp: updatedAt / 1000,
  };
}
