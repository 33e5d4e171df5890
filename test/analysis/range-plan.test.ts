import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chooseStep, MAX_POINTS, strideFor } from '../../src/analysis/choose-step.ts';
import { planRange, rowsThatFit } from '../../src/analysis/range-plan.ts';

const windows = fc
  .tuple(
    fc.integer({ min: 1_600_000_000_000, max: 1_800_000_000_000 }),
    fc.integer({ min: 1_000, max: 400 * 86_400_000 }),
  )
  .map(([end, length]) => ({ start: end - length, end }));

void test('a chosen plan stays in the window, near its end, with the points asked for', () => {
  fc.assert(
    fc.property(windows, fc.integer({ min: 500, max: 20_000 }), (window, budget) => {
      const plan = planRange(window, budget);
      assert.ok(plan.start > window.start - 60_000);
      assert.ok(plan.end <= window.end && window.end - plan.end < 60_000);
      assert.equal(plan.start + (plan.steps - 1) * plan.stepMs, plan.end);
      assert.ok(plan.steps <= Math.min(61, rowsThatFit(budget, 5) + 1));
      assert.ok(plan.stepMs >= 15_000);
    }),
  );
});

void test('a given step is kept, and the end is evaluated', () => {
  fc.assert(
    fc.property(windows, fc.integer({ min: 1, max: 86_400_000 }), (window, stepMs) => {
      const plan = planRange(window, 6_000, stepMs);
      assert.equal(plan.stepMs, stepMs);
      assert.equal(plan.end, window.end);
      assert.ok(plan.start >= window.start && plan.start - window.start < stepMs);
    }),
  );
});

void test('a window of whole steps is covered, whatever the second', () => {
  const end = Date.parse('2026-11-20T11:59:17Z');
  assert.deepEqual(planRange({ start: end - 3 * 3_600_000, end }, 6_000), {
    start: Date.parse('2026-11-20T08:59Z'),
    end: Date.parse('2026-11-20T11:59Z'),
    stepMs: 300_000,
    steps: 37,
  });
});

void test('steps are round', () => {
  const hours = (n: number) => ({ start: 0, end: n * 3_600_000 });
  assert.equal(chooseStep(hours(0.1), 60), 15_000);
  assert.equal(chooseStep(hours(1), 60), 60_000);
  assert.equal(chooseStep(hours(3), 60), 300_000);
  assert.equal(chooseStep(hours(24), 60), 1_800_000);
  assert.equal(chooseStep(hours(24 * 365), 60), 7 * 86_400_000);
});

void test('a stride thins to at most the points asked for, round where it can be', () => {
  assert.equal(strideFor(50, 60, 60_000), 1);
  assert.equal(strideFor(10_801, 157, 1_000), 120);
  assert.equal(strideFor(100, 30, 7_000), 4);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: MAX_POINTS }),
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 100_000 }),
      (steps, points, stepMs) => {
        const stride = strideFor(steps, points, stepMs);
        assert.ok(Number.isInteger(stride));
        assert.ok(Math.ceil(steps / stride) <= points);
      },
    ),
  );
});
