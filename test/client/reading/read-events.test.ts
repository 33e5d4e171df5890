import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePointer } from '../../../src/analysis/event-pointer.ts';
import { pointerTo, readEvents } from '../../../src/client/reading/read-events.ts';
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
