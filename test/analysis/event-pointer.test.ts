import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventMark, eventMarks, findMarked, formatPointer, parsePointer } from '../../src/analysis/event-pointer.ts';

const ARN = 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/checkout';

test('a pointer reads back as what it was made of, whatever the stream is called', () => {
  const stream = fc.stringMatching(/^[^\s:*]([^:*\n\r\u2028\u2029]{0,40}[^\s:*])?$/);
  const times = fc.integer({ min: 0, max: 4e12 });
  fc.assert(
    fc.property(
      fc.constantFrom('/aws/lambda/checkout', ARN),
      stream,
      times,
      fc.option(fc.string()),
      (group, name, time, text) => {
        const pointer = { group, stream: name, time, ...(text !== null && { mark: eventMark(text) }) };
        assert.deepEqual(parsePointer(formatPointer(pointer)), pointer);
      },
    ),
  );
});

test('a pointer put together by hand from a heading and a line is read', () => {
  assert.deepEqual(parsePointer('/ecs/web 2026/11/21/[$LATEST]ab cd 2026-11-21T09:31:02Z'), {
    group: '/ecs/web',
    stream: '2026/11/21/[$LATEST]ab cd',
    time: Date.UTC(2026, 10, 21, 9, 31, 2),
  });
});

test('parts of a pointer may be any white space apart, and the stream keeps its own', () => {
  assert.deepEqual(parsePointer(' /ecs/web\t a  b \n2026-11-21T09:31:02Z#1a '), {
    group: '/ecs/web',
    stream: 'a  b',
    time: Date.UTC(2026, 10, 21, 9, 31, 2),
    mark: '1a',
  });
  for (const text of ['', ' ', '/ecs/web', '/ecs/web 2026-11-21T09:31:02Z'])
    assert.equal(parsePointer(text), undefined);
});

test('what is no pointer is refused', () => {
  for (const text of [
    '',
    '/g',
    '/g s',
    '/g s yesterday',
    '/g s 2026-13-41T00:00Z',
    '/g* s 2026-11-21T09:31Z',
    '/g s 2026-11-21T09:31Z#?',
  ]) {
    assert.equal(parsePointer(text), undefined, text);
  }
});

test('events of one stream and millisecond get marks, and each is found again by its own', () => {
  const place = { group: 'g', stream: 's' };
  const events = [
    { ...place, time: 1, message: 'a' },
    { ...place, time: 2, message: 'a' },
    { ...place, time: 2, message: 'b' },
    { ...place, time: 2, message: 'a' },
    { ...place, time: 2, message: 'a', stream: 't' },
  ];
  const marks = eventMarks(events);
  assert.equal(marks[0], undefined);
  assert.equal(marks[4], undefined, 'another stream is another place');
  assert.equal(new Set(marks.slice(1, 4)).size, 3);
  const there = events.filter((event) => event.time === 2 && event.stream === 's').map((event) => event.message);
  assert.deepEqual(
    marks.slice(1, 4).map((mark) => findMarked(there, mark ?? '')),
    [0, 1, 2],
  );
  assert.equal(findMarked(there, eventMark('c')), -1);
});
