import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from '../../src/tools/define.ts';
import { resolveWindow } from '../../src/tools/params.ts';

const NOW = Date.UTC(2026, 10, 21, 9);
const HOUR = 3_600_000;

function contextWith(window?: Page['window']): { clock: () => number; page: Page } {
  return { clock: () => NOW, page: { after: undefined, hint: undefined, window, missed: [], next: { hints: [] } } };
}

void test('a window ends now and goes back as far as usual, unless it is given', () => {
  assert.deepEqual(resolveWindow({}, contextWith(), HOUR), { start: NOW - HOUR, end: NOW });
  assert.deepEqual(resolveWindow({ start: '-3h', end: '-2h' }, contextWith(), HOUR), {
    start: NOW - 3 * HOUR,
    end: NOW - 2 * HOUR,
  });
  assert.deepEqual(resolveWindow({ end: '-2h' }, contextWith(), HOUR), { start: NOW - 3 * HOUR, end: NOW - 2 * HOUR });
});

void test('a start that is not before the end is refused with both and the moment', () => {
  for (const start of ['now', '-0s', '2026-11-21T09:00:00.001Z']) {
    assert.throws(() => resolveWindow({ start }, contextWith(), HOUR), {
      code: 'invalid_input',
      message: /^start \(2026-11-21T09:00.*Z\) is not before end \(2026-11-21T09:00Z\)\. It is now 2026-11-21T09:00Z/,
    });
  }
  assert.equal(resolveWindow({ start: '2026-11-21T08:59:59.999Z' }, contextWith(), HOUR).start, NOW - 1);
});

void test('a window may be as long as allowed and no longer', () => {
  assert.equal(resolveWindow({ start: '-2h' }, contextWith(), HOUR, 2 * HOUR).start, NOW - 2 * HOUR);
  assert.throws(() => resolveWindow({ start: '-121m' }, contextWith(), HOUR, 2 * HOUR), {
    code: 'invalid_input',
    message: /is 2 h 1 min long; at most 2 h is allowed/,
  });
});

void test('a cursor goes on in the window of its first call, and hands it to the next', () => {
  const kept = { start: NOW - 50 * HOUR, end: NOW - 49 * HOUR };
  const context = contextWith(kept);
  assert.deepEqual(resolveWindow({ start: '-1h' }, context, HOUR), kept);
  assert.deepEqual(context.page.next.window, kept);
  const first = contextWith();
  resolveWindow({ start: '-1h' }, first, HOUR);
  assert.deepEqual(first.page.next.window, { start: NOW - HOUR, end: NOW });
});
