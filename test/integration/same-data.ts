import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { World } from '../../src/sandbox/world/types.ts';
import { MOTO_MISSING, startMoto } from '../support/moto.ts';
import { tinyWorld } from '../sandbox/tiny-metrics.ts';

export const MINUTE = 60_000;
export const GROUP = '/shop/api';
const REGION = 'us-east-1';

interface SameMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: StandardUnit;
  /** The values published in each minute. */
  readonly minutes: readonly (readonly number[])[];
}

const latency = (Service: string, minutes: SameMetric['minutes']): SameMetric => ({
  namespace: 'Shop',
  metricName: 'Latency',
  dimensions: { Service, Stage: 'live' },
  unit: 'Milliseconds',
  minutes,
});

const METRICS: readonly SameMetric[] = [
  latency('api', [[10, 30, 5], [20], [], [7, 7, 7, 99], [0.5, 1.25], [], [60], [-4, 4], [80], [1, 2, 3]]),
  latency('web', [[5], [5], [5], [5], [5], [5], [5], [5], [5], [5]]),
  { namespace: 'Shop', metricName: 'Orders', dimensions: { Stage: 'live' }, unit: 'Count', minutes: [[1], [0], [3]] },
  { namespace: 'Shop', metricName: 'Restarts', dimensions: {}, unit: 'Count', minutes: [[1]] },
  { namespace: 'Other', metricName: 'Latency', dimensions: { Service: 'api' }, unit: 'Seconds', minutes: [[1]] },
];

/** Stream, seconds after the first minute, message; no two at one time, whose order AWS leaves open. */
const EVENTS: readonly [stream: string, seconds: number, message: string][] = [
  ['a/1', 0, 'INFO order 1 served'],
  ['a/2', 10, 'ERROR order 2 failed: Card declined'],
  ['a/1', 60, 'ERROR order 3 failed: card expired'],
  ['a/2', 61.5, 'error in lower case'],
  ['a/1', 62, 'ERRORCODE 7, order 4 failed'],
  ['b/1', 90, '[ERROR] request 5 timed out after 3000 ms'],
  ['a/1', 120, 'WARN order 6 slow'],
  ['a/2', 180, 'INFO order 30 served'],
];

/** moto and a sandbox that hold the same datapoints and log events, from `base` on, and why there is no moto where there is none. */
export interface SameData {
  readonly skip: string | false;
  readonly base: number;
  /** Both answers to one question: the sandbox's, and moto's. */
  metrics<Answer>(ask: (client: CloudWatchClient) => Promise<Answer>): Promise<[Answer, Answer]>;
  logs<Answer>(ask: (client: CloudWatchLogsClient) => Promise<Answer>): Promise<[Answer, Answer]>;
  close(): Promise<void>;
}

export async function startSameData(): Promise<SameData> {
  const now = Date.now();
  const base = Math.floor(now / (5 * MINUTE)) * 5 * MINUTE - 30 * MINUTE;
  const moto = await startMoto();
  const sandbox = await startSandbox({ makeWorld: () => sameWorld(base), clock: () => now });
  const settings = (endpoint: string) => ({ endpoint, region: REGION, credentials: sandboxCredentials });
  const ends = [sandbox.url, moto?.url ?? sandbox.url].map((url) => ({
    metrics: new CloudWatchClient(settings(url)),
    logs: new CloudWatchLogsClient(settings(url)),
  }));
  const [ours, theirs] = ends as [(typeof ends)[number], (typeof ends)[number]];
  if (moto) await Promise.all([putMetrics(theirs.metrics, base), putEvents(theirs.logs, base)]);
  return {
    skip: moto ? false : MOTO_MISSING,
    base,
    metrics: (ask) => Promise.all([ask(ours.metrics), ask(theirs.metrics)]),
    logs: (ask) => Promise.all([ask(ours.logs), ask(theirs.logs)]),
    async close() {
      for (const { metrics, logs } of ends) {
        metrics.destroy();
        logs.destroy();
      }
      await Promise.all([sandbox.close(), moto?.close()]);
    },
  };
}

function sameWorld(base: number): World {
  const metrics = METRICS.map(({ minutes, ...metric }) => ({
    ...metric,
    periodSeconds: 60,
    at(time: number) {
      const samples = (minutes[(time - base) / MINUTE] ?? []).toSorted((a, b) => a - b);
      if (samples.length === 0) return undefined;
      const sum = samples.reduce((total, value) => total + value, 0);
      return { sum, min: samples[0] ?? 0, max: samples.at(-1) ?? 0, count: samples.length, samples };
    },
  }));
  const events = EVENTS.map(([stream, seconds, message]) => ({
    group: GROUP,
    stream,
    time: base + seconds * 1000,
    message,
  }));
  const group = {
    name: GROUP,
    logGroupClass: 'STANDARD' as const,
    creationTime: base - 60 * MINUTE,
    storedBytes: 0,
    metricFilterCount: 0,
    tags: {},
    streams: ['a/1', 'a/2', 'b/1'].map((name) => ({
      name,
      creationTime: base,
      lastEventTimestamp: () => events.findLast(({ stream }) => stream === name)?.time,
    })),
    events: ({ start, end }: { start: number; end: number }) =>
      events.filter(({ time }) => time >= start && time < end),
  };
  return tinyWorld({ region: REGION, madeAt: base + 30 * MINUTE, metrics, logGroups: [group] });
}

async function putMetrics(client: CloudWatchClient, base: number): Promise<void> {
  for (const { namespace, metricName, dimensions, unit, minutes } of METRICS) {
    const MetricData = minutes.flatMap((values, minute) =>
      values.map((Value, i) => ({
        MetricName: metricName,
        Dimensions: Object.entries(dimensions).map(([Name, own]) => ({ Name, Value: own })),
        Unit: unit,
        Timestamp: new Date(base + minute * MINUTE + i * 1000),
        Value,
      })),
    );
    await client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }));
  }
}

async function putEvents(client: CloudWatchLogsClient, base: number): Promise<void> {
  await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  for (const [logStreamName, events] of Map.groupBy(EVENTS, ([stream]) => stream)) {
    const logEvents = events.map(([, seconds, message]) => ({ timestamp: base + seconds * 1000, message }));
    await client.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName }));
    await client.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName, logEvents }));
  }
}
