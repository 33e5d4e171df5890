import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { histogramAverage, histogramQuantile, type NativeHistogram } from '../../src/analysis/native-histogram.ts';

/** Buckets of powers of two, as native histograms of schema 0 have them, on both sides of zero. */
const histograms = fc
  .array(fc.tuple(fc.integer({ min: -8, max: 8 }), fc.boolean(), fc.integer({ min: 1, max: 50 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts): NativeHistogram => {
    const byLower = new Map(
      parts.map(([exponent, negative, count]) => {
        const [lower, upper] = negative
          ? [-(2 ** (exponent + 1)), -(2 ** exponent)]
          : [2 ** exponent, 2 ** (exponent + 1)];
        return [lower, { lower, upper, count }];
      }),
    );
    const buckets = [...byLower.values()].toSorted((a, b) => a.lower - b.lower);
    return { count: buckets.reduce((sum, { count }) => sum + count, 0), sum: 1, buckets };
  });

void test('a quantile lies in the bucket that holds its rank', () => {
  fc.assert(
    fc.property(histograms, fc.double({ min: 0, max: 1, noNaN: true }), (histogram, q) => {
      const value = histogramQuantile(histogram, q);
      const inside = histogram.buckets.find(({ lower, upper }) => value >= lower && value <= upper);
      assert.ok(inside, `${value}`);
      const below = histogram.buckets.filter(({ upper }) => upper < value).reduce((sum, { count }) => sum + count, 0);
      const upTo = histogram.buckets.filter(({ lower }) => lower <= value).reduce((sum, { count }) => sum + count, 0);
      assert.ok(below <= q * histogram.count + 1e-9 && upTo >= q * histogram.count - 1e-9);
    }),
  );
});

void test('a higher share never has a lower value', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(histograms, share, share, (histogram, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      assert.ok(histogramQuantile(histogram, low) <= histogramQuantile(histogram, high));
    }),
  );
});

void test('inside a bucket the estimate is exponential', () => {
  const histogram = { count: 10, sum: 20, buckets: [{ lower: 1, upper: 4, count: 10 }] };
  assert.equal(histogramQuantile(histogram, 0.5), 2);
  assert.equal(histogramQuantile({ ...histogram, buckets: [{ lower: -4, upper: -1, count: 10 }] }, 0.5), -2);
});

void test('a bucket around zero is linear, and one-sided where the others are', () => {
  const zero = { lower: -0.5, upper: 0.5, count: 2 };
  assert.equal(histogramQuantile({ count: 2, sum: 0, buckets: [zero] }, 0.5), 0);
  const positive = { count: 4, sum: 3, buckets: [zero, { lower: 0.5, upper: 1, count: 2 }] };
  assert.equal(histogramQuantile(positive, 0.25), 0.25);
});

void test('nothing observed has neither quantile nor average', () => {
  const empty = { count: 0, sum: 0, buckets: [] };
  assert.ok(Number.isNaN(histogramQuantile(empty, 0.5)));
  assert.ok(Number.isNaN(histogramAverage(empty)));
  assert.equal(histogramAverage({ count: 4, sum: 2, buckets: [] }), 0.5);
});

void test('an open last bucket answers with its lower bound', () => {
  const histogram = { count: 2, sum: 2, buckets: [{ lower: 1, upper: Number.POSITIVE_INFINITY, count: 2 }] };
  assert.equal(histogramQuantile(histogram, 0.9), 1);
});
