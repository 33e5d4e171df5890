import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fitAround } from '../../src/analysis/around.ts';

test('the budget is spent on both sides alike', () => {
  assert.deepEqual(fitAround([1, 1, 1, 1, 1, 1, 1], 3, 5), { from: 1, to: 6 });
  assert.deepEqual(fitAround([1, 1, 1, 1], 0, 3), { from: 0, to: 3 });
});

test('the row itself is always there, the others within the budget, and none that would still fit is left out beside them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      fc.nat(),
      fc.nat(400),
      (costs, n, budget) => {
        const center = n % costs.length;
        const { from, to } = fitAround(costs, center, budget);
        assert.ok(from <= center && center < to && from >= 0 && to <= costs.length);
        const sum = costs.slice(from, to).reduce((a, b) => a + b, 0);
        assert.ok(sum <= budget || to - from === 1);
        for (const next of [costs[from - 1], costs[to]]) assert.ok(next === undefined || sum + next > budget);
      },
    ),
  );
});
