import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePointer } from '../../../src/analysis/event-pointer.ts';
import { pointerTo, readEvents, saidBy } from '../../../src/client/reading/read-events.ts';
import { eventLines, type EventLine } from '../../../src/format/event-lines.ts';

const event = (time: string, group: string, stream: string, message: string, mark?: string): EventLine => ({
  time: `2026-11-${time}Z`,
  group,
  stream,
  message,
  mark,
});

function textOf(events: readonly EventLine[]): string {
  const { legend, lines } = eventLines(events);
  return `3 log events\n\n${legend}\n\n${lines}\n\nhttps://console`;
}

const cases: Readonly<Record<string, readonly EventLine[]>> = {
  'of one stream': [
    event('21T09:00:00.000', '/shop/a', 'pod/one two', 'x y z'),
    event('21T09:00:01.500', '/shop/a', 'pod/one two', 'b second'),
  ],
  'of one group': [
    event('20T23:59:59.999', '/shop/a', 'pod one', 'first'),
    event('21T00:00:00.000', '/shop/a', 'pod two', 'a = b'),
  ],
  'of several groups': [
    event('21T09:00:00.000', '/shop/a', 's', '```\nsecond line'),
    event('21T09:00:00.000', '/shop/b', 's t', '{"a":1}', 'k3.2'),
  ],
};

for (const [name, events] of Object.entries(cases)) {
  test(`lines ${name} are read with time, group and stream`, () => {
    const read = readEvents(textOf(events));
    assert.deepEqual(
      read.map(({ time, group, stream, message }) => ({ time, group, stream, message })),
      events.map(({ time, group, stream, message }) => ({ time, group, stream, message: message.split('\n')[0] })),
    );
    for (const [i, { group, stream, time, mark }] of events.entries()) {
      const found = read[i];
      assert.ok(found);
      assert.deepEqual(parsePointer(pointerTo(found)), {
        group,
        stream,
        time: Date.parse(time),
        ...(mark && { mark }),
      });
    }
  });
}

test('a text without a fence has no lines', () => {
  assert.deepEqual(readEvents('0 log events\n09:00:00.000 not one'), []);
});

test('the lines around an event are of the stream its first line names', () => {
  const { lines } = eventLines([event('21T09:00:00.000', '/a', 's', 'x'), event('21T09:00:01.000', '/a', 's', 'y')], 1);
  const text = `2 lines around 2026-11-21T09:00:01Z of stream pod 1/x in /shop/a, us-east-1, account 1: one\n\n${lines}`;
  assert.deepEqual(
    readEvents(text).map(({ group, stream, message }) => [group, stream, message]),
    [
      ['/shop/a', 'pod 1/x', 'x'],
      ['/shop/a', 'pod 1/x', 'y'],
    ],
  );
});

test('what a line says is its msg, be it JSON (clipped or whole), logfmt or plain', () => {
  const said = (message: string) => saidBy({ time: '', stamp: '', group: '', stream: '', message });
  assert.equal(said('{"level":"warn","msg":"pool \\"db\\" full","n":1}'), 'pool "db" full');
  assert.equal(said('{"message":"cut","stack":"a…(+12 chars)'), 'cut');
  assert.equal(said('{"level":"warn","msg":"pool \\"db\\" is…(+144 chars)'), 'pool "db" is…(+144 chars)');
  assert.equal(said('time="09:00" level=info msg="deploy a -> b" app=x'), 'deploy a -> b');
  assert.equal(said('  FATAL: no slots '), 'FATAL: no slots');
});
