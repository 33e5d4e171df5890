import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { BUSY_GROUP, makeLargeWorld } from '../../../src/sandbox/world/large.ts';
import { startTestService, TEST_NOW, type TestService, type ToolAnswer } from '../../support/harness.ts';

const DAY = 86_400_000;
const world = makeLargeWorld('us-east-1', TEST_NOW);

let service: TestService;
before(async () => {
  service = await startTestService({
    // Whole answers; and the sandbox has no quota.
    env: { CLOUDWATCH_MCP_MAX_RESULT_TOKENS: '100000', CLOUDWATCH_MCP_LOGS_SEARCH_RATE: '1000' },
    sandbox: { makeWorld: makeLargeWorld },
  });
});
after(() => service.close());
beforeEach(() => service.sandbox.clear());

const upstreamCalls = () => service.sandbox.requests.length;
const firstLine = (answer: ToolAnswer) => answer.text.split('\n')[0] ?? '';
const items = (answer: ToolAnswer) => answer.structured['items'] as Record<string, unknown>[];

/** Times, streams and messages of the newest `count` events of the last 24 hours with `word`, as the world makes them. */
function newest(count: number, word: string): unknown[] {
  const found: unknown[] = [];
  for (let end = TEST_NOW; end > TEST_NOW - DAY && found.length < count; end -= 60_000) {
    const minute = world.logGroups.at(0)?.events({ start: end - 60_000, end }) ?? [];
    const matching = minute.filter(({ message }) => message.includes(word)).toReversed();
    found.push(...matching.map(({ time, message, stream }) => [new Date(time).toISOString(), stream, message]));
  }
  return found.slice(0, count);
}

const search = (args: Record<string, unknown>) =>
  service.call('search_log_events', { groups: [BUSY_GROUP], start: '-24h', limit: 100, ...args });
const shown = (answer: ToolAnswer) => items(answer).map(({ time, stream, message }) => [time, stream, message]);

for (const { what, word, percent, pages } of [
  { what: 'all', word: '', percent: 0, pages: 2 },
  { what: '1 in 10', word: 'WARN', percent: 0, pages: 2 },
  { what: '1 in 1,000', word: 'ERROR', percent: 2, pages: 3 },
]) {
  const args = word === '' ? {} : { text: word };
  test(`the newest 100 of 5,000,000 events take at most 10 upstream calls where ${what} match`, async () => {
    const answer = await search(args);
    assert.deepEqual(shown(answer), newest(100, word));
    assert.ok(upstreamCalls() <= 10, `${upstreamCalls()} calls`);
    assert.equal(service.sandbox.calls()['FilterLogEvents'], pages, 'the first of them empty');
    assert.match(firstLine(answer), /^The 100 newest log events .* More exist; searched: 2026-11-21T09:40Z back to /);
    const searched = answer.structured['searchedPercent'] as number;
    assert.ok(searched >= percent && searched < 10, `${searched} %`);
    service.sandbox.clear();
    const next = await search({ ...args, cursor: answer.structured['cursor'] });
    assert.deepEqual([...shown(answer), ...shown(next)], newest(200, word));
    assert.ok(upstreamCalls() <= 10, `${upstreamCalls()} calls for the next page`);
  });
}

test('a term that 1 in 1,000,000 events has is searched for through the whole window', async () => {
  const answer = await search({ text: 'FATAL' });
  assert.deepEqual(
    items(answer).map(({ message }) => String(message).split(' ')[2]),
    ['1999999', '999999', '4999999', '3999999', '2999999'],
  );
  assert.match(firstLine(answer), /^5 log events matching "FATAL" .* The whole window was searched\.$/);
});

test('100,000 metrics are counted, and the metrics of one namespace read with a call per 500', async () => {
  const all = await service.call('list_metrics');
  assert.match(firstLine(all), /: 20 namespaces \(100,000 series\)$/);
  assert.equal(all.structured['complete'], true);
  assert.equal(service.sandbox.calls()['ListMetrics'], 200);
  service.sandbox.clear();
  const one = await service.call('list_metrics', { namespace: 'Large/Service00019', limit: 500 });
  assert.match(firstLine(one), /: 50 metrics \(5,000 series\)$/);
  assert.equal(service.sandbox.calls()['ListMetrics'], 10);
});

test('of more metrics than one call may hold the first are counted, and it says that more exist', async () => {
  const huge = await startTestService({
    sandbox: { makeWorld: (region, madeAt) => makeLargeWorld(region, madeAt, { metrics: 250_000 }) },
  });
  try {
    const answer = await huge.call('list_metrics');
    assert.match(
      firstLine(answer),
      /: 40 namespaces \(200,000 series\) among the first 200,000 series read, more exist: /,
    );
    assert.equal(huge.sandbox.calls()['ListMetrics'], 400);
  } finally {
    await huge.close();
  }
});

/** All rows of a list, by cursor. */
async function readAll(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (let cursor: unknown, calls = 0; calls < 100; calls += 1) {
    const answer = await service.call(name, { ...args, ...(cursor !== undefined && { cursor }) });
    assert.equal(answer.isError, false, answer.text);
    rows.push(...items(answer));
    cursor = answer.structured['cursor'];
    if (cursor === undefined) return rows;
  }
  return rows;
}

test('10,000 log groups come once, in order, cursor by cursor; a prefix near the end costs one call', async () => {
  const rows = await readAll('describe_log_groups', { limit: 500 });
  assert.deepEqual(
    rows.map(({ name }) => name),
    Array.from(world.logGroups, ({ name }) => name),
  );
  service.sandbox.clear();
  const last = await service.call('describe_log_groups', { name_prefix: '/large/group-0999' });
  assert.match(firstLine(last), /^10 log groups/);
  assert.equal(service.sandbox.calls()['DescribeLogGroups'], 1);
});

test('of 5,000 alarms those in ALARM are listed and all counted', async () => {
  const answer = await service.call('describe_alarms', { limit: 500 });
  assert.match(firstLine(answer), /^100 alarms: 100 in ALARM, .* \(of 5,000: 4,900 OK not listed, /);
  assert.equal(items(answer).length, 100);
  const some = await readAll('describe_alarms', { name_prefix: 'large-04', limit: 400 });
  assert.deepEqual(
    some.map(({ name }) => String(name)).toSorted(),
    Array.from({ length: 1_000 }, (_, i) => `large-0${4_000 + i}`),
  );
});

for (const order_by of ['last_event', 'name']) {
  test(`1,000 streams come once by ${order_by}, cursor by cursor`, async () => {
    const rows = await readAll('filter_log_streams', { group: BUSY_GROUP, order_by, limit: 300 });
    assert.equal(rows.length, 1_000);
    assert.equal(new Set(rows.map(({ name }) => name)).size, 1_000);
    const keys = rows.map(({ name, lastEvent }) => String(order_by === 'name' ? name : lastEvent));
    assert.deepEqual(keys, order_by === 'name' ? keys.toSorted() : keys.toSorted().toReversed());
  });
}
