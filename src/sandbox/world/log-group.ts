/** Makes log groups: streams with a life time, and events that follow from the seed, the group and the minute alone. */
import type { LogEvent, Window } from '../../model.ts';
import { pick, poisson, random, seedOf, token } from './noise.ts';
import { DAY, MINUTE } from './scene.ts';
import type { Scene } from './scene.ts';
import type { LogGroup, LogStream } from './types.ts';

/** Something that happened: where and when, and its own random numbers. */
export interface Occurrence {
  readonly time: number;
  readonly stream: string;
  /** The `n`-th random number of this occurrence, [0, 1). */
  random(n: number): number;
  pick<T>(n: number, options: readonly T[]): T;
  hex(n: number, length: number): string;
}

/** A line, or lines some milliseconds (less than a minute) after the occurrence. */
export type Lines = string | readonly { after: number; message: string }[];

export interface Source {
  /** How often, an hour. */
  readonly rate: (time: number) => number;
  readonly lines: (occurrence: Occurrence) => Lines;
}

export function source(rate: (time: number) => number, lines: (at: Occurrence) => string): Source {
  return { rate, lines };
}

/** What was written once, at a moment of the story. */
export interface Entry {
  readonly time: number;
  readonly message: string;
}

export interface StreamLife {
  readonly name: string;
  readonly from: number;
  /** Infinity for a stream that is written to still. */
  readonly to: number;
}

export interface LogGroupPlan {
  readonly name: string;
  readonly streams: readonly StreamLife[];
  readonly sources: readonly Source[];
  readonly story?: readonly Entry[];
  readonly retentionInDays?: number;
  readonly logGroupClass?: LogGroup['logGroupClass'];
  readonly metricFilterCount?: number;
  readonly tags?: Record<string, string>;
  readonly createdDaysAgo?: number;
  readonly fieldIndexes?: readonly string[];
}

export function makeLogGroup(scene: Scene, plan: LogGroupPlan): LogGroup {
  const { name, retentionInDays } = plan;
  const seed = seedOf(name);
  const oldest = Math.max(scene.oldest, retentionInDays === undefined ? 0 : scene.madeAt - retentionInDays * DAY);
  const streams = plan.streams.filter(({ to }) => to > oldest);
  const events = (window: Window) => readEvents({ ...plan, streams }, seed, oldest, window);
  return {
    name,
    logGroupClass: plan.logGroupClass ?? 'STANDARD',
    retentionInDays,
    creationTime: scene.madeAt - (plan.createdDaysAgo ?? 100 + Math.floor(300 * random(seed, 0))) * DAY,
    storedBytes: Math.floor((retentionInDays ?? 400) * (1 + 9 * random(seed, 1)) * 7e6),
    metricFilterCount: plan.metricFilterCount ?? 0,
    tags: plan.tags ?? { team: 'shop' },
    fieldIndexes: plan.fieldIndexes,
    streams: streams.map((life) => makeStream(life, Math.max(life.from, oldest), events)),
    events,
  };
}

function readEvents(plan: LogGroupPlan, seed: number, oldest: number, window: Window): LogEvent[] {
  const start = Math.max(window.start, oldest);
  const events: LogEvent[] = [];
  const add = (time: number, stream: string, message: string) => {
    if (time >= start && time < window.end) events.push({ group: plan.name, stream, time, message });
  };
  // Lines may come up to a minute after what they are about.
  for (let minute = Math.floor(start / MINUTE) - 1; minute * MINUTE < window.end; minute++) {
    const alive = plan.streams.filter(({ from, to }) => from <= minute * MINUTE && to > minute * MINUTE);
    if (alive.length === 0) continue;
    plan.sources.forEach(({ rate, lines }, number) => {
      const count = poisson(rate(minute * MINUTE) / 60, seed + number, minute);
      for (let i = 0; i < count; i++) {
        const own = seed + 7919 * (number + 1) + 104_729 * i;
        const time = minute * MINUTE + Math.floor(MINUTE * random(own, minute));
        const stream = pick(alive, own + 1, minute).name;
        const written = lines(occurrence(time, stream, own + 2, minute));
        if (typeof written === 'string') add(time, stream, written);
        else for (const { after, message } of written) add(time + after, stream, message);
      }
    });
  }
  for (const { time, message } of plan.story ?? []) {
    const stream = plan.streams.find(({ from, to }) => from <= time && to > time);
    if (stream) add(time, stream.name, message);
  }
  return events.toSorted((a, b) => a.time - b.time);
}

function occurrence(time: number, stream: string, seed: number, minute: number): Occurrence {
  return {
    time,
    stream,
    random: (n) => random(seed + 31 * n, minute),
    pick: (n, options) => pick(options, seed + 31 * n, minute),
    hex: (n, length) => token(seed + 31 * n, minute, length),
  };
}

function makeStream({ name, to }: StreamLife, from: number, events: (window: Window) => LogEvent[]): LogStream {
  let first: { time: number | undefined } | undefined;
  let last: { now: number; time: number | undefined } | undefined;
  const timeIn = (window: Window, nearest: 'first' | 'last') => {
    const own = events(window).filter(({ stream }) => stream === name);
    return own.at(nearest === 'first' ? 0 : -1)?.time;
  };
  return {
    name,
    creationTime: from,
    get firstEventTimestamp() {
      first ??= { time: outwards((reach) => timeIn({ start: from, end: from + reach }, 'first'), to - from) };
      return first.time;
    },
    lastEventTimestamp(now) {
      // A rotated stream's last line may come up to a minute after its end.
      const end = Math.min(now, to + 2 * MINUTE);
      if (last?.now !== end) {
        last = {
          now: end,
          time: outwards((reach) => timeIn({ start: end - reach, end: end + 1 }, 'last'), end - from),
        };
      }
      return last.time;
    },
  };
}

/** Looks in growing reaches, a quarter of an hour first, for as long as there is something to look at. */
function outwards(look: (reach: number) => number | undefined, furthest: number): number | undefined {
  for (let reach = 15 * MINUTE; ; reach *= 4) {
    const time = look(Math.min(reach, furthest, 4 * DAY));
    if (time !== undefined || reach >= Math.min(furthest, 4 * DAY)) return time;
  }
}
