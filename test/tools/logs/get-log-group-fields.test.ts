import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClosedWithCaller, groupOf, NOW, serveLogs } from './logs-world.ts';

const MINUTE = 60_000;

interface Item {
  name: string;
  percent?: number;
  index?: string;
}

/** Three orders of the last quarter of an hour, one of which failed, and one of two hours ago. */
function orders(fieldIndexes: readonly string[] = []) {
  const event = (minutesAgo: number, fields: object) => ({
    stream: 'main',
    time: NOW - minutesAgo * MINUTE,
    message: JSON.stringify(fields),
  });
  return groupOf(
    '/shop/orders',
    [
      event(120, { old: true }),
      event(9, { level: 'info', order: { id: 1 } }),
      event(8, { level: 'info', order: { id: 2 } }),
      event(7, { level: 'error', 'trace id': 'x' }),
    ],
    { fieldIndexes },
  );
}

const itemsOf = (answer: { structured: Record<string, unknown> }) => answer.structured['items'] as Item[];

test('the fields of the last 15 minutes, most common first, with the share of events that have each', async (t) => {
  const service = await serveLogs(t, [orders()]);
  const answer = await service.call('get_log_group_fields', { group: '/shop/orders' });
  const own = itemsOf(answer).filter(({ name }) => !name.startsWith('@'));
  assert.deepEqual(
    own.map(({ name, percent }) => [name, percent]),
    [
      ['level', 100],
      ['order.id', 67],
      ['trace id', 33],
    ],
  );
  assert.match(
    answer.text,
    /^8 fields in the events of \/shop\/orders, 2026-11-21T08:45Z to 2026-11-21T09:00Z \(15 min\)/,
  );
  assert.match(answer.text, /\| `trace id` \| 33 \|/, 'a query names it so');
});

test('which fields are indexed, those too that no event has', async (t) => {
  const service = await serveLogs(t, [orders(['level', 'customer'])]);
  const answer = await service.call('get_log_group_fields', { group: '/shop/orders' });
  const indexed = itemsOf(answer).filter(({ index }) => index === 'custom');
  assert.deepEqual(indexed, [
    { name: 'level', percent: 100, index: 'custom' },
    { name: 'customer', index: 'custom' },
  ]);
  assert.match(answer.text, /Without a share: indexed, but in none of these events/);
});

test('around a time: 8 minutes before and after it', async (t) => {
  const service = await serveLogs(t, [orders()]);
  const answer = await service.call('get_log_group_fields', { group: '/shop/orders', time: '-2h' });
  assert.deepEqual(
    itemsOf(answer).flatMap(({ name }) => (name.startsWith('@') ? [] : [name])),
    ['old'],
  );
  assert.match(answer.text, /2026-11-21T06:52Z to 2026-11-21T07:08Z/);
});

test('a query to begin with names the group and its most common fields', async (t) => {
  const service = await serveLogs(t, [orders()]);
  const { text } = await service.call('get_log_group_fields', { group: '/shop/orders' });
  assert.match(text, /run_logs_insights_query .*\["\/shop\/orders"\].*fields @timestamp, level, order\.id, `trace id`/);
});

test('no events, no fields: it says which time was looked at, and how to find another', async (t) => {
  const service = await serveLogs(t, [orders()]);
  const { text, isError } = await service.call('get_log_group_fields', { group: '/shop/orders', time: '-30d' });
  assert.equal(isError, false);
  assert.match(text, /^No fields found in \/shop\/orders, .*it had no events then/);
});

test('a long list goes on with its cursor, every field once', async (t) => {
  const service = await serveLogs(t, [orders()]);
  const names: string[] = [];
  let cursor: unknown;
  do {
    const args = { group: '/shop/orders', limit: 3, ...(cursor !== undefined && { cursor }) };
    const answer = await service.call('get_log_group_fields', args);
    names.push(...itemsOf(answer).map(({ name }) => name));
    cursor = answer.structured['cursor'];
  } while (cursor !== undefined);
  assert.equal(names.length, new Set(names).size);
  const whole = await service.call('get_log_group_fields', { group: '/shop/orders' });
  assert.deepEqual(
    names,
    itemsOf(whole).map(({ name }) => name),
  );
});

test('where the indexes cannot be read the fields are shown, and it is said', async (t) => {
  const service = await serveLogs(t, [orders(['level'])]);
  service.sandbox.setFault('DescribeFieldIndexes', { error: { code: 'InternalFailure', message: 'no', status: 500 } });
  const { text, isError } = await service.call('get_log_group_fields', { group: '/shop/orders' });
  assert.equal(isError, false);
  assert.match(text, /\| level \| 100 \|[\s\S]*Which fields are indexed is unknown: /);
});

test('a group that is not there is named with the nearest', async (t) => {
  const service = await serveLogs(t, [orders()]);
  const { text } = await service.call('get_log_group_fields', { group: '/shop/order' });
  assert.match(text, /^Error: There is no log group "\/shop\/order" in us-east-1\. The nearest: "\/shop\/orders"/);
});

test('a caller that goes away closes the socket upstream', async (t) => {
  const service = await serveLogs(t, [orders()]);
  await assertClosedWithCaller(service, 'GetLogGroupFields', ['get_log_group_fields', { group: '/shop/orders' }]);
});
