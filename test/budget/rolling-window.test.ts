import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRollingWindow, WINDOW_MS } from '../../src/budget/rolling-window.ts';
import { runs } from '../support/runs.ts';

const MINUTE = 60_000;
const NOON = Date.parse('2026-11-21T12:00:00Z');

void test('what was used an hour and a minute ago at the latest has left', () => {
  const window = createRollingWindow();
  window.add(NOON + 30_000, 5);
  assert.equal(window.used(NOON + WINDOW_MS + 59_999), 5);
  assert.equal(window.used(NOON + WINDOW_MS + MINUTE), 0);
});

void test('it says when enough will have left, oldest first', () => {
  const window = createRollingWindow();
  window.add(NOON, 5);
  window.add(NOON + 10 * MINUTE, 7);
  assert.equal(window.freeAt(NOON + 20 * MINUTE, 5), NOON + WINDOW_MS + MINUTE);
  assert.equal(window.freeAt(NOON + 20 * MINUTE, 6), NOON + WINDOW_MS + 11 * MINUTE);
  assert.equal(window.freeAt(NOON + 20 * MINUTE, 13), undefined);
});

void test('it is never less than what any hour saw, at most what a minute more did, and freeAt comes true', () => {
  const use = fc.record({ after: fc.integer({ min: 0, max: 15 * MINUTE }), amount: fc.integer({ min: 0, max: 9 }) });
  fc.assert(
    fc.property(fc.array(use, { maxLength: 40 }), fc.integer({ min: 1, max: 50 }), (uses, amount) => {
      const window = createRollingWindow();
      const seen: { at: number; amount: number }[] = [];
      let now = NOON;
      for (const { after, ...rest } of uses) {
        now += after;
        window.add(now, rest.amount);
        seen.push({ at: now, ...rest });
        const since = (ms: number) => seen.filter(({ at }) => at > now - ms).reduce((sum, one) => sum + one.amount, 0);
        assert.ok(window.used(now) >= since(WINDOW_MS));
        assert.ok(window.used(now) <= since(WINDOW_MS + MINUTE + 1));
      }
      const before = window.used(now);
      const free = window.freeAt(now, amount);
      assert.equal(free === undefined, before < amount);
      if (free !== undefined) assert.ok(window.used(free) <= before - amount);
    }),
    runs(200),
  );
});
