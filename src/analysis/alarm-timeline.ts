import type { AlarmEvent, AlarmState, Window } from '../model.ts';

/** A stay in one state: from the change into it to the next, or to the end of the window. */
export interface Stay {
  readonly event: AlarmEvent;
  readonly durationMs: number;
  /** It had not ended by the end of the window. */
  readonly lasting: boolean;
}

/** Changes of state, newest first, each with how long the alarm then stayed. Events without a state are left out. */
export function stays(changes: readonly AlarmEvent[], windowEnd: number): Stay[] {
  const ordered = changes.filter((change) => change.to !== undefined).toSorted((a, b) => b.time - a.time);
  return ordered.map((event, i) => {
    const next = ordered[i - 1];
    return { event, durationMs: Math.max(0, (next?.time ?? windowEnd) - event.time), lasting: next === undefined };
  });
}

/**
 * How long the alarm was in each state within the window, milliseconds.
 * @param current the state now, which it had all along where nothing changed
 */
export function timeInStates(
  changes: readonly AlarmEvent[],
  window: Window,
  current: AlarmState | undefined,
): Partial<Record<AlarmState, number>> {
  const list = stays(changes, window.end);
  const total: Partial<Record<AlarmState, number>> = {};
  const add = (state: AlarmState | undefined, ms: number) => {
    if (state !== undefined && ms > 0) total[state] = (total[state] ?? 0) + ms;
  };
  for (const { event, durationMs } of list) add(event.to, durationMs);
  const oldest = list.at(-1)?.event;
  add(oldest === undefined ? current : oldest.from, (oldest?.time ?? window.end) - window.start);
  return total;
}

/** An alarm flaps when it goes into ALARM this often … */
export const FLAPPING_CHANGES = 3;
/** … within this long, milliseconds, or within this many of its periods where that is longer. */
const FLAPPING_SPAN_MS = 2 * 3_600_000;
const FLAPPING_PERIODS = 40;

export interface Flapping {
  /** Most changes into ALARM within one span. */
  readonly changes: number;
  readonly spanMs: number;
  /** The first and the last change of that span. */
  readonly first: number;
  readonly last: number;
  /** How long it typically stayed in ALARM, over all stays that ended: the median, milliseconds. */
  readonly medianAlarmMs?: number | undefined;
}

/**
 * Whether an alarm flaps: 3 or more changes into ALARM within two hours, or within 40 of its periods where that is longer
 * (an alarm with long periods cannot change faster). The limits are ours: two alarms in two hours can be two incidents.
 * @returns the busiest span, the latest of several, undefined where the alarm does not flap
 */
export function findFlapping(changes: readonly AlarmEvent[], periodSeconds: number): Flapping | undefined {
  const spanMs = Math.max(FLAPPING_SPAN_MS, FLAPPING_PERIODS * periodSeconds * 1_000);
  const times = changes
    .filter((change) => change.to === 'ALARM')
    .map((change) => change.time)
    .toSorted((a, b) => a - b);
  let busiest: Flapping | undefined;
  let first = 0;
  for (const [last, time] of times.entries()) {
    while (time - (times[first] ?? time) > spanMs) first += 1;
    const n = last - first + 1;
    if (n >= FLAPPING_CHANGES && n >= (busiest?.changes ?? 0)) {
      busiest = { changes: n, spanMs, first: times[first] ?? time, last: time };
    }
  }
  const ended = stays(changes, 0).filter(({ event, lasting }) => event.to === 'ALARM' && !lasting);
  return busiest && { ...busiest, medianAlarmMs: median(ended.map(({ durationMs }) => durationMs)) };
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
