import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { alignWindow, checkPeriod, choosePeriod, finestPeriod, pointsIn } from '../../src/analysis/period.ts';
import { ToolError } from '../../src/errors.ts';

const NOW = Date.parse('2026-11-21T09:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const back = (ms: number) => ({ start: NOW - ms, end: NOW });

test('retention: 1 s for 3 hours, 60 s for 15 days, 300 s for 63 days, then 3,600 s', () => {
  const ages = [3 * HOUR, 3 * HOUR + 1, 15 * DAY, 15 * DAY + 1, 63 * DAY, 63 * DAY + 1];
  assert.deepEqual(
    ages.map((age) => finestPeriod(NOW - age, NOW)),
    [1, 60, 60, 300, 300, 3600],
  );
});

test('a window gets the finest usual period at which its points fit', () => {
  const chosen = [HOUR, 3 * HOUR, DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY].map((ms) =>
    choosePeriod(back(ms), NOW, 130),
  );
  assert.deepEqual(chosen, [60, 300, 900, 7200, 10_800, 21_600, 86_400]);
  assert.equal(choosePeriod(back(HOUR), NOW, 120, 300), 300);
});

test('a period that is not kept any more is rounded up to one that is', () => {
  assert.equal(checkPeriod(60, NOW - 20 * DAY, NOW), 300);
  assert.equal(checkPeriod(420, NOW - 20 * DAY, NOW), 600);
  assert.equal(checkPeriod(300, NOW - 70 * DAY, NOW), 3600);
  assert.equal(checkPeriod(1, NOW - 4 * HOUR, NOW), 60);
  assert.equal(checkPeriod(10, NOW - HOUR, NOW), 10);
});

test('a period that CloudWatch does not take is refused with the nearest ones', () => {
  assert.throws(
    () => checkPeriod(90, NOW - HOUR, NOW),
    (error: unknown) => error instanceof ToolError && /Use 60 or 120/.test(error.message),
  );
  assert.throws(() => checkPeriod(15, NOW - HOUR, NOW), ToolError);
});

test('for any window: the chosen period is kept, its points fit, and the aligned window covers the asked one', () => {
  const spans = fc.record({
    age: fc.integer({ min: 61_000, max: 454 * DAY }),
    share: fc.double({ min: 0.01, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(spans, fc.integer({ min: 5, max: 500 }), ({ age, share }, maxPoints) => {
      const window = { start: NOW - age, end: NOW - age + Math.max(1, Math.floor(age * share)) };
      const period = choosePeriod(window, NOW, maxPoints);
      const aligned = alignWindow(window, period);
      assert.equal(period % finestPeriod(window.start, NOW), 0);
      assert.ok(pointsIn(aligned, period) <= maxPoints || period === 604_800);
      assert.ok(aligned.start <= window.start && window.end <= aligned.end);
      assert.ok(window.start - aligned.start < period * 1000 && aligned.end - window.end < period * 1000);
      assert.equal(checkPeriod(period, window.start, NOW), period);
    }),
  );
});
