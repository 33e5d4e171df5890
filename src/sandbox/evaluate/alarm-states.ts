/** Every alarm's timeline as of a moment, evaluated on demand and kept as far as it has been. */
import { setImmediate as othersTurn } from 'node:timers/promises';
import { findNamed } from '../world/rows.ts';
import type { Alarm, World } from '../world/types.ts';
import { extendTimeline, newTimeline } from './alarm-timeline.ts';
import type { Status, Timeline, Transition } from './alarm-timeline.ts';
import type { State } from './alarm-judge.ts';
import { alarmNameOf, parseAlarmRule } from './alarm-rule.ts';
import { awsDate } from './alarm-reason.ts';

// Intl would say the same, but takes 70 ms to load.
const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const kept = new WeakMap<World, Map<string, { timeline: Timeline; now: number }>>();

/** The alarm's timeline up to `now`, epoch milliseconds. */
export function timelineOf(alarm: Alarm, world: World, now: number): Timeline {
  let timelines = kept.get(world);
  if (!timelines) kept.set(world, (timelines = new Map()));
  let entry = timelines.get(alarm.name);
  if (entry?.now === now) return entry.timeline;
  // A composite alarm follows from its children's timelines; a clock that was set back starts anew.
  if (!entry || entry.now > now || alarm.kind === 'composite') entry = { timeline: newTimeline(alarm, world), now };
  if (alarm.kind === 'composite') followChildren(entry.timeline, alarm, world, now);
  else extendTimeline(entry.timeline, alarm, world, now);
  timelines.set(alarm.name, { timeline: entry.timeline, now });
  return entry.timeline;
}

/**
 * Evaluates a world's alarms one by one, so that other requests are answered in between: all of them hold a process for
 * a second. Those of a list too long for an array are evaluated as they are read.
 */
export async function evaluateAlarms(world: World, now: number): Promise<void> {
  if (!Array.isArray(world.alarms)) return;
  for (const alarm of world.alarms as readonly Alarm[]) {
    if (kept.get(world)?.get(alarm.name)?.now === now) continue;
    timelineOf(alarm, world, now);
    await othersTurn();
  }
}

export function findAlarm(world: World, nameOrArn: string): Alarm | undefined {
  const name = alarmNameOf(nameOrArn);
  return findNamed(world.alarms, name);
}

/** The alarms a composite alarm's rule refers to. */
export function childrenOf(alarm: Alarm, world: World): Alarm[] {
  if (alarm.kind !== 'composite') return [];
  return parseAlarmRule(String(alarm.configuration.AlarmRule)).children.flatMap((name) => findAlarm(world, name) ?? []);
}

/** The state an alarm had at `time`. */
export function stateAt({ status, transitions }: Timeline, time: number): State {
  const own = transitions.filter(({ contributor }) => !contributor);
  return own.findLast((transition) => transition.time <= time)?.to.state ?? own[0]?.from.state ?? status.state;
}

function followChildren(timeline: Timeline, alarm: Alarm, world: World, now: number): void {
  const rule = parseAlarmRule(String(alarm.configuration.AlarmRule));
  const children = childrenOf(alarm, world).map((child) => ({ child, timeline: timelineOf(child, world, now) }));
  const states = new Map(children.map((one) => [one.child.name, one.timeline]));
  const evaluate = (time: number): State => {
    const holds = rule.holds((name) => {
      const child = states.get(name);
      return child ? stateAt(child, time) : 'INSUFFICIENT_DATA';
    });
    return holds ? 'ALARM' : 'OK';
  };
  const first = evaluate(timeline.until);
  timeline.status = { ...timeline.status, state: first, reason: `Alarm rule evaluated to ${first === 'ALARM'}` };
  const changes = children
    .flatMap((one) =>
      one.timeline.transitions.filter(({ contributor }) => !contributor).map((transition) => ({ ...one, transition })),
    )
    .toSorted((a, b) => a.transition.time - b.transition.time);
  for (const { child, transition } of changes) {
    const time = transition.time + 350;
    const state = evaluate(transition.time);
    if (state === timeline.status.state || time > now) continue;
    const to: Status = { state, since: time, ...composedReason(child, transition, world) };
    timeline.transitions.push({ time, from: timeline.status, to });
    timeline.status = to;
  }
  timeline.until = now;
}

function composedReason(child: Alarm, { time, to }: Transition, world: World): Pick<Status, 'reason' | 'reasonData'> {
  const arn = alarmArn(child.name, world);
  const date = new Date(time);
  const day = `${WEEKDAYS[date.getUTCDay()]} ${String(date.getUTCDate()).padStart(2, '0')} ${MONTHS[date.getUTCMonth()]}, ${date.getUTCFullYear()}`;
  return {
    reason: `${arn} transitioned to ${to.state} at ${day} ${date.toISOString().slice(11, 19)} UTC`,
    reasonData: JSON.stringify({ triggeringAlarms: [{ arn, state: { value: to.state, timestamp: awsDate(time) } }] }),
  };
}

export function alarmArn(name: string, { account, region }: World): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
}

/** Why a composite alarm's actions do not run now; undefined where they do, or would. */
export function suppressionOf(alarm: Alarm, world: World, now: number): { by: string; reason: string } | undefined {
  const { ActionsSuppressor, ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod } = alarm.configuration;
  const suppressor = typeof ActionsSuppressor === 'string' ? findAlarm(world, ActionsSuppressor) : undefined;
  if (!suppressor) return undefined;
  const { status } = timelineOf(alarm, world, now);
  const over = timelineOf(suppressor, world, now).status;
  const arn = alarmArn(suppressor.name, world);
  if (over.state === 'ALARM') return { by: 'Alarm', reason: `Actions suppressed by ${arn}` };
  const wait = Number(ActionsSuppressorWaitPeriod ?? 0) * 1000;
  if (status.state === 'ALARM' && now - status.since < wait) {
    return { by: 'WaitPeriod', reason: `Actions wait for ${arn} to go into ALARM` };
  }
  const extension = Number(ActionsSuppressorExtensionPeriod ?? 0) * 1000;
  return now - over.since < extension
    ? { by: 'ExtensionPeriod', reason: `Actions wait after ${arn} went out of ALARM` }
    : undefined;
}
