/** An alarm's states over the last 14 days, found by evaluating it at the end of every one of its periods. */
import { seedOf, random } from '../world/noise.ts';
import type { Alarm, World } from '../world/types.ts';
import { EXTRA_PERIODS, judge } from './alarm-judge.ts';
import type { State } from './alarm-judge.ts';
import { planOf } from './alarm-plan.ts';
import type { Plan, Track } from './alarm-plan.ts';
import { reasonData, reasonText } from './alarm-reason.ts';
import type { Evaluated } from './alarm-reason.ts';

export const HISTORY_MS = 14 * 86_400_000;

/** A state and what was said of it when the alarm, or one of its contributors, came into it. */
export interface Status {
  readonly state: State;
  /** When the state last changed, epoch milliseconds. */
  readonly since: number;
  readonly reason: string;
  readonly reasonData: string | undefined;
}

export interface Transition {
  readonly time: number;
  readonly from: Status;
  readonly to: Status;
  readonly contributor?: Contributor | undefined;
}

export interface Contributor {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Timeline {
  status: Status;
  readonly transitions: Transition[];
  readonly contributors: Map<string, Contributor & { status: Status }>;
  /** The latest evaluation lacked the data of some of what it watches. */
  partial: boolean;
  /** Evaluated up to here, excluded: epoch milliseconds, a multiple of the interval. */
  until: number;
}

/** The moment within its minute at which an alarm is evaluated: always the same for one alarm. */
function delayOf(alarm: Alarm): number {
  return 4_000 + Math.floor(36_000 * random(seedOf(alarm.name), 1));
}

/** What the alarm is before anything was evaluated. */
function startOf(alarm: Alarm, world: World): { status: Status; from: number } {
  const from = Math.max(alarm.createdAt, world.madeAt - HISTORY_MS);
  const reason = 'Unchecked: Initial alarm creation';
  return { from, status: { state: 'INSUFFICIENT_DATA', since: alarm.createdAt, reason, reasonData: undefined } };
}

export function newTimeline(alarm: Alarm, world: World): Timeline {
  const { status, from } = startOf(alarm, world);
  return { status, transitions: [], contributors: new Map(), partial: false, until: from };
}

/** Evaluates a metric or log alarm up to `now`, on from where the timeline ends. */
export function extendTimeline(timeline: Timeline, alarm: Alarm, world: World, now: number): void {
  const plan = planOf(alarm, world);
  const delay = delayOf(alarm);
  const from = Math.ceil(timeline.until / plan.interval) * plan.interval;
  const to = Math.floor((now - delay) / plan.interval) * plan.interval + plan.interval;
  if (to <= from) return;
  const before = Math.max(plan.judgement.periods + EXTRA_PERIODS, plan.recovery ?? 0);
  const window = { from: from - before * plan.interval, to };
  const tracks = new Map(plan.read(window.from, to).map((track) => [idOf(track), mark(track, plan, window)]));
  const none = mark({ attributes: {}, values: new Map() }, plan, window);
  const run = { timeline, alarm, plan, delay };
  for (let time = from, index = before; time < to; time += plan.interval, index++) {
    if (plan.contributors) evaluateContributors(run, tracks, { time, index });
    else evaluateOne(run, tracks.get('') ?? none, { time, index });
  }
  timeline.partial = plan.contributors && isPartial([...tracks.values()], plan, to - plan.interval);
  timeline.until = to;
}

interface Run {
  readonly timeline: Timeline;
  readonly alarm: Alarm;
  readonly plan: Plan;
  readonly delay: number;
}

/** A track with, for each evaluation, whether it breaches; undefined where the value is missing. */
interface MarkedTrack extends Track {
  readonly marks: readonly (boolean | undefined)[];
}

/** Which evaluation it is: when, and its place in the marks. */
interface Evaluation {
  readonly time: number;
  readonly index: number;
}

function mark(track: Track, plan: Plan, { from, to }: { from: number; to: number }): MarkedTrack {
  const marks: (boolean | undefined)[] = [];
  for (let time = from; time < to; time += plan.interval) {
    const value = track.values.get(time);
    marks.push(value === undefined ? undefined : plan.breaches(value, track.low?.get(time), track.high?.get(time)));
  }
  return { ...track, marks };
}

/** Contributor ids look like hashes, and stay the same. */
function idOf({ attributes }: Track): string {
  const key = JSON.stringify(attributes);
  if (key === '{}') return '';
  return [0, 1, 2, 3].map((part) => (seedOf(`${part}${key}`) >>> 0).toString(16).padStart(8, '0')).join('');
}

function evaluateOne({ timeline, alarm, plan, delay }: Run, track: MarkedTrack, { time, index }: Evaluation): void {
  const next = verdict(timeline.status, plan, track, index);
  // An alarm older than the history had the state it is first seen in all along.
  const unseen =
    timeline.status.reasonData === undefined && alarm.createdAt < timeline.until && timeline.transitions.length === 0;
  if (next === undefined || (next === timeline.status.state && !unseen)) return;
  const points = evaluatedPoints(plan, track, time, plan.judgement.periods);
  const status = {
    state: next,
    since: unseen ? timeline.status.since : time + delay,
    reason: reasonText(next, unseen ? next : timeline.status.state, points, plan),
    reasonData: reasonData(alarm, points, plan, time + delay),
  };
  if (!unseen) timeline.transitions.push({ time: time + delay, from: timeline.status, to: status });
  timeline.status = status;
}

function evaluateContributors(
  { timeline, alarm, plan, delay }: Run,
  tracks: ReadonlyMap<string, MarkedTrack>,
  { time, index }: Evaluation,
): void {
  let changed: Evaluated[] = [];
  for (const [id, track] of tracks) {
    const known = timeline.contributors.get(id);
    const before = known?.status ?? {
      state: 'OK',
      since: time + delay,
      reason: 'Unchecked: Initial alarm creation',
      reasonData: undefined,
    };
    const next = verdict(before, plan, track, index) ?? before.state;
    if (next === before.state && (known || next !== 'ALARM')) continue;
    const points = evaluatedPoints(plan, track, time, plan.judgement.periods);
    const reason =
      plan.recovery === undefined ? reasonText(next, before.state, points, plan) : promReason(next, points);
    const status = {
      state: next,
      since: time + delay,
      reason,
      reasonData: reasonData(alarm, points, plan, time + delay),
    };
    const contributor = { id, attributes: track.attributes };
    timeline.contributors.set(id, { ...contributor, status });
    timeline.transitions.push({ time: time + delay, from: before, to: status, contributor });
    changed = points;
  }
  if (changed.length === 0 && timeline.status.reasonData !== undefined) return;
  const alarming = [...timeline.contributors.values()].filter(({ status }) => status.state === 'ALARM');
  const state = alarming.length > 0 ? 'ALARM' : 'OK';
  if (state === timeline.status.state) return;
  const first = alarming[0];
  const reason = first
    ? `${alarming.length} out of ${tracks.size} contributors evaluated to ALARM, the first being ${JSON.stringify(first.attributes)}: ${first.status.reason}`
    : 'All contributors evaluated to OK';
  const unseen = timeline.transitions.length === 0 && alarm.createdAt < timeline.until;
  const since = unseen ? timeline.status.since : time + delay;
  const status = { state, since, reason, reasonData: reasonData(alarm, changed, plan, time + delay) } as const;
  if (!unseen) timeline.transitions.push({ time: time + delay, from: timeline.status, to: status });
  timeline.status = status;
}

function promReason(state: State, points: readonly Evaluated[]): string {
  const last = points.at(-1)?.value;
  if (state !== 'ALARM' || last === undefined) return 'The query no longer returns this time series';
  return `The query returned this time series, with the value ${last}, for the whole pending period`;
}

function verdict({ state }: Status, plan: Plan, { marks }: MarkedTrack, index: number): State | undefined {
  const { periods } = plan.judgement;
  if (plan.recovery === undefined) {
    return judge(marks.slice(index + 1 - periods - EXTRA_PERIODS, index + 1), plan.judgement);
  }
  // PromQL: breaching the whole pending period alarms, not breaching the whole recovery period recovers.
  if (state !== 'ALARM') return marks.slice(index + 1 - periods, index + 1).every(Boolean) ? 'ALARM' : 'OK';
  return marks.slice(index + 1 - plan.recovery, index + 1).some(Boolean) ? undefined : 'OK';
}

function evaluatedPoints(plan: Plan, { values, low, high }: Track, time: number, periods: number): Evaluated[] {
  return Array.from({ length: periods }, (_, i) => {
    const at = time - (periods - 1 - i) * plan.interval;
    const value = values.get(at);
    const edges = { low: low?.get(at), high: high?.get(at) };
    const breaching = value !== undefined && plan.breaches(value, edges.low, edges.high);
    return { time: at - plan.lag, value, breaching, ...edges };
  });
}

/** Metrics Insights alarms say so when not all of what they watch could be read. */
function isPartial(tracks: readonly Track[], plan: Plan, time: number): boolean {
  if (plan.lag === 0) return false;
  const present = tracks.filter(({ values }) => values.has(time)).length;
  return present > 0 && present < tracks.length;
}
