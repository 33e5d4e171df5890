import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupOf, serveLogs } from './logs-world.ts';

interface Item {
  region: string;
  name: string;
}

const namesOf = (answer: { structured: Record<string, unknown> }) =>
  (answer.structured['items'] as Item[]).map((item) => item.name);

const some = [
  groupOf('/aws/lambda/Checkout', [], { storedBytes: 3 * 1024 ** 2, retentionInDays: 14, tags: { team: 'shop' } }),
  groupOf('/aws/lambda/orders', [], { storedBytes: 1024 ** 2, metricFilterCount: 2, tags: { team: 'back' } }),
  groupOf('/ecs/checkout-web', [], { logGroupClass: 'INFREQUENT_ACCESS', tags: { team: 'shop' } }),
];

test('size, retention, class, age and metric filters, and what all rows share in the first lines', async (t) => {
  const service = await serveLogs(t, some);
  const answer = await service.call('describe_log_groups');
  assert.match(
    answer.text,
    /^3 log groups, us-east-1, account 123456789012, 4\S* MiB stored\. In all 3 rows: created 2026-10-22\./,
  );
  assert.match(answer.text, /^\| \/aws\/lambda\/Checkout \| STANDARD \| 3 MiB \| 14 d \| 0 \|$/m);
  assert.match(answer.text, /^\| \/aws\/lambda\/orders \| STANDARD \| 1 MiB \| never expires \| 2 \|$/m);
  assert.match(answer.text, /#logsV2:log-groups$/);
});

test('by prefix, by a part of the name in any case, by class, by tag, and by several at once', async (t) => {
  const service = await serveLogs(t, some);
  const ask = async (args: Record<string, unknown>) => namesOf(await service.call('describe_log_groups', args));
  assert.deepEqual(await ask({ name_prefix: '/aws/' }), ['/aws/lambda/Checkout', '/aws/lambda/orders']);
  assert.deepEqual(await ask({ name_contains: 'CHECKOUT' }), ['/aws/lambda/Checkout', '/ecs/checkout-web']);
  assert.deepEqual(await ask({ class: 'INFREQUENT_ACCESS' }), ['/ecs/checkout-web']);
  assert.deepEqual(await ask({ tag: 'team=shop' }), ['/aws/lambda/Checkout', '/ecs/checkout-web']);
  assert.deepEqual(await ask({ tag: 'team', name_prefix: '/ecs' }), ['/ecs/checkout-web']);
  assert.deepEqual(await ask({ name_contains: 'absent' }), []);
});

test('all regions in one list by region and name; the cursor gives each group once', async (t) => {
  const groups = Array.from({ length: 70 }, (_, i) => groupOf(`/g/${String((i * 31) % 70).padStart(3, '0')}`, []));
  const service = await serveLogs(t, groups, { regions: ['us-east-1', 'eu-west-1'] });
  const got: Item[] = [];
  let cursor: string | undefined;
  do {
    const answer = await service.call('describe_log_groups', { limit: 30, ...(cursor && { cursor }) });
    got.push(...(answer.structured['items'] as Item[]));
    cursor = answer.structured['cursor'] as string | undefined;
    assert.match(answer.text, /^140 log groups, eu-west-1, us-east-1/);
  } while (cursor !== undefined);
  const expected = ['eu-west-1', 'us-east-1'].flatMap((region) =>
    Array.from({ length: 70 }, (_, i) => `${region} /g/${String(i).padStart(3, '0')}`),
  );
  assert.deepEqual(
    got.map((item) => `${item.region} ${item.name}`),
    expected,
  );
  assert.equal(service.sandbox.calls()['DescribeLogGroups'], 4, 'two pages a region, read once and cached');
});

test('a list that cannot be read to its end in half the time is given as far as it was read, and goes on from there', async (t) => {
  const groups = Array.from({ length: 400 }, (_, i) => groupOf(`/g/${String(i).padStart(3, '0')}`, []));
  const service = await serveLogs(t, groups, { env: { CLOUDWATCH_MCP_TOOL_TIMEOUT: '1' } });
  service.sandbox.setFault('DescribeLogGroups', { delayMs: 80 });
  const got: string[] = [];
  let cursor: string | undefined;
  let resumed = 0;
  const first = await service.call('describe_log_groups', { limit: 1_000, include_linked_accounts: true });
  assert.match(first.text, /^First \d+ log groups read, more exist/);
  assert.equal(first.structured['complete'], false);
  const held: unknown = JSON.parse(Buffer.from(String(first.structured['cursor']), 'base64url').toString());
  assert.match(JSON.stringify(held), /us-east-1\\",/, 'the cursor holds the token where reading stopped');
  do {
    const answer = await service.call('describe_log_groups', { limit: 1_000, ...(cursor && { cursor }) });
    assert.equal(answer.isError, false, answer.text);
    const names = namesOf(answer);
    if (cursor !== undefined) {
      const shown =
        answer.structured['complete'] === true ? /^(\d+) more log groups?, us-east/ : /^Next (\d+) log groups? read/;
      assert.equal(Number(shown.exec(answer.text)?.[1]), names.length + Number(answer.structured['omitted'] ?? 0));
      assert.equal(answer.structured['foundBytes'], undefined, 'no size of a part for that of the whole');
      assert.doesNotMatch(answer.text.split('\n')[0] ?? '', /stored\./);
      resumed += 1;
    }
    got.push(...names);
    cursor = answer.structured['cursor'] as string | undefined;
    assert.ok(got.length <= 400);
  } while (cursor !== undefined);
  assert.ok(resumed > 0);
  assert.deepEqual(
    got,
    groups.map((group) => group.name),
  );
});

test('a region that fails stands beside the others; where all fail the call fails', async (t) => {
  const service = await serveLogs(t, some, { regions: ['us-east-1', 'eu-west-1'] });
  const error = { code: 'AccessDeniedException', message: 'no' };
  service.sandbox.setFault('DescribeLogGroups', { error, times: 1 });
  const partly = await service.call('describe_log_groups');
  assert.equal(namesOf(partly).length, 3);
  assert.match(partly.text, /^\S+ did not answer: AWS refuses logs:DescribeLogGroups/m);
  service.sandbox.setFault('DescribeLogGroups', { error });
  const none = await service.call('describe_log_groups', { name_prefix: '/x' });
  assert.equal(none.isError, true);
  assert.match(none.text, /needs "logs:DescribeLogGroups"/);
});
