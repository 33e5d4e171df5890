/**
 * The queries of log alarms, the subset: `[fields … |] filter @message like /regex/` (or `like "text"`), aggregated by
 * `count(*)` or `count(*) by field` of JSON messages.
 */
import { findNamed } from '../world/rows.ts';
import type { World } from '../world/types.ts';
import type { Track } from './alarm-plan.ts';

const RATE = /^rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)$/;
const UNIT_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const FILTER = /^filter\s+@message\s+like\s+(?:\/(.+)\/|"([^"]+)"|'([^']+)')$/;
const AGGREGATION = /^count\(\*\)(?:\s+by\s+(\w+))?$/;

interface Scheduled {
  readonly QueryString: string;
  readonly LogGroupIdentifiers: readonly string[];
  readonly ScheduleConfiguration: { ScheduleExpression: string; StartTimeOffset: number; EndTimeOffset?: number };
  readonly AggregationExpression: string;
}

/** What a log alarm reads at each run of its query. Throws for a query outside the subset. */
export function logTracks(
  configuration: Readonly<Record<string, unknown>>,
  world: World,
): { interval: number; contributors: boolean; read: (from: number, to: number) => Track[] } {
  const scheduled = configuration.ScheduledQueryConfiguration as Scheduled;
  const { ScheduleExpression, StartTimeOffset, EndTimeOffset = 0 } = scheduled.ScheduleConfiguration;
  const [, count = '5', unit = 'minute'] = RATE.exec(ScheduleExpression) ?? [];
  const interval = Number(count) * (UNIT_MS[unit] ?? 60_000);
  const matches = filterOf(scheduled.QueryString);
  const aggregation = AGGREGATION.exec(scheduled.AggregationExpression);
  if (!aggregation) throw new Error(`The sandbox does not evaluate the aggregation ${scheduled.AggregationExpression}`);
  const by = aggregation[1];
  const groups = scheduled.LogGroupIdentifiers.flatMap((name) => findNamed(world.logGroups, name) ?? []);

  const read = (from: number, to: number): Track[] => {
    const window = { start: from - StartTimeOffset * 1000, end: to - EndTimeOffset * 1000 };
    const hits = groups.flatMap((group) => group.events(window)).filter(({ message }) => matches(message));
    const found = Map.groupBy(hits, ({ message }) => (by === undefined ? '' : fieldOf(message, by)));
    if (by === undefined && !found.has('')) found.set('', []);
    return [...found].map(([value, events]) => {
      const values = new Map<number, number>();
      for (let run = from; run < to; run += interval) {
        if (by === undefined) values.set(run, 0);
      }
      for (const { time } of events) {
        // Every run whose range holds the event counts it.
        const first = Math.floor((time + EndTimeOffset * 1000) / interval) * interval + interval;
        for (let run = first; run - StartTimeOffset * 1000 <= time; run += interval) {
          if (run >= from && run < to) values.set(run, (values.get(run) ?? 0) + 1);
        }
      }
      return { attributes: by === undefined ? {} : { [by]: value }, values };
    });
  };
  return { interval, contributors: by !== undefined, read };
}

function filterOf(query: string): (message: string) => boolean {
  const tests = query
    // A bar inside of a regular expression does not end a command.
    .split(/\s\|\s/)
    .map((command) => command.trim())
    .filter((command) => !/^(fields|display|sort|limit)\s/.test(command))
    .map((command) => {
      const [, regex, ...texts] = FILTER.exec(command) ?? [];
      if (regex !== undefined) {
        const pattern = new RegExp(regex);
        return (message: string) => pattern.test(message);
      }
      const text = texts.find((part) => part !== undefined);
      if (text === undefined) throw new Error(`The sandbox does not evaluate the query command ${command}`);
      return (message: string) => message.includes(text);
    });
  return (message) => tests.every((test) => test(message));
}

function fieldOf(message: string, field: string): string {
  try {
    const value = (JSON.parse(message) as Record<string, unknown>)[field];
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
