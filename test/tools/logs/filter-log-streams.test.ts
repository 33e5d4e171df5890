import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogStream } from '../../../src/sandbox/world/types.ts';
import type { TestService } from '../../support/harness.ts';
import { assertClosedWithCaller, groupOf, NOW, serveLogs } from './logs-world.ts';

const HOUR = 3_600_000;

interface Item {
  name: string;
  lastEvent?: string;
}

/** Streams `day/n`, of two days in turn; the later their number, the longer ago their last event; the last have none. */
function streams(count: number, silent = 0): LogStream[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `${i % 2 === 0 ? 'even' : 'odd'}/${String((i * 7) % count).padStart(4, '0')}`,
    creationTime: NOW - 48 * HOUR,
    lastEventTimestamp: () => (i >= count - silent ? undefined : NOW - i * 60_000),
  }));
}

async function all(service: TestService, args: Record<string, unknown>): Promise<Item[]> {
  const got: Item[] = [];
  let cursor: string | undefined;
  do {
    const answer = await service.call('filter_log_streams', { group: '/g', ...args, ...(cursor && { cursor }) });
    assert.equal(answer.isError, false, answer.text);
    got.push(...(answer.structured['items'] as Item[]));
    cursor = answer.structured['cursor'] as string | undefined;
    assert.ok(got.length < 5_000);
  } while (cursor !== undefined);
  return got;
}

const byTime = (items: readonly Item[]) =>
  items.toSorted((a, b) => (b.lastEvent ?? '').localeCompare(a.lastEvent ?? '') || (a.name < b.name ? -1 : 1));

test('newest event first, and by name: every stream once, whatever the page', async (t) => {
  const service = await serveLogs(t, [groupOf('/g', [], { streams: streams(130, 3) })]);
  const newest = await all(service, { limit: 40 });
  assert.equal(new Set(newest.map((item) => item.name)).size, 130);
  assert.deepEqual(newest.slice(0, 127), byTime(newest.slice(0, 127)));
  assert.ok(newest.slice(127).every((item) => item.lastEvent === undefined));
  const named = await all(service, { order_by: 'name', limit: 30 });
  assert.deepEqual(
    named.map((item) => item.name),
    newest.map((item) => item.name).toSorted(),
  );
});

test('a prefix and the order by last event at once, which the API refuses', async (t) => {
  const service = await serveLogs(t, [groupOf('/g', [], { streams: streams(130) })]);
  const odd = await all(service, { name_prefix: 'odd/', limit: 20 });
  assert.equal(odd.length, 65);
  const orders = service.sandbox.requests.filter(({ operation }) => operation === 'DescribeLogStreams');
  assert.ok(
    orders.every(({ input }) => input['orderBy'] === 'LogStreamName'),
    'only the streams with the prefix are read',
  );
  assert.deepEqual(odd, byTime(odd));
});

test('of a prefix with more streams than are sorted here, the newest are found by reading newest first', async (t) => {
  const service = await serveLogs(t, [groupOf('/g', [], { streams: streams(2_400) })]);
  const answer = await service.call('filter_log_streams', { group: '/g', name_prefix: 'odd/', limit: 5 });
  const minutes = (answer.structured['items'] as Item[]).map(
    (item) => (NOW - Date.parse(item.lastEvent ?? '')) / 60_000,
  );
  assert.deepEqual(minutes, [1, 3, 5, 7, 9]);
  assert.match(answer.text, /^First /);
});

test('streams that were active since a time, with the word on times that lag', async (t) => {
  const service = await serveLogs(t, [groupOf('/g', [], { streams: streams(130) })]);
  const answer = await service.call('filter_log_streams', { group: '/g', active_since: '-10m' });
  assert.equal((answer.structured['items'] as Item[]).length, 11);
  assert.equal(answer.structured['complete'], true);
  assert.match(answer.text, /^11 streams of \/g \(active since 2026-11-21T08:50Z, newest event first; 50 looked at\)/);
  assert.match(answer.text, /lag by up to an hour/);
  assert.equal(service.sandbox.calls()['DescribeLogStreams'], 1, 'it stops at the first that is too old');
});

test('a group that is not there is named with the nearest', async (t) => {
  const service = await serveLogs(t, [groupOf('/aws/lambda/checkout', [])]);
  const answer = await service.call('filter_log_streams', { group: '/aws/lambda/chekout' });
  assert.equal(answer.isError, true);
  assert.match(
    answer.text,
    /no log group "\/aws\/lambda\/chekout" in us-east-1\. The nearest: "\/aws\/lambda\/checkout"/,
  );
});

test('a caller that goes away closes the socket upstream', async (t) => {
  const service = await serveLogs(t, [groupOf('/g', [])]);
  await assertClosedWithCaller(service, 'DescribeLogStreams', ['filter_log_streams', { group: '/g' }]);
});
