import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { metricFamilies } from '../../src/analysis/metric-families.ts';

const names = (list: readonly string[], metadata = {}) => metricFamilies(list, metadata).map(({ name }) => name);

void test('the series of a classic histogram or a described summary are one family', () => {
  assert.deepEqual(names(['a_bucket', 'a_count', 'a_sum', 'b']), ['a', 'b']);
  const summary = { s: { type: 'summary', help: '', unit: '' } };
  assert.deepEqual(names(['s', 's_count', 's_sum'], summary), ['s']);
});

void test('counts and sums that belong to no histogram stay', () => {
  assert.deepEqual(names(['orders_count', 'price_sum', 'leaky_bucket']), ['leaky_bucket', 'orders_count', 'price_sum']);
});

void test('types and units come from targets, else from the name', () => {
  const said = { a: { type: 'gauge', help: 'Help', unit: 'volts' } };
  assert.deepEqual(metricFamilies(['a', 'b_seconds_total', 'c_info'], said), [
    { name: 'a', type: 'gauge', typeGuessed: false, help: 'Help', unit: 'volts' },
    { name: 'b_seconds_total', type: 'counter', typeGuessed: true, help: undefined, unit: 'seconds' },
    { name: 'c_info', type: 'info', typeGuessed: true, help: undefined, unit: undefined },
  ]);
});

void test('no name is lost: each is a family or one with a suffix of it', () => {
  const name = fc.constantFrom('a', 'a_bucket', 'a_count', 'a_sum', 'b_total', 'toString', '__proto___sum', 'c_count');
  fc.assert(
    fc.property(fc.array(name), (list) => {
      const families = new Set(names(list));
      for (const one of list)
        assert.ok(families.has(one) || families.has(one.replace(/_(bucket|count|sum)$/, '')), one);
    }),
  );
});
