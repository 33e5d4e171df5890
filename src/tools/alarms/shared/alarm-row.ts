import * as z from 'zod';
import { conditionInWords } from '../../../analysis/alarm-condition.ts';
import { shortReason } from '../../../analysis/alarm-reason.ts';
import { muteEnd } from '../../../analysis/mute-schedule.ts';
import { alarmName } from '../../../analysis/alarm-rule.ts';
import type { Catalog } from '../../../catalog/catalog.ts';
import { formatDuration, formatSecond, formatTime } from '../../../format/time.ts';
import type { Alarm, MuteRule } from '../../../model.ts';
import { ofSeveral } from '../../params.ts';
import type { PlacedAlarm } from './gather-alarms.ts';
import { muteRulesOf, type MuteState } from './mute-state.ts';

const alarmState = z.enum(['ALARM', 'INSUFFICIENT_DATA', 'OK']);

export const alarmRow = z.object({
  name: z.string(),
  /** Where several are asked. */
  account: ofSeveral(z.string()),
  region: z.string(),
  state: alarmState,
  since: z.string().optional(),
  kind: z.string(),
  condition: z.string(),
  reason: z.string().optional(),
  flags: z.array(z.string()).optional(),
});
export type AlarmRow = z.output<typeof alarmRow>;

const RANK = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 } as const;

/** Alarms in ALARM first, then by account, region and name. */
export function alarmPosition(row: AlarmRow): (string | number)[] {
  const place = row.account === undefined ? [row.region] : [row.account, row.region];
  return [RANK[row.state], ...place, row.name];
}

/** @param alone whether it is the only one shown, with its whole condition */
export function toRow(alarm: PlacedAlarm, mutes: MuteState, catalog: Catalog, alone: boolean): AlarmRow {
  const flags = flagsOf(alarm, mutes);
  const unit = unitOf(alarm, catalog);
  return {
    name: alarm.name,
    ...(alarm.place.account !== undefined && { account: alarm.place.account }),
    region: alarm.region,
    state: alarm.state,
    since: alarm.since === undefined ? undefined : formatSecond(alarm.since),
    kind: alarm.rule.kind,
    condition: conditionInWords(alarm, { unit, brief: !alone }),
    reason:
      alarm.reason === undefined || alarm.state === 'OK'
        ? undefined
        : shortReason(alarm.reason, alarm.since, { brief: { unit } }),
    ...(flags.length > 0 && { flags }),
  };
}

/** The unit of what the alarm compares, as it says itself or as the catalogue knows it. */
export function unitOf(alarm: Alarm, catalog: Catalog): string | undefined {
  const { rule } = alarm;
  if (rule.kind !== 'metric' || rule.watched.metric === undefined || rule.watched.statistic === 'SampleCount')
    return undefined;
  return rule.watched.unit ?? catalog.unit(rule.watched.metric.namespace, rule.watched.metric.metricName);
}

/** What an on-call engineer must know beside the state: whether anybody is told, and whether the state can be trusted. */
function flagsOf(alarm: PlacedAlarm, mutes: MuteState): string[] {
  return [
    ...(alarm.evaluationState === undefined ? [] : [`evaluation ${alarm.evaluationState}`]),
    ...(alarm.actionsEnabled ? [] : ['actions disabled']),
    ...suppression(alarm),
    ...muteRulesOf(alarm, mutes)
      .filter((rule) => rule.status === 'ACTIVE')
      .map((rule) => `muted by rule ${rule.name}${muteEndText(rule)}`),
  ];
}

/** ` until 2026-11-21T12:00Z`; nothing for a rule that recurs. */
export function muteEndText(rule: MuteRule): string {
  const end = muteEnd(rule);
  return end === undefined ? '' : ` until ${formatTime(end)}`;
}

function suppression({ rule, since }: Alarm): string[] {
  if (rule.kind !== 'composite' || rule.suppressedBy === undefined) return [];
  const suppressor = alarmName(rule.suppressor ?? '?');
  switch (rule.suppressedBy) {
    case 'Alarm':
      return [`actions suppressed while ${suppressor} is in ALARM`];
    case 'WaitPeriod': {
      const wait = (rule.suppressorWaitSeconds ?? 0) * 1_000;
      return [
        `actions suppressed until ${since === undefined ? `${formatDuration(wait)} have passed` : formatSecond(since + wait)}: waits for ${suppressor}`,
      ];
    }
    default:
      return [
        `actions suppressed for ${formatDuration((rule.suppressorExtensionSeconds ?? 0) * 1_000)} after ${suppressor} left ALARM`,
      ];
  }
}
