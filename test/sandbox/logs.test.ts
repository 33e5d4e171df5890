import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeMetricFiltersCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListLogGroupsCommand,
  ListTagsForResourceCommand,
  paginateDescribeLogStreams,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import type { FilteredLogEvent, FilterLogEventsCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from './small-world.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GROUP = '/shop/web-000';
const ARN = 'arn:aws:logs:us-east-1:123456789012:log-group:';

let sandbox: Sandbox;
let client: CloudWatchLogsClient;
before(async () => {
  sandbox = await startSandbox({ makeWorld: smallWorld, clock: () => NOW });
  client = new CloudWatchLogsClient({ endpoint: sandbox.url, region: 'us-east-1', credentials: sandboxCredentials });
});
after(() => sandbox.close());

async function search(
  input: Partial<FilterLogEventsCommandInput>,
): Promise<{ events: FilteredLogEvent[]; pages: number }> {
  const events: FilteredLogEvent[] = [];
  let pages = 0;
  for await (const page of paginateFilterLogEvents({ client }, { logGroupName: GROUP, ...input })) {
    pages += 1;
    events.push(...(page.events ?? []));
  }
  return { events, pages };
}

void test('both ends of a search are in it, streams are interleaved, oldest first', async () => {
  const { events } = await search({ startTime: NOW - 2 * MINUTE, endTime: NOW });
  assert.deepEqual(
    events.map((event) => [event.logStreamName, NOW - (event.timestamp ?? 0)]),
    [
      ['b/1', 2 * MINUTE],
      ['a/1', 1.5 * MINUTE],
      ['b/1', MINUTE],
      ['a/1', 0.5 * MINUTE],
      ['b/1', 0],
    ],
  );
  assert.ok(events.every(({ ingestionTime, timestamp }) => (ingestionTime ?? 0) > (timestamp ?? 0)));
});

for (const startFromHead of [true, false]) {
  void test(`paging to the end gives each event once, startFromHead ${startFromHead}`, async () => {
    const { events, pages } = await search({ startTime: NOW - 5 * HOUR, endTime: NOW, limit: 97, startFromHead });
    const times = events.map((event) => event.timestamp ?? 0);
    assert.equal(times.length, 601);
    assert.equal(pages, 7);
    assert.deepEqual(
      times,
      [...new Set(times)].toSorted((a, b) => (startFromHead ? a - b : b - a)),
    );
    assert.equal(new Set(events.map((event) => event.eventId)).size, 601);
  });
}

for (const startFromHead of [true, false]) {
  void test(`pages of up to 1 MB part equal events, each with its own id, startFromHead ${startFromHead}`, async () => {
    const window = { logGroupName: '/shop/Worker-001', startTime: NOW - 5 * HOUR, endTime: NOW };
    const { events, pages } = await search({ ...window, startFromHead });
    assert.equal(pages, 3);
    assert.equal(events.length, 1202);
    assert.equal(new Set(events.map((event) => event.eventId)).size, 1202);
    const few = await search({ ...window, startTime: NOW - 10 * MINUTE, limit: 3, startFromHead });
    assert.deepEqual(
      few.events.map((event) => event.eventId),
      events.map((event) => event.eventId).slice(...(startFromHead ? [-42] : [0, 42])),
    );
  });
}

void test('what is past retention or before the group is gone', async () => {
  const window = { startTime: NOW - 20 * 24 * HOUR, endTime: NOW - 20 * 24 * HOUR + HOUR };
  assert.equal((await search({ ...window, logGroupName: '/shop/Worker-001' })).events.length, 0);
  assert.equal((await search(window)).events.length, 121);
  const early = { startTime: NOW - 31 * 24 * HOUR, endTime: NOW - 30 * 24 * HOUR - 1 };
  assert.equal((await search(early)).events.length, 0);
});

void test('an event has the same id whatever was asked', async () => {
  const window = { startTime: NOW - 5 * MINUTE, endTime: NOW };
  const [all, some] = await Promise.all([search(window), search({ ...window, logStreamNames: ['b/1'] })]);
  const ids = new Map(all.events.map((event) => [event.timestamp, event.eventId]));
  assert.equal(some.events.length, 6);
  for (const event of some.events) assert.equal(event.eventId, ids.get(event.timestamp));
});

void test('a long window begins with an empty page and has partly filled ones', async () => {
  const { events, pages } = await search({
    startTime: NOW - 72 * HOUR,
    endTime: NOW,
    filterPattern: '{ $.level = ERROR }',
  });
  assert.equal(pages, 4);
  assert.equal(events.length, 72 * 12 + 1);
});

void test('a filter pattern and a stream prefix narrow a search', async () => {
  const window = { startTime: NOW - HOUR, endTime: NOW - 1 };
  assert.equal((await search({ ...window, filterPattern: 'ERROR' })).events.length, 12);
  assert.equal((await search({ ...window, logStreamNamePrefix: 'a/' })).events.length, 60);
  assert.equal((await search({ ...window, logStreamNamePrefix: 'a/', filterPattern: 'ERROR' })).events.length, 0);
});

void test('a token is refused by another question', async () => {
  const asked = { logGroupName: GROUP, startTime: NOW - HOUR, endTime: NOW, limit: 5 };
  const { nextToken } = await client.send(new FilterLogEventsCommand(asked));
  const other = { ...asked, filterPattern: 'ERROR', nextToken };
  await assert.rejects(client.send(new FilterLogEventsCommand(other)), /The specified nextToken is invalid/);
  await client.send(new FilterLogEventsCommand({ ...asked, limit: 7, nextToken }));
});

void test('GetLogEvents reads a stream both ways and repeats its token at either end', async () => {
  const asked = {
    logGroupIdentifier: ARN + GROUP,
    logStreamName: 'b/1',
    startTime: NOW - 10 * MINUTE,
    endTime: NOW,
    limit: 4,
  };
  const page = async (more: { nextToken?: string | undefined; startFromHead?: boolean }) => {
    const { events = [], ...tokens } = await client.send(new GetLogEventsCommand({ ...asked, ...more }));
    return { minutes: events.map((event) => (NOW - (event.timestamp ?? 0)) / MINUTE), ...tokens };
  };
  const newest = await page({});
  assert.deepEqual(newest.minutes, [4, 3, 2, 1]);
  const older = await page({ nextToken: newest.nextBackwardToken });
  assert.deepEqual(older.minutes, [8, 7, 6, 5]);
  const oldest = await page({ nextToken: older.nextBackwardToken });
  assert.deepEqual(oldest.minutes, [10, 9]);
  const beyond = await page({ nextToken: oldest.nextBackwardToken });
  assert.deepEqual(beyond.minutes, []);
  assert.equal(beyond.nextBackwardToken, oldest.nextBackwardToken);
  const forward = await page({ nextToken: oldest.nextForwardToken, startFromHead: true });
  assert.deepEqual(forward.minutes, [8, 7, 6, 5]);
  const end = await page({ nextToken: newest.nextForwardToken, startFromHead: true });
  assert.deepEqual(end.minutes, []);
  assert.equal(end.nextForwardToken, newest.nextForwardToken);
  assert.deepEqual((await page({ startFromHead: true })).minutes, [10, 9, 8, 7]);
});

async function streamNames(input: object): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = [];
  const pages = paginateDescribeLogStreams({ client, pageSize: 1 }, { logGroupName: GROUP, ...input });
  for await (const { logStreams } of pages) found.push(...(logStreams ?? []).map((stream) => stream.logStreamName));
  return found;
}

void test('streams in either order, each once', async () => {
  assert.deepEqual(await streamNames({}), ['a/1', 'b/1']);
  assert.deepEqual(await streamNames({ orderBy: 'LastEventTime', descending: true }), ['b/1', 'a/1']);
  assert.deepEqual(await streamNames({ logStreamNamePrefix: 'b' }), ['b/1']);
});

void test('log groups by pattern, identifier, class and tag', async () => {
  const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePattern: 'Worker' }));
  assert.deepEqual(Object.keys(logGroups?.[0] ?? {}).toSorted(), ['arn', 'creationTime', 'logGroupName']);
  const names = async (input: object) =>
    (await client.send(new DescribeLogGroupsCommand(input))).logGroups?.map((group) => group.logGroupName);
  assert.deepEqual(await names({ logGroupIdentifiers: [`${ARN}/shop/web-002`, GROUP] }), [GROUP, '/shop/web-002']);
  assert.deepEqual(await names({ logGroupClass: 'ESSENTIALS' }), ['/shop/web-002']);
  assert.deepEqual(await names({ logGroupNamePrefix: '/shop/W' }), ['/shop/Worker-001']);
  const listed = async (input: object) =>
    (await client.send(new ListLogGroupsCommand(input))).logGroups?.map((group) => group.logGroupName);
  assert.deepEqual(await listed({ logGroupNamePattern: '^/shop/Work|web-000' }), ['/shop/Worker-001', GROUP]);
  assert.deepEqual(await listed({ logGroupTags: [{ key: 'team', values: ['check*'] }] }), [GROUP]);
  assert.deepEqual(await listed({ logGroupTags: [{ key: 'team', values: ['!orders'] }] }), [GROUP]);
  const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn: `${ARN}${GROUP}` }));
  assert.deepEqual(tags, { team: 'Checkout' });
});

void test('metric filters by log group', async () => {
  const { metricFilters } = await client.send(new DescribeMetricFiltersCommand({ logGroupName: '/shop/Worker-001' }));
  assert.equal(metricFilters?.length, 2);
  assert.equal(metricFilters[0]?.logGroupName, '/shop/Worker-001');
});
