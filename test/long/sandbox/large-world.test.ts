import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { CloudWatchClient, paginateDescribeAlarms, paginateListMetrics } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  GetLogEventsCommand,
  ListLogGroupsCommand,
  paginateDescribeLogGroups,
  paginateDescribeLogStreams,
  paginateFilterLogEvents,
  type FilterLogEventsCommandInput,
  type ListLogGroupsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import { sandboxCredentials, startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { BUSY_GROUP, makeLargeWorld } from '../../../src/sandbox/world/large.ts';
import type { Rows } from '../../../src/sandbox/world/rows.ts';
import type { LogGroup, World } from '../../../src/sandbox/world/types.ts';

const NOW = Date.parse('2026-11-21T09:40:00Z');
const MINUTE = 60_000;
const EVENTS_A_MINUTE = 5_000_000 / 1440;

let sandbox: Sandbox;
let logs: CloudWatchLogsClient;
let cloudwatch: CloudWatchClient;
/** Rows and events that the world made since the test began. */
let made = 0;

before(async () => {
  sandbox = await startSandbox({ makeWorld: countedWorld, clock: () => NOW });
  const client = { endpoint: sandbox.url, region: 'us-east-1', credentials: sandboxCredentials };
  logs = new CloudWatchLogsClient(client);
  cloudwatch = new CloudWatchClient(client);
});
after(() => sandbox.close());
beforeEach(() => (made = 0));

function countedWorld(region: string, madeAt: number): World {
  const world = makeLargeWorld(region, madeAt);
  return {
    ...world,
    logGroups: counted(world.logGroups, countedGroup),
    metrics: counted(world.metrics),
    alarms: counted(world.alarms),
  };
}

function countedGroup(group: LogGroup): LogGroup {
  return {
    ...group,
    streams: counted(group.streams),
    streamsByLastEvent: (now) => counted(group.streamsByLastEvent?.(now) ?? []),
    events(window, stream) {
      const events = group.events(window, stream);
      made += events.length;
      return events;
    },
  };
}

function counted<Row>(rows: Rows<Row>, wrap = (row: Row) => row): Rows<Row> {
  const count = (row: Row) => {
    made += 1;
    return wrap(row);
  };
  return {
    length: rows.length,
    at(index) {
      const row = rows.at(index);
      return row && count(row);
    },
    [Symbol.iterator]: () => Iterator.from(rows).map(count),
  };
}

/** Every page's rows, and the most rows that were made for one page. */
async function readAll<Page, Row>(
  pages: AsyncIterable<Page>,
  rowsOf: (page: Page) => readonly Row[] | undefined,
): Promise<{ rows: Row[]; pages: number; mostMade: number }> {
  const read = { rows: [] as Row[], pages: 0, mostMade: 0 };
  let earlier = made;
  for await (const page of pages) {
    read.rows.push(...(rowsOf(page) ?? []));
    read.pages += 1;
    read.mostMade = Math.max(read.mostMade, made - earlier);
    earlier = made;
  }
  return read;
}

function assertOnceInOrder(names: readonly (string | undefined)[], count: number): void {
  assert.equal(names.length, count);
  assert.equal(new Set(names).size, count);
  assert.ok(names.every((name, i) => i === 0 || (names[i - 1] ?? '') < (name ?? '')));
}

test('10,000 log groups come once, in order of their names, and a page makes no more rows than it shows', async () => {
  const described = await readAll(paginateDescribeLogGroups({ client: logs }, {}), (page) => page.logGroups);
  assertOnceInOrder(
    described.rows.map((group) => group.logGroupName),
    10_000,
  );
  assert.equal(described.mostMade, 51);
  const listed = await readAll(listLogGroups(), (page) => page.logGroups);
  assert.deepEqual(
    listed.rows.map((group) => group.logGroupName),
    described.rows.map((group) => group.logGroupName),
  );
  assert.equal(listed.mostMade, 1001);
});

async function* listLogGroups(): AsyncGenerator<ListLogGroupsCommandOutput> {
  let nextToken: string | undefined;
  do {
    const page = await logs.send(new ListLogGroupsCommand({ limit: 1000, nextToken }));
    yield page;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

test('a prefix is found without looking through what comes before it', async () => {
  const input = { logGroupNamePrefix: '/large/group-0999' };
  const { rows, mostMade } = await readAll(
    paginateDescribeLogGroups({ client: logs }, input),
    (page) => page.logGroups,
  );
  assertOnceInOrder(
    rows.map((group) => group.logGroupName),
    10,
  );
  assert.ok(rows.every((group) => group.logGroupName?.startsWith(input.logGroupNamePrefix)));
  assert.ok(mostMade < 50, `${mostMade} rows made`);
});

test('100,000 metrics come once, 500 a page', async () => {
  const { rows, pages, mostMade } = await readAll(
    paginateListMetrics({ client: cloudwatch }, {}),
    (page) => page.Metrics,
  );
  assertOnceInOrder(
    rows.map(({ Namespace, MetricName, Dimensions }) => [Namespace, MetricName, Dimensions?.[0]?.Value].join()),
    100_000,
  );
  assert.deepEqual([pages, mostMade], [200, 501]);
});

test('5,000 alarms come once, each with the state that its metric gives it', async () => {
  const all = await readAll(
    paginateDescribeAlarms({ client: cloudwatch }, { MaxRecords: 100 }),
    (page) => page.MetricAlarms,
  );
  assertOnceInOrder(
    all.rows.map((alarm) => alarm.AlarmName),
    5_000,
  );
  assert.equal(all.mostMade, 101);
  const alarming = await readAll(
    paginateDescribeAlarms({ client: cloudwatch }, { MaxRecords: 100, StateValue: 'ALARM' }),
    (page) => page.MetricAlarms,
  );
  assert.deepEqual(
    alarming.rows,
    all.rows.filter(({ StateValue }) => StateValue === 'ALARM'),
  );
  assert.equal(alarming.rows.length, 100);
});

for (const orderBy of ['LogStreamName', 'LastEventTime'] as const) {
  for (const descending of [false, true]) {
    test(`1,000 streams come once by ${orderBy}, ${descending ? 'descending' : 'ascending'}`, async () => {
      const input = { logGroupName: BUSY_GROUP, orderBy, descending };
      const streams = await readAll(paginateDescribeLogStreams({ client: logs }, input), (page) => page.logStreams);
      assert.equal(new Set(streams.rows.map((stream) => stream.logStreamName)).size, 1_000);
      const keys = streams.rows.map(({ logStreamName, lastEventTimestamp = 0 }) =>
        orderBy === 'LogStreamName' ? Number(logStreamName?.slice(-5)) : lastEventTimestamp,
      );
      const ascending = keys.toSorted((a, b) => a - b);
      assert.deepEqual(keys, descending ? ascending.toReversed() : ascending);
      const last = streams.rows.map(({ lastEventTimestamp = 0 }) => lastEventTimestamp);
      assert.ok(Math.min(...last) > NOW - 18_000 && Math.max(...last) <= NOW, 'each writes every 17.28 s');
      // Two rows of groups to find the group, and for each stream its first and last event.
      assert.ok(streams.mostMade < 1_200, `${streams.mostMade} rows made`);
    });
  }
}

async function search(input: Partial<FilterLogEventsCommandInput>) {
  const pages = paginateFilterLogEvents({ client: logs }, { logGroupName: BUSY_GROUP, ...input });
  const read = await readAll(pages, (page) => page.events);
  return { ...read, orders: read.rows.map(({ message }) => Number(/order (\d+)/.exec(message ?? '')?.[1])) };
}

test('an hour of 5,000,000 events a day comes once in either direction, a page looking at little more than it shows', async () => {
  const window = { startTime: NOW - 60 * MINUTE, endTime: NOW - 1 };
  const forward = await search(window);
  const first = forward.orders[0] ?? 0;
  assert.equal(forward.orders.length, Math.round(60 * EVENTS_A_MINUTE));
  assert.deepEqual(
    forward.orders,
    forward.orders.map((_, i) => first + i),
  );
  assert.ok(forward.mostMade < 10_000 + 3 * EVENTS_A_MINUTE, `${forward.mostMade} events made`);
  const backward = await search({ ...window, startFromHead: false });
  assert.deepEqual(backward.rows.toReversed(), forward.rows);
});

test('a rare term is searched for a bounded part at a time, in empty pages with a token', async () => {
  const window = { startTime: NOW - 120 * MINUTE, endTime: NOW - 1 };
  const { orders, pages, mostMade } = await search({ ...window, filterPattern: 'FATAL' });
  assert.deepEqual(orders, [1_999_999]);
  assert.equal(pages, 5);
  assert.ok(mostMade < 100_000 + 2 * EVENTS_A_MINUTE, `${mostMade} events made`);
  const errors = await search({ ...window, filterPattern: 'ERROR' });
  assert.equal(errors.orders.length, 415, 'every thousandth but the fatal one');
  assert.ok(errors.orders.every((number) => number % 1_000 === 999));
});

test('the newest events of one stream are read without those of the others', async () => {
  const command = new GetLogEventsCommand({ logGroupName: BUSY_GROUP, logStreamName: 'task-00042', limit: 100 });
  const { events = [] } = await logs.send(command);
  assert.deepEqual(
    events.map(({ message }) => Number(/order (\d+)/.exec(message ?? '')?.[1])),
    Array.from({ length: 100 }, (_, i) => 2_013_042 - (99 - i) * 1_000),
  );
  assert.ok(made < 1_000, `${made} made`);
});
