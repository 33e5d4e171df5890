import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupOf, NOW, serveLogs } from './logs-world.ts';

const group = '/aws/lambda/checkout-orders-fulfilment-production';
const stream = '2026/11/21/[$LATEST]0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const LONG = 20_000;

/** Five events, a second apart, of 20,000 characters each. */
function longEvents(text: string) {
  return Array.from({ length: 5 }, (_, i) => ({
    stream,
    time: NOW - 5_000 + i * 1_000,
    message: `${i} ${text.repeat(Math.ceil(LONG / text.length))}`.slice(0, LONG),
  }));
}

const TEXTS = ['error at com.shop.Order ', '数据库连接', 'a\n', 'Zx8Q1kP0'];

for (const tokens of ['1000', '6000']) {
  for (const text of TEXTS) {
    test(`of messages of 20,000 characters (${JSON.stringify(text)}) one is shown within ${tokens} tokens, and that it is clipped`, async (t) => {
      const env = { CLOUDWATCH_MCP_MAX_RESULT_TOKENS: tokens };
      const service = await serveLogs(t, [groupOf(group, longEvents(text))], { env });
      for (const limit of [1, 50]) {
        let cursor: unknown;
        const seen: string[] = [];
        do {
          const args = { groups: [group], message_chars: LONG, limit, ...(cursor !== undefined && { cursor }) };
          const answer = await service.call('search_log_events', args);
          const items = answer.structured['items'] as { message: string }[];
          assert.ok(items.length > 0, answer.text);
          assert.doesNotMatch(answer.text, /cut here/);
          assert.match(answer.text, /^Messages are clipped at [\d,]+ characters: longer ones do not fit an answer\.$/m);
          seen.push(...items.map(({ message }) => message.slice(0, 1)));
          cursor = answer.structured['cursor'];
        } while (cursor !== undefined);
        assert.deepEqual(seen, ['4', '3', '2', '1', '0']);
      }
      for (const lines of [0, 20]) {
        const place = { group, stream, time: '-3s', message_chars: LONG, before: lines, after: lines };
        const around = await service.call('get_log_events', place);
        const items = around.structured['items'] as { message: string; asked?: boolean }[];
        assert.ok(items.find(({ asked }) => asked === true)?.message.startsWith('2 '), around.text);
        assert.doesNotMatch(around.text, /cut here/);
        assert.match(around.text, /^Messages are clipped at [\d,]+ characters: longer ones do not fit an answer\.$/m);
      }
    });
  }
}

test('messages that fit are clipped where they were asked to be, and only then', async (t) => {
  const service = await serveLogs(t, [groupOf(group, longEvents('error '))]);
  const asked = await service.call('search_log_events', { groups: [group], message_chars: 200 });
  assert.match(asked.text, /^Messages are clipped at 200 characters: message_chars shows more\.$/m);
  assert.equal((asked.structured['items'] as unknown[]).length, 5);
});

test('a pattern of 1,024 characters does not crowd out what it found', async (t) => {
  const events = [{ stream, time: NOW - 1_000, message: 'word '.repeat(300) }];
  const env = { CLOUDWATCH_MCP_MAX_RESULT_TOKENS: '1000' };
  const service = await serveLogs(t, [groupOf(group, events)], { env });
  const pattern = 'word '.repeat(204).trim();
  const answer = await service.call('search_log_events', { groups: [group], pattern });
  assert.equal((answer.structured['items'] as unknown[]).length, 1, answer.text);
  assert.match(answer.text, /^1 log event matching word .*…\(\+\d+ chars\) in /);
});

test('log groups that could not be searched do not crowd out what others hold; those not named are counted', async (t) => {
  const found = groupOf(group, [{ stream, time: NOW - 1_000, message: 'found' }]);
  const service = await serveLogs(t, [found], { env: { CLOUDWATCH_MCP_MAX_RESULT_TOKENS: '1000' } });
  const absent = Array.from({ length: 49 }, (_, i) => `/nope/some-application-${i}`);
  const answer = await service.call('search_log_events', { groups: [group, ...absent] });
  assert.equal((answer.structured['items'] as unknown[]).length, 1, answer.text);
  assert.equal((answer.structured['failures'] as unknown[]).length, 49);
  const named = [...answer.text.matchAll(/^Not searched: /gm)].length;
  assert.ok(named > 0);
  assert.match(
    answer.text,
    new RegExp(`^Nor were ${49 - named} more log groups: ask for fewer groups at a time\\.$`, 'm'),
  );
});

test('names longer than AWS has are refused', async (t) => {
  const service = await serveLogs(t, []);
  for (const [tool, args] of [
    ['search_log_events', { groups: ['g'.repeat(2_049)] }],
    ['get_log_events', { group: 'g'.repeat(2_049), stream: 's' }],
    ['get_log_events', { group: 'g', stream: 's'.repeat(513) }],
    ['filter_log_streams', { group: 'g', name_prefix: 's'.repeat(513) }],
    ['describe_log_groups', { name_prefix: 'g'.repeat(513) }],
    ['get_alarm_history', { name: 'a', contributor_id: 'c'.repeat(513) }],
    ['describe_alarms', { names: ['a'.repeat(256)] }],
  ] as const) {
    const answer = await service.call(tool, args);
    assert.equal(answer.isError, true);
    assert.match(answer.text, /too big|at most|longer/i, `${tool} ${Object.keys(args).join()}: ${answer.text}`);
  }
});
