import type { LogEvent } from '../../src/model.ts';
import type { LogGroup, World } from '../../src/sandbox/world/types.ts';

const MINUTE = 60_000;

/**
 * A world small enough to count by hand: `groups` log groups with two streams each, one event a minute in each stream.
 * The second group says everything twice, in messages of 2 kB.
 */
export function smallWorld(region: string, madeAt: number, groups = 3): World {
  return {
    account: '123456789012',
    region,
    madeAt,
    incidentStart: madeAt - 40 * MINUTE,
    logGroups: Array.from({ length: groups }, (_, index) => smallGroup(index, madeAt)),
    metrics: [],
    alarms: [],
    muteRules: [],
    workspaces: [
      { workspaceId: 'ws-1', alias: 'shop-live', status: 'ACTIVE', createdAt: madeAt - 90_061_000 },
      { workspaceId: 'ws-2', alias: 'shop-test', status: 'ACTIVE', createdAt: madeAt },
      { workspaceId: 'ws-3', status: 'CREATING', createdAt: madeAt },
    ],
    promSeries: [
      { name: 'up', type: 'gauge', help: 'Whether it answers', labels: { job: 'shop' }, at: () => 1 },
      {
        name: 'requests_total',
        type: 'counter',
        help: 'Requests served',
        labels: { job: 'shop', path: '/"x"\\' },
        at: (time) => Math.floor(time / 1000) % 1e7,
      },
      { name: 'latency_seconds_bucket', type: 'histogram', help: 'Latency', labels: { le: '+Inf' }, at: () => 5 },
      { name: 'latency_seconds_sum', type: 'histogram', help: 'Latency', labels: {}, at: () => 2.5 },
      { name: 'latency_seconds_count', type: 'histogram', help: 'Latency', labels: {}, at: () => 5 },
    ],
  };
}

function smallGroup(index: number, madeAt: number): LogGroup {
  const name = `/shop/${index % 2 === 0 ? 'web' : 'Worker'}-${String(index).padStart(3, '0')}`;
  return {
    name,
    logGroupClass: index === 2 ? 'INFREQUENT_ACCESS' : 'STANDARD',
    retentionInDays: index === 0 ? undefined : 14,
    creationTime: madeAt - 30 * 86_400_000,
    storedBytes: 1000 * index,
    metricFilterCount: index === 1 ? 2 : 0,
    tags: { team: index === 0 ? 'Checkout' : 'orders' },
    streams: ['a/1', 'b/1'].map((stream, place) => ({
      name: stream,
      creationTime: madeAt - 86_400_000,
      firstEventTimestamp: madeAt - 86_400_000,
      lastEventTimestamp: (now: number) => Math.floor(now / MINUTE) * MINUTE - (1 - place) * 30_000,
    })),
    events: ({ start, end }) => {
      const events = minuteEvents(name, start, end);
      if (index !== 1) return events;
      return events.flatMap((event) =>
        Array.from({ length: 2 }, () => ({ ...event, message: event.message.padEnd(2000) })),
      );
    },
  };
}

/** Stream b at the full minute, stream a half a minute later; the message says the minute of the hour. */
function minuteEvents(group: string, start: number, end: number): LogEvent[] {
  const events: LogEvent[] = [];
  for (let time = Math.ceil(start / 30_000) * 30_000; time < end; time += 30_000) {
    const stream = time % MINUTE === 0 ? 'b/1' : 'a/1';
    const level = (time / 30_000) % 10 === 0 ? 'ERROR' : 'INFO';
    events.push({ group, stream, time, message: `{"level":"${level}","minute":${(time / MINUTE) % 60}}` });
  }
  return events;
}
