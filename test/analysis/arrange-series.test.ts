import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrangeSeries, chooseShown } from '../../src/analysis/arrange-series.ts';

const series = (id: string, label: string, ...values: number[]) => ({
  id,
  label,
  points: values.map((value, i) => [i, value] as const),
});
const LIST = [
  series('b', 'b', 1),
  series('a', 'low', 2),
  series('a', 'high', 9),
  series('c', 'silent'),
  series('a', 'mid', 5),
];

test('by query in the order asked, and by highest value within a query', () => {
  assert.deepEqual(
    arrangeSeries(LIST, ['a', 'c', 'b']).map(({ label }) => label),
    ['high', 'mid', 'low', 'silent', 'b'],
  );
});

test('ranked over all queries where the caller says by what', () => {
  assert.deepEqual(
    arrangeSeries(LIST, ['a', 'c', 'b'], 'avg').map(({ label }) => label),
    ['high', 'mid', 'low', 'b', 'silent'],
  );
});

test('every query gets a column before any gets a second; series without datapoints get none', () => {
  const arranged = arrangeSeries(LIST, ['a', 'c', 'b']);
  const shown = (columns: number) => [...chooseShown(arranged, columns)].map((index) => arranged[index]?.label);
  assert.deepEqual(shown(2), ['high', 'b']);
  assert.deepEqual(shown(3), ['high', 'b', 'mid']);
  assert.deepEqual(shown(9), ['high', 'b', 'mid', 'low']);
  assert.deepEqual(shown(0), []);
});
