import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestIdOf, shownId } from '../../src/telemetry/request-id.ts';
import { traceContextIn, traceIdOf } from '../../src/telemetry/trace-context.ts';

const MADE = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

test('an id that a proxy made is kept, and anything that could be more than an id is replaced', () => {
  for (const id of ['a', '7f3c', 'Root=1-67891233-abcdef012345678912345678', '0190a3f0-6a1b-7cc3', 'x'.repeat(128)])
    assert.equal(requestIdOf(id), id);
  for (const id of [undefined, '', 'two words', 'a\nb', 'x'.repeat(129), '{"a":1}', 'ü', ['a', 'b']])
    assert.match(requestIdOf(id), MADE);
  assert.notEqual(requestIdOf(undefined), requestIdOf(undefined));
  assert.deepEqual([0, 7, 'req-1', 'two words', null].map(shownId), ['0', '7', 'req-1', undefined, undefined]);
});

test('the trace of a traceparent is read, and of what is none nothing', () => {
  assert.equal(traceIdOf(`00-${TRACE}-00f067aa0ba902b7-01`), TRACE);
  assert.equal(traceIdOf(`01-${TRACE}-00f067aa0ba902b7-01-more`), TRACE);
  for (const wrong of [
    undefined,
    7,
    '',
    TRACE,
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${TRACE}-00f067aa0ba902b7-01x`,
  ])
    assert.equal(traceIdOf(wrong), undefined, String(wrong));
  const traceparent = `00-${TRACE}-00f067aa0ba902b7-00`;
  assert.deepEqual(traceContextIn({ traceparent, tracestate: 'a=b', baggage: 'c=d' }), {
    traceparent,
    tracestate: 'a=b',
  });
  assert.deepEqual(traceContextIn({ traceparent, tracestate: 'x'.repeat(513) }), { traceparent });
  assert.equal(traceContextIn({ tracestate: 'a=b' }), undefined);
  assert.equal(traceContextIn(undefined), undefined);
});
