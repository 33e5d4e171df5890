import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { RANKINGS, rankSeries } from '../../src/analysis/rank-series.ts';

const series = (label: string, ...values: number[]) => ({
  label,
  points: values.map((value, i) => [i, value] as const),
});
const labels = (list: readonly { label: string }[]) => list.map(({ label }) => label);

test('ranks by the highest, mean or last sample; series without samples come last', () => {
  const list = [series('empty'), series('peak', 0, 9, 0), series('high', 5, 5, 5), series('rising', 0, 0, 8)];
  assert.deepEqual(labels(rankSeries(list, 'max')), ['peak', 'rising', 'high', 'empty']);
  assert.deepEqual(labels(rankSeries(list, 'avg')), ['high', 'peak', 'rising', 'empty']);
  assert.deepEqual(labels(rankSeries(list, 'last')), ['rising', 'high', 'peak', 'empty']);
});

test('equal series are in the order of their labels, whatever order they came in', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 12 });
  fc.assert(
    fc.property(names, fc.constantFrom(...RANKINGS), (list, by) => {
      const ranked = labels(
        rankSeries(
          list.map((name) => series(name, 1, 2)),
          by,
        ),
      );
      assert.deepEqual(
        ranked,
        list.toSorted((a, b) => (a < b ? -1 : 1)),
      );
    }),
  );
});
