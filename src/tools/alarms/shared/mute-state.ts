import { readMuteRules } from '../../../aws/alarm-mute-rules.ts';
import { OverBudget } from '../../../budget/ledger.ts';
import type { ToolError } from '../../../errors.ts';
import type { MuteRule, PartialFailure } from '../../../model.ts';
import { asideMs, readWithin } from '../../patience.ts';
import type { ToolContext } from '../../define.ts';
import { placeName, readPlaces, valuesOf, type Place } from '../../places.ts';
import type { PlacedAlarm } from './gather-alarms.ts';

/** What is known of mute rules: they are told where they can be read and never in the way of an answer. */
export interface MuteState {
  /** By the name of the place. */
  readonly rules: ReadonlyMap<string, readonly MuteRule[]>;
  /** Why the rules of places are not known. */
  readonly failed: readonly ToolError[];
}

export async function readMuteState(places: readonly Place[], context: ToolContext): Promise<MuteState> {
  const ms = asideMs(context);
  const reads = await readPlaces(places, context, ({ region }, at) =>
    readWithin(ms, at, (signal) => readMuteRules(at.aws, region, signal)),
  );
  const rules = new Map(valuesOf(reads).map(({ place, value }) => [placeName(place), value]));
  return { rules, failed: reads.flatMap((read) => ('error' in read ? [read.error] : [])) };
}

/**
 * Why the rules of a place are not known, as a sentence; undefined where all are.
 * @param told what the answer says anyway, of places whose alarms are not known either
 */
export function muteStateUnknown({ failed }: MuteState, told: readonly PartialFailure[]): string | undefined {
  const said = new Set(told.map(({ error }) => error));
  const error = failed.find(({ message }) => !said.has(message));
  if (error === undefined) return undefined;
  if (error.code === 'access_denied') {
    return 'mute state unknown: needs cloudwatch:ListAlarmMuteRules and cloudwatch:GetAlarmMuteRule';
  }
  if (error instanceof OverBudget) {
    const [needs = '', left = ''] = error.message.split('. ');
    return `mute state unknown: ${needs.replace('This', 'reading it')}. ${left.replace('Left:', 'The budget has left:')}`;
  }
  return `mute state unknown: ${error.message.split(/, also after|\. |\.$/)[0]}`;
}

/** The rules about an alarm, active ones first. */
export function muteRulesOf(alarm: PlacedAlarm, mutes: MuteState): MuteRule[] {
  const rules = mutes.rules.get(placeName(alarm.place)) ?? [];
  return rules
    .filter((rule) => rule.alarmNames.includes(alarm.name))
    .toSorted((a, b) => Number(b.status === 'ACTIVE') - Number(a.status === 'ACTIVE'));
}
