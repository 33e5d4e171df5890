import { readMuteRules } from '../../../aws/alarm-mute-rules.ts';
import { withDeadline } from '../../../deadline.ts';
import { ToolError } from '../../../errors.ts';
import type { Alarm, MuteRule } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';

/** What is known of mute rules: they are told where they can be read and never in the way of an answer. */
export interface MuteState {
  readonly rules: ReadonlyMap<string, readonly MuteRule[]>;
  /** Why the rules of a region are not known, as a sentence; undefined when all are. */
  readonly unknown: string | undefined;
}

/** How long an answer waits for the mute rules, milliseconds. */
const WAIT_MS = 4_000;

export async function readMuteState(
  regions: readonly string[],
  context: Pick<ToolContext, 'aws' | 'signal'>,
): Promise<MuteState> {
  const reads = await withDeadline(context.signal, WAIT_MS, ({ signal }) =>
    Promise.allSettled(regions.map((region) => readMuteRules(context.aws, region, signal))),
  );
  const rules = new Map(
    reads.flatMap((read, i) => (read.status === 'fulfilled' ? [[regions[i] ?? '', read.value] as const] : [])),
  );
  const failed = reads.find((read) => read.status === 'rejected');
  return { rules, unknown: failed && why(failed.reason) };
}

function why(error: unknown): string {
  if (error instanceof ToolError && error.code === 'access_denied') {
    return 'mute state unknown: needs cloudwatch:ListAlarmMuteRules and cloudwatch:GetAlarmMuteRule';
  }
  const reason =
    error instanceof ToolError
      ? error.message.split(/, also after|\. |\.$/)[0]
      : 'the mute rules did not answer in time';
  return `mute state unknown: ${reason}`;
}

/** The rules about an alarm, active ones first. */
export function muteRulesOf(alarm: Alarm, mutes: MuteState): MuteRule[] {
  const rules = mutes.rules.get(alarm.region) ?? [];
  return rules
    .filter((rule) => rule.alarmNames.includes(alarm.name))
    .toSorted((a, b) => Number(b.status === 'ACTIVE') - Number(a.status === 'ACTIVE'));
}
