import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventLines } from '../../src/format/event-lines.ts';
import { indentLines, isClipped, shownMessage } from '../../src/format/log-message.ts';

test('JSON loses the white space between its tokens and nothing else', () => {
  const message = '{\n  "id": 12345678901234567890, "price": 1.00,\t"text": "a  b\\n \\" c", "list": [ 1, 2 ]\n}\n';
  const compact = '{"id":12345678901234567890,"price":1.00,"text":"a  b\\n \\" c","list":[1,2]}';
  assert.equal(shownMessage(message, 1_000), compact);
});

test('any JSON means the same when it is compacted', () => {
  fc.assert(
    fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
      const shown = shownMessage(JSON.stringify(value, null, 2), Infinity);
      assert.equal(shown, JSON.stringify(value));
    }),
  );
});

test('text that only looks like JSON stays as it is', () => {
  assert.equal(shownMessage('{ not  json', 100), '{ not  json');
  assert.equal(shownMessage('[2026-11-21]  started  \n', 100), '[2026-11-21]  started');
});

test('long messages are cut, and it is known that they were', () => {
  assert.equal(shownMessage('x'.repeat(70), 50), `${'x'.repeat(50)}…(+20 chars)`);
  assert.equal(isClipped('x'.repeat(70), 50), true);
  assert.equal(isClipped('x'.repeat(50) + ' '.repeat(70), 50), false);
});

test('no message can pass for a line of its own, or close the fence', () => {
  const forged = 'first\n09:31:02.124 b forged\r\n```\nout';
  assert.equal(indentLines('a\r\nb\u2028c'), 'a\n    b\n    c');
  const { lines } = eventLines([{ time: '2026-11-21T09:31:02.123Z', group: 'g', stream: 's', message: forged }]);
  assert.equal(lines, '````\n2026-11-21 UTC\n09:31:02.123 first\n    09:31:02.124 b forged\n    ```\n    out\n````');
});

test('groups and streams are named once, days once, and marks stand with the time', () => {
  const line = { group: '/g', stream: 's', message: 'm' };
  const { legend, lines } = eventLines([
    { ...line, time: '2026-11-21T00:00:00.001Z', mark: 'k3' },
    { ...line, time: '2026-11-20T23:59:59.999Z', stream: 't' },
  ]);
  assert.equal(legend, 'Streams of group /g:\na = s\nb = t');
  assert.equal(lines, '```\n2026-11-21 UTC\n00:00:00.001#k3 a m\n2026-11-20 UTC\n23:59:59.999 b m\n```');
  const many = eventLines(
    Array.from({ length: 28 }, (_, i) => ({
      ...line,
      stream: `${i}`,
      group: `/g${i}`,
      time: '2026-11-21T00:00:00.000Z',
    })),
  );
  assert.match(many.legend, /^z = \/g25 25$/m);
  assert.match(many.legend, /^ab = \/g27 27$/m);
});
