import { readMuteRules } from '../../../aws/alarm-mute-rules.ts';
import { ToolError } from '../../../errors.ts';
import type { Alarm, MuteRule } from '../../../model.ts';
import { asideMs, readWithin } from '../../patience.ts';
import type { ToolContext } from '../../define.ts';

/** What is known of mute rules: they are told where they can be read and never in the way of an answer. */
export interface MuteState {
  readonly rules: ReadonlyMap<string, readonly MuteRule[]>;
  /** Why the rules of a region are not known, as a sentence; undefined when all are. */
  readonly unknown: string | undefined;
}

export async function readMuteState(
  regions: readonly string[],
  context: Pick<ToolContext, 'aws' | 'signal' | 'timeLeft'>,
): Promise<MuteState> {
  const ms = asideMs(context);
  const reads = await Promise.allSettled(
    regions.map((region) => readWithin(ms, context, (signal) => readMuteRules(context.aws, region, signal))),
  );
  const rules = new Map(
    reads.flatMap((read, i) => (read.status === 'fulfilled' ? [[regions[i] ?? '', read.value] as const] : [])),
  );
  context.signal.throwIfAborted();
  const failed = reads.find((read) => read.status === 'rejected');
  return { rules, unknown: failed && why(failed.reason) };
}

function why(error: unknown): string {
  if (error instanceof ToolError && error.code === 'access_denied') {
    return 'mute state unknown: needs cloudwatch:ListAlarmMuteRules and cloudwatch:GetAlarmMuteRule';
  }
  if (!(error instanceof ToolError)) throw error;
  return `mute state unknown: ${error.message.split(/, also after|\. |\.$/)[0]}`;
}

/** The rules about an alarm, active ones first. */
export function muteRulesOf(alarm: Alarm, mutes: MuteState): MuteRule[] {
  const rules = mutes.rules.get(alarm.region) ?? [];
  return rules
    .filter((rule) => rule.alarmNames.includes(alarm.name))
    .toSorted((a, b) => Number(b.status === 'ACTIVE') - Number(a.status === 'ACTIVE'));
}
