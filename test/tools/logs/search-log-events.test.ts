import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupOf, NOW, series, serveLogs } from './logs-world.ts';

interface Item {
  time: string;
  group: string;
  stream: string;
  message: string;
}

const itemsOf = (answer: { structured: Record<string, unknown> }) => answer.structured['items'] as Item[];

const web = groupOf('/shop/web', series('web', 40, 60_000, 'a/1'));
const worker = groupOf('/shop/worker', series('work', 40, 90_000));

test('newest first over several groups, merged by time, with how far the search came', async (t) => {
  const service = await serveLogs(t, [web, worker]);
  const answer = await service.call('search_log_events', { groups: ['/shop/web', '/shop/worker'], limit: 4 });
  assert.deepEqual(
    itemsOf(answer).map((item) => item.message),
    ['web 39', 'work 39', 'web 38', 'work 38'],
  );
  assert.match(
    answer.text,
    /^\S+ .*2 log groups, newest first, 2026-11-21T08:00Z to 2026-11-21T09:00Z \(1 h\), us-east-1, account 123456789012/,
  );
  assert.match(
    answer.text,
    /^The 4 newest log events in .* More exist; searched: 2026-11-21T09:00Z back to 2026-11-21T08:5\d:\S+Z, \d\S* % of the window \(order="oldest" shows how it began\)\./,
  );
  assert.match(answer.text, /^a = \/shop\/web a\/1$/m);
  assert.match(answer.text, /^08:59:59\.000 a web 39$/m);
  assert.match(answer.text, /cursor="/);
  assert.match(answer.text, /https:\/\/us-east-1\.console\.aws\.amazon\.com\/\S+\$252Fshop\$252Fweb\S*$/);
  const [request] = service.sandbox.requests.filter(({ operation }) => operation === 'FilterLogEvents');
  assert.equal(request?.input['startFromHead'], false);
  assert.equal(request?.input['endTime'], NOW - 1, 'our end is exclusive, that of the API is not');
});

test('following the cursor at a small budget gives every event once, in order, also within one millisecond', async (t) => {
  const crowded = [...series('x', 30, 1_000, 's1'), ...series('y', 30, 0, 's2'), ...series('z', 30, 0, 's1')];
  const service = await serveLogs(t, [groupOf('/a', crowded), groupOf('/b', series('b', 30, 2_000))], {
    env: { CLOUDWATCH_MCP_MAX_RESULT_TOKENS: '1000' },
  });
  for (const order of ['newest', 'oldest']) {
    const got: Item[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const answer = await service.call('search_log_events', {
        groups: ['/*'],
        order,
        limit: 40,
        ...(cursor && { cursor }),
      });
      assert.equal(answer.isError, false, answer.text);
      got.push(...itemsOf(answer));
      cursor = answer.structured['cursor'] as string | undefined;
      assert.ok((pages += 1) < 60);
    } while (cursor !== undefined);
    assert.ok(pages > 3, 'the budget cut the pages');
    assert.equal(got.length, 120);
    assert.equal(new Set(got.map((item) => item.group + item.message)).size, 120);
    const times = got.map((item) => Date.parse(item.time));
    assert.deepEqual(
      times,
      times.toSorted((a, b) => (order === 'newest' ? b - a : a - b)),
    );
  }
});

test('a text is searched literally, a pattern as a pattern, streams by prefix', async (t) => {
  const lines = ['took 3 s', 'took "3" s', 'TOOK 3 s', '{"level": "error", "ms": 12}'].map((message, i) => ({
    stream: `s${i}`,
    time: NOW - 1_000 - i,
    message,
  }));
  const service = await serveLogs(t, [groupOf('/g', lines)]);
  const found = async (args: Record<string, unknown>) =>
    itemsOf(await service.call('search_log_events', { groups: ['/g'], ...args })).map((item) => item.message);
  assert.deepEqual(await found({ text: 'took "3"' }), ['took "3" s']);
  assert.deepEqual(await found({ text: 'took' }), ['took 3 s', 'took "3" s']);
  assert.deepEqual(await found({ pattern: '{ $.level = "error" }' }), ['{"level":"error","ms":12}']);
  assert.deepEqual(await found({ pattern: 'took -"3 s"' }), ['took "3" s']);
  assert.deepEqual(await found({ stream_prefix: 's2' }), ['TOOK 3 s']);
});

test('empty pages are followed, and nothing found is said to be nothing', async (t) => {
  const service = await serveLogs(t, [groupOf('/g', [{ stream: 's', time: NOW - 40 * 3_600_000, message: 'old' }])]);
  const found = await service.call('search_log_events', { groups: ['/g'], start: '-3d' });
  assert.equal(itemsOf(found).length, 1);
  assert.ok((service.sandbox.calls()['FilterLogEvents'] ?? 0) > 1, 'the first page was empty');
  const none = await service.call('search_log_events', { groups: ['/g'], text: 'absent', start: '-3d' });
  assert.match(none.text, /^No log events matching "absent" in \/g,.* The whole window was searched\./);
});

test('the line of an answer can be pointed at, also among others of its millisecond', async (t) => {
  const same = ['first', 'second', 'third'].map((message) => ({ stream: 'a b', time: NOW - 5_000, message }));
  const service = await serveLogs(t, [groupOf('/g', [...series('x', 5, 60_000, 'a b'), ...same])]);
  const found = await service.call('search_log_events', { groups: ['/g'], text: 'r', limit: 2 });
  const [first] = itemsOf(found);
  const pointer = /get_log_events pointer="([^"]+)"/.exec(found.text)?.[1];
  assert.ok(pointer, found.text);
  const around = await service.call('get_log_events', { pointer, before: 1, after: 1 });
  const asked = (itemsOf(around) as (Item & { asked?: boolean })[]).filter((item) => item.asked);
  assert.deepEqual(
    asked.map((item) => item.message),
    [first?.message],
  );
});

test('long messages are clipped and compact, and the parameter that shows more is named', async (t) => {
  const message = `{ "a":  "${'x'.repeat(900)}" }`;
  const service = await serveLogs(t, [groupOf('/g', [{ stream: 's', time: NOW - 1, message }])]);
  const short = await service.call('search_log_events', { groups: ['/g'] });
  assert.match(short.text, /…\(\+\d+ chars\)/);
  assert.match(short.text, /clipped at 500 characters: message_chars/);
  const long = await service.call('search_log_events', { groups: ['/g'], message_chars: 2_000 });
  assert.equal(itemsOf(long)[0]?.message, `{"a":"${'x'.repeat(900)}"}`);
});

test('of many messages as much is shown as lets all be there; what the caller asks for counts as it is', async (t) => {
  const long = (count: number, chars: number) =>
    series('could not reach the database of orders, '.repeat(20).slice(0, chars), count, 1_000);
  const groups = [groupOf('/many', long(100, 700)), groupOf('/some', long(30, 700)), groupOf('/short', long(100, 100))];
  const service = await serveLogs(t, groups);
  const clippedAt = async (group: string, args: Record<string, unknown> = {}) => {
    const { structured } = await service.call('search_log_events', { groups: [group], limit: 100, ...args });
    return [structured['clippedAtChars'], (structured['items'] as unknown[]).length];
  };
  assert.deepEqual(await clippedAt('/short'), [undefined, 100]);
  assert.deepEqual(await clippedAt('/some'), [500, 30]);
  const [chars, all] = await clippedAt('/many');
  assert.equal(all, 100);
  assert.ok(Number(chars) >= 160 && Number(chars) < 500, `clipped at ${String(chars)}`);
  const [asked, shown] = await clippedAt('/many', { message_chars: 500 });
  assert.equal(asked, 500);
  assert.ok(Number(shown) < 60, `${String(shown)} shown`);
});
