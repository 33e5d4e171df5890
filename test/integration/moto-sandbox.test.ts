import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import type { GetMetricDataCommandInput, ListMetricsCommandInput } from '@aws-sdk/client-cloudwatch';
import {
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import type {
  FilterLogEventsCommandInput,
  GetLogEventsCommandInput,
  OutputLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';
import { GROUP, MINUTE, startSameData } from './same-data.ts';

/*
 * The sandbox and moto over the same data give the same values. What moto does unlike AWS is not asked of it (sandbox tests
 * hold it against AWS's documentation): percentiles and every expression but an id; a metric asked for without dimensions,
 * which moto takes for any; a start within a minute, which AWS rounds down; filter patterns other than words and phrases,
 * and logStreamNamePrefix, which moto ignores; the end of GetLogEvents, which AWS excludes and moto includes.
 */
const same = await startSameData();
const { skip, base } = same;
after(() => same.close());

const API = { Namespace: 'Shop', MetricName: 'Latency', Dimensions: dimensions({ Service: 'api', Stage: 'live' }) };
const WEB = { ...API, Dimensions: dimensions({ Service: 'web', Stage: 'live' }) };
const STATISTICS = ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount'];

function dimensions(pairs: Record<string, string>) {
  return Object.entries(pairs).map(([Name, Value]) => ({ Name, Value }));
}

function minute(minutes: number): Date {
  return new Date(base + minutes * MINUTE);
}

/** The results of both, of the ten minutes of data unless `input` says otherwise; each value with its minute. */
function data(
  queries: GetMetricDataCommandInput['MetricDataQueries'],
  input: Partial<GetMetricDataCommandInput> = {},
): Promise<[unknown[], unknown[]]> {
  return same.metrics(async (client) => {
    const window = { StartTime: minute(0), EndTime: minute(10), ScanBy: 'TimestampAscending' as const };
    const answer = await client.send(new GetMetricDataCommand({ ...window, MetricDataQueries: queries, ...input }));
    return (answer.MetricDataResults ?? []).map(({ Id, StatusCode, Timestamps = [], Values = [] }) => ({
      Id,
      StatusCode,
      points: Timestamps.map((time, i) => [(time.getTime() - base) / MINUTE, Values[i]]),
    }));
  });
}

for (const Period of [60, 120, 300, 600]) {
  test(`statistics of ${Period} seconds have the same values`, { skip }, async () => {
    const queries = STATISTICS.flatMap((Stat) => [
      { Id: `api_${Stat}`, MetricStat: { Metric: API, Period, Stat } },
      { Id: `web_${Stat}`, MetricStat: { Metric: WEB, Period, Stat } },
    ]);
    const [ours, theirs] = await data(queries);
    assert.equal(ours.length, 2 * STATISTICS.length);
    assert.deepEqual(ours, theirs);
  });
}

test('a minute with several values has their statistics', { skip }, async () => {
  const queries = STATISTICS.map((Stat) => ({ Id: Stat.toLowerCase(), MetricStat: { Metric: API, Period: 60, Stat } }));
  const [ours, theirs] = await data(queries, { StartTime: minute(3), EndTime: minute(4) });
  assert.deepEqual(
    ours.map((result) => (result as { points: unknown[] }).points),
    [[[3, 30]], [[3, 120]], [[3, 7]], [[3, 99]], [[3, 4]]],
  );
  assert.deepEqual(ours, theirs);
});

test('the start is included, the end is not, and the newest is first where that is asked', { skip }, async () => {
  const query = { Id: 'm1', MetricStat: { Metric: API, Period: 60, Stat: 'Sum' } };
  for (const [from, to] of [
    [1, 4],
    [3, 4],
    [0, 1],
    [6, 9],
  ] as const) {
    const window = { StartTime: minute(from), EndTime: minute(to), ScanBy: 'TimestampDescending' as const };
    const [ours, theirs] = await data([query], window);
    assert.deepEqual(ours, theirs, `minutes ${from} to ${to}`);
  }
});

test('units, metrics without data and an expression that is an id', { skip }, async () => {
  const metric = { Metric: API, Period: 60, Stat: 'Maximum' };
  const [ours, theirs] = await data([
    { Id: 'right', MetricStat: { ...metric, Unit: 'Milliseconds' }, ReturnData: false },
    { Id: 'wrong', MetricStat: { ...metric, Unit: 'Bytes' } },
    { Id: 'none', MetricStat: { ...metric, Metric: { ...API, MetricName: 'Nothing' } } },
    { Id: 'same', Expression: 'right' },
  ]);
  assert.deepEqual(
    ours.map((result) => (result as { points: unknown[] }).points.length),
    [0, 0, 8],
  );
  assert.deepEqual(ours, theirs);
});

test('ListMetrics finds the same metrics by every filter', { skip }, async () => {
  const filters: [filter: ListMetricsCommandInput, count: number][] = [
    [{}, 5],
    [{ Namespace: 'Shop' }, 4],
    [{ MetricName: 'Latency' }, 3],
    [{ Namespace: 'Shop', MetricName: 'Latency' }, 2],
    [{ Dimensions: [{ Name: 'Service' }] }, 3],
    [{ Dimensions: [{ Name: 'Service', Value: 'api' }] }, 2],
    [{ Dimensions: [{ Name: 'Service' }, { Name: 'Stage', Value: 'live' }] }, 2],
    [{ Namespace: 'Other', Dimensions: [{ Name: 'Stage' }] }, 0],
    [{ MetricName: 'latency' }, 0],
  ];
  for (const [filter, count] of filters) {
    const [ours, theirs] = await same.metrics(async (client) => {
      const { Metrics = [] } = await client.send(new ListMetricsCommand(filter));
      const names = Metrics.map(({ Namespace, MetricName, Dimensions = [] }) =>
        [Namespace, MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).toSorted()].join(' '),
      );
      // moto names a metric of several dimensions once for each of its values.
      return [...new Set(names)].toSorted();
    });
    assert.equal(ours.length, count, JSON.stringify(filter));
    assert.deepEqual(ours, theirs, JSON.stringify(filter));
  }
});

/** Stream, second after `base` and message of what a search finds. */
function found(input: Partial<FilterLogEventsCommandInput>): Promise<[unknown[], unknown[]]> {
  return same.logs(async (client) => {
    const window = { startTime: base, endTime: base + 10 * MINUTE, interleaved: true };
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: GROUP, ...window, ...input }));
    return events.map(({ logStreamName, timestamp, message }) => [
      logStreamName,
      ((timestamp ?? 0) - base) / 1000,
      message,
    ]);
  });
}

const PATTERNS: [pattern: string, found: number][] = [
  ['', 8],
  ['ERROR', 4],
  ['error', 1],
  ['order failed', 3],
  ['failed order ERROR', 3],
  ['"order 3"', 2],
  ['"order 3 failed: card"', 1],
  ['"[ERROR] request"', 1],
  ['"failed order"', 0],
  ['refused', 0],
];

for (const [filterPattern, count] of PATTERNS) {
  test(`the pattern ${filterPattern || '(none)'} finds the same events, oldest first`, { skip }, async () => {
    const [ours, theirs] = await found({ filterPattern });
    assert.equal(ours.length, count);
    assert.deepEqual(ours, theirs);
  });
}

test('both ends of a search are in it, whatever the streams', { skip }, async () => {
  const windows: [from: number, to: number, streams: string[] | undefined, count: number][] = [
    [10, 60, undefined, 2],
    [60, 90, undefined, 4],
    [60, 61.499, undefined, 1],
    [61.5, 61.5, undefined, 1],
    [0, 600, ['a/1'], 4],
    [0, 120, ['a/2', 'b/1'], 3],
    [200, 600, undefined, 0],
  ];
  for (const [from, to, logStreamNames, count] of windows) {
    const window = { startTime: base + from * 1000, endTime: base + to * 1000, logStreamNames };
    const [ours, theirs] = await found(window);
    assert.equal(ours.length, count, `${from} to ${to}`);
    assert.deepEqual(ours, theirs, `${from} to ${to}`);
  }
});

test('a search goes on from page to page alike', { skip }, async () => {
  for (const filterPattern of ['', 'ERROR']) {
    const [ours, theirs] = await same.logs(async (client) => {
      const input = { logGroupName: GROUP, startTime: base, endTime: base + 10 * MINUTE, limit: 3, filterPattern };
      const pages: unknown[] = [];
      for await (const { events = [] } of paginateFilterLogEvents({ client }, { ...input, interleaved: true }))
        pages.push(events.map(({ message }) => message));
      return pages;
    });
    assert.ok(ours.length > 1);
    assert.deepEqual(ours, theirs);
  }
});

test('a stream is read from either end, page by page, and its streams are listed alike', { skip }, async () => {
  const windows: Partial<GetLogEventsCommandInput>[] = [
    { startFromHead: true },
    { startFromHead: false },
    { startFromHead: true, startTime: base + 60_000, endTime: base + 119_999 },
    { startFromHead: false, startTime: base + 60_000, endTime: base + 130_000 },
  ];
  for (const window of windows) {
    const [ours, theirs] = await same.logs(async (client) => {
      const pages: OutputLogEvent[][] = [];
      let nextToken: string | undefined;
      do {
        const stream = { logGroupName: GROUP, logStreamName: 'a/1', limit: 2, ...window };
        const answer = await client.send(new GetLogEventsCommand({ ...stream, nextToken }));
        pages.push(answer.events ?? []);
        nextToken = window.startFromHead ? answer.nextForwardToken : answer.nextBackwardToken;
      } while (pages.at(-1)?.length === 2);
      return pages.filter(({ length }) => length > 0).map((page) => page.map(({ message }) => message));
    });
    assert.ok(ours.length > 0);
    assert.deepEqual(ours, theirs, JSON.stringify(window));
  }
  const orders = [{}, { logStreamNamePrefix: 'a/' }, { orderBy: 'LastEventTime' as const, descending: true }];
  for (const order of orders) {
    const [ours, theirs] = await same.logs(async (client) => {
      const answer = await client.send(new DescribeLogStreamsCommand({ logGroupName: GROUP, ...order }));
      return (answer.logStreams ?? []).map(({ logStreamName }) => logStreamName);
    });
    assert.ok(ours.length > 1);
    assert.deepEqual(ours, theirs, JSON.stringify(order));
  }
});
