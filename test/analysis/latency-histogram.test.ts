import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  bucketBounds,
  bucketExpression,
  bucketOf,
  countOf,
  mergeHistograms,
  percentileOf,
} from '../../src/analysis/latency-histogram.ts';

const durations = fc.array(fc.integer({ min: 1, max: 900_000 }), { minLength: 1, maxLength: 200 });
const histogramOf = (values: readonly number[]) =>
  mergeHistograms(values.map((value) => new Map([[bucketOf(value), 1]])));

void test('a percentile is at most 5.2 % off the duration that it stands for', () => {
  fc.assert(
    fc.property(durations, fc.integer({ min: 1, max: 100 }), (values, percent) => {
      const exact = values.toSorted((a, b) => a - b)[Math.ceil((percent * values.length) / 100) - 1] ?? NaN;
      const told = percentileOf(histogramOf(values), percent) ?? NaN;
      assert.ok(Math.abs(Math.log(told / exact)) <= 0.0501, `${told} for ${exact}`);
    }),
  );
});

void test('histograms taken together are those of all their durations', () => {
  fc.assert(
    fc.property(durations, durations, (some, others) => {
      const both = mergeHistograms([histogramOf(some), histogramOf(others)]);
      assert.deepEqual(new Map(both), new Map(histogramOf([...some, ...others])));
      assert.equal(countOf(both), some.length + others.length);
    }),
  );
});

void test('a duration is within the bounds of its bucket', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1e7, noNaN: true }), (duration) => {
      const [low, high] = bucketBounds(bucketOf(duration));
      assert.ok(duration >= low * (1 - 1e-9) && duration <= high * (1 + 1e-9));
    }),
  );
});

void test('without durations there is no percentile, and the query says the bucket as it is counted here', () => {
  assert.equal(percentileOf(new Map(), 50), undefined);
  assert.equal(bucketExpression('a.b'), 'floor(log(a.b) * 10)');
  assert.equal(bucketOf(Math.E + 0.001), 10);
});
