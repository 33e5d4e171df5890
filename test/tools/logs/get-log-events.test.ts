import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventMark, formatPointer } from '../../../src/analysis/event-pointer.ts';
import { assertClosedWithCaller, groupOf, NOW, series, serveLogs } from './logs-world.ts';

interface Item {
  time: string;
  message: string;
  asked?: boolean;
}

const itemsOf = (answer: { structured: Record<string, unknown> }) => answer.structured['items'] as Item[];
const messages = (answer: { structured: Record<string, unknown> }) => itemsOf(answer).map((item) => item.message);
const hint = (text: string, word: string) => new RegExp(`^${word}: get_log_events (.*)$`, 'm').exec(text)?.[1];

/** The arguments of a hint such as `pointer="…" before=50`, with another number of lines. */
function argumentsOf(line: string | undefined, lines: number): Record<string, unknown> {
  assert.ok(line);
  const pairs = [...line.matchAll(/(\w+)=("(?:[^"\\]|\\.)*"|\d+)/g)].map(([, name = '', value = '']) => {
    const read: unknown = JSON.parse(value);
    return [name, read === 50 ? lines : read];
  });
  return Object.fromEntries(pairs);
}

const web = groupOf('/shop/web', [...series('web', 300, 1_000, 'a b'), ...series('other', 300, 1_000, 'other')]);

test('the lines around an event, in the order of the stream, the event marked', async (t) => {
  const service = await serveLogs(t, [web]);
  const pointer = `/shop/web a b ${new Date(NOW - 101_000).toISOString()}`;
  const answer = await service.call('get_log_events', { pointer, before: 2, after: 2 });
  assert.deepEqual(messages(answer), ['web 197', 'web 198', 'web 199', 'web 200', 'web 201']);
  assert.deepEqual(
    itemsOf(answer).map((item) => item.asked === true),
    [false, false, true, false, false],
  );
  assert.match(
    answer.text,
    /^5 lines around 2026-11-21T08:58:19Z of stream a b in \/shop\/web.*: 2 before, 2 after the one marked >\./,
  );
  assert.match(answer.text, /^> 08:58:19\.000 web 199$/m);
  assert.match(answer.text, /log-events\/a\$2520b\$3Fstart\$3D\d+\$26end\$3D\d+$/);
});

test('the hints read on both ways, to the first and the last line, without a gap', async (t) => {
  const service = await serveLogs(t, [web]);
  const start = await service.call('get_log_events', {
    group: '/shop/web',
    stream: 'a b',
    time: '-100s',
    before: 10,
    after: 10,
  });
  const all = messages(start);
  for (const [word, join] of [
    ['Earlier', (found: string[]) => all.unshift(...found.slice(0, -1))],
    ['Later', (found: string[]) => all.push(...found.slice(1))],
  ] as const) {
    for (let line = hint(start.text, word); line !== undefined;) {
      const next = await service.call('get_log_events', argumentsOf(line, 70));
      assert.equal(next.isError, false, next.text);
      join(messages(next));
      line = hint(next.text, word);
    }
  }
  assert.deepEqual(
    all,
    Array.from({ length: 300 }, (_, i) => `web ${i}`),
  );
});

test('a time between events points at the next one, and says so; without a time the newest lines come', async (t) => {
  const service = await serveLogs(t, [web]);
  const place = { group: '/shop/web', stream: 'a b', before: 3, after: 0 };
  const between = await service.call('get_log_events', { ...place, time: new Date(NOW - 100_500).toISOString() });
  assert.deepEqual(messages(between).at(-1), 'web 200');
  assert.match(between.text, /which is the nearest: there is none at that very moment/);
  const newest = await service.call('get_log_events', place);
  assert.deepEqual(messages(newest), ['web 297', 'web 298', 'web 299']);
  assert.equal(hint(newest.text, 'Later'), undefined);
  const past = await service.call('get_log_events', { ...place, time: 'now' });
  assert.deepEqual(messages(past).at(-1), 'web 299', 'the last one, where none comes after');
});

test('many events in the millisecond before and after the one asked for do not hide it', async (t) => {
  const crowd = Array.from({ length: 60 }, (_, i) => ({ stream: 's', time: NOW - 10_000, message: `same ${i % 20}` }));
  const service = await serveLogs(t, [groupOf('/g', [...series('x', 5, 1_000, 's'), ...crowd])]);
  const found = await service.call('get_log_events', { group: '/g', stream: 's', time: '-10s', before: 0, after: 30 });
  const line = hint(found.text, 'Later');
  assert.match(line ?? '', /#\w+\.2" after=50/, 'the mark counts repeated messages');
  const next = await service.call('get_log_events', argumentsOf(line, 40));
  assert.deepEqual(
    messages(next).slice(0, 30),
    crowd.slice(30).map((event) => event.message),
  );
  assert.equal(messages(next)[30], 'x 0');
});

test('as many lines as asked for come after an event that others of its millisecond precede', async (t) => {
  const time = NOW - 100_000;
  const crowd = Array.from({ length: 25 }, (_, i) => ({ stream: 's', time, message: `same ${i}` }));
  const service = await serveLogs(t, [groupOf('/g', [...crowd, ...series('x', 90, 1_000, 's')])]);
  const pointer = formatPointer({ group: '/g', stream: 's', time, mark: eventMark('same 20') });
  const answer = await service.call('get_log_events', { pointer, before: 3, after: 30 });
  assert.deepEqual(messages(answer).slice(0, 4), ['same 17', 'same 18', 'same 19', 'same 20']);
  assert.equal(itemsOf(answer)[3]?.asked, true);
  assert.equal(messages(answer).at(-1), 'x 25');
});

test('what does not fit into the budget is dropped from both ends, never the event itself', async (t) => {
  const service = await serveLogs(t, [groupOf('/g', series('line of some length to be counted', 400, 1_000, 's'))], {
    env: { CLOUDWATCH_MCP_MAX_RESULT_TOKENS: '1500' },
  });
  const answer = await service.call('get_log_events', {
    group: '/g',
    stream: 's',
    time: '-201s',
    before: 200,
    after: 190,
  });
  const asked = itemsOf(answer).findIndex((item) => item.asked === true);
  const count = itemsOf(answer).length;
  assert.ok(count > 10 && count < 200, String(count));
  assert.ok(Math.abs(asked - count / 2) < 3, `${asked} of ${count}`);
  assert.ok(hint(answer.text, 'Earlier') && hint(answer.text, 'Later'));
});

test('a place that is not there is said to be not there', async (t) => {
  const service = await serveLogs(t, [web]);
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ pointer: 'nonsense' }, /pointer "nonsense" is not "<group> <stream> <time>"/],
    [{ pointer: '/shop/web s 2026-11-21T08:00Z', group: '/shop/web' }, /pointer already holds group/],
    [{ group: '/shop/web' }, /stream is missing/],
    [{}, /group and stream are missing/],
    [
      { group: '/shop/web', stream: 'nope' },
      /no such log stream in \/shop\/web .*filter_log_streams group="\/shop\/web"/,
    ],
    [{ group: '/shop/wob', stream: 's' }, /no log group "\/shop\/wob".* The nearest: "\/shop\/web"/],
    [{ group: '/shop/web', stream: 's', time: 'noon' }, /time is not a time: got "noon"/],
  ];
  for (const [args, expected] of cases) {
    const answer = await service.call('get_log_events', args);
    assert.equal(answer.isError, true);
    assert.match(answer.text, expected);
  }
});

test('a caller that goes away closes the sockets upstream', async (t) => {
  const service = await serveLogs(t, [web]);
  await assertClosedWithCaller(service, 'GetLogEvents', ['get_log_events', { group: '/shop/web', stream: 'a b' }]);
});

test('at the deadline the lines that are known are shown', async (t) => {
  const service = await serveLogs(t, [web], { env: { CLOUDWATCH_MCP_TOOL_TIMEOUT: '1' } });
  // Every second call hangs: backward or forward.
  service.sandbox.setFault('GetLogEvents', { delayMs: 60_000, share: 0.5 });
  const answer = await service.call('get_log_events', {
    group: '/shop/web',
    stream: 'a b',
    time: '-100s',
    before: 5,
    after: 5,
  });
  assert.equal(answer.isError, false, answer.text);
  assert.ok(itemsOf(answer).length >= 5);
  assert.equal(answer.structured['complete'], false);
  assert.match(answer.text, /The deadline came before all of them were read\./);
});

test('where the deadline came before any line, none is denied to be there', async (t) => {
  const service = await serveLogs(t, [web], { env: { CLOUDWATCH_MCP_TOOL_TIMEOUT: '1' } });
  service.sandbox.setFault('GetLogEvents', { delayMs: 60_000 });
  for (const time of [{}, { time: '-100s' }]) {
    const { text } = await service.call('get_log_events', { group: '/shop/web', stream: 'a b', ...time });
    assert.match(text, /The deadline came before all of them were read\./);
    assert.doesNotMatch(text, /no events?\b/);
  }
});
