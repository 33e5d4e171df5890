import { GetAlarmMuteRuleCommand, ListAlarmMuteRulesCommand } from '@aws-sdk/client-cloudwatch';
import pLimit from 'p-limit';
import { ToolError } from '../errors.ts';
import type { MuteRule } from '../model.ts';
import type { Aws } from './aws.ts';

/** Mute rules change by hand: for this long a list of them is good enough, milliseconds. */
const MUTE_RULES_TTL_MS = 60_000;
const CONCURRENT_READS = 5;

/**
 * The mute rules of a region that are active or still to come. The list alone does not say which alarms a rule is about,
 * so each rule is read too; both are kept for a minute.
 * @throws ToolError access_denied where the role lacks cloudwatch:ListAlarmMuteRules or cloudwatch:GetAlarmMuteRule; upstream where a rule cannot be read
 */
export async function readMuteRules(aws: Aws, region: string, signal: AbortSignal): Promise<MuteRule[]> {
  const options = { signal, ttlMs: MUTE_RULES_TTL_MS };
  const names: string[] = [];
  let next: string | undefined;
  do {
    const command = new ListAlarmMuteRulesCommand({
      Statuses: ['ACTIVE', 'SCHEDULED'],
      ...(next !== undefined && { NextToken: next }),
    });
    const answer = await aws.cloudwatch(region, command, options);
    names.push(...(answer.AlarmMuteRuleSummaries ?? []).flatMap((summary) => ruleName(summary.AlarmMuteRuleArn)));
    next = answer.NextToken || undefined;
  } while (next !== undefined);
  const limit = pLimit(CONCURRENT_READS);
  return Promise.all(names.map((name) => limit(() => readMuteRule(aws, region, name, options))));
}

async function readMuteRule(
  aws: Aws,
  region: string,
  name: string,
  options: { signal: AbortSignal; ttlMs: number },
): Promise<MuteRule> {
  const rule = await aws.cloudwatch(region, new GetAlarmMuteRuleCommand({ AlarmMuteRuleName: name }), options);
  const schedule = rule.Rule?.Schedule;
  // Every rule has one. A rule read as empty would leave the alarms it mutes looking loud.
  if (schedule?.Expression === undefined) {
    throw new ToolError(
      'upstream',
      `cloudwatch:GetAlarmMuteRule in ${region} gave an answer that cannot be read (a rule without a schedule). Try again in a minute.`,
    );
  }
  return {
    name: rule.Name ?? name,
    alarmNames: rule.MuteTargets?.AlarmNames ?? [],
    status: rule.Status ?? 'SCHEDULED',
    schedule: schedule.Expression,
    duration: schedule.Duration ?? '',
    timeZone: schedule.Timezone ?? 'UTC',
  };
}

/** `arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:nightly` is the rule `nightly`. */
function ruleName(arn: string | undefined): string[] {
  const name = arn?.split(':').slice(6).join(':');
  return name === undefined || name === '' ? [] : [name];
}
