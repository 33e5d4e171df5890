import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { findGaps, spacingOf, summarizePoints } from '../../src/analysis/series-summary.ts';
import type { Point } from '../../src/model.ts';

const MINUTE = 60_000;
const at = (minutes: number, value = 1): Point => [minutes * MINUTE, value];
/** The gaps of samples asked at a step of one minute. */
const gapsIn = (minutes: number, points: readonly Point[]) =>
  findGaps(points, { start: 0, end: minutes * MINUTE }, spacingOf(points, MINUTE).cadenceMs);

test('says the extremes, when they first were, the mean and the last sample', () => {
  const points = [at(0, 5), at(1, 1), at(2, 9), at(3, 9), at(4, 1)];
  const summary = summarizePoints(points);
  assert.ok(summary);
  assert.deepEqual(
    [summary.min, summary.minAt, summary.max, summary.maxAt, summary.avg, summary.sum, summary.last, summary.lastAt],
    [1, MINUTE, 9, 2 * MINUTE, 5, 25, 1, 4 * MINUTE],
  );
  assert.deepEqual(gapsIn(5, points), []);
});

test('no samples, no summary', () => {
  assert.equal(summarizePoints([]), undefined);
});

test('finds gaps inside, before the first and after the last sample', () => {
  assert.deepEqual(gapsIn(15, [at(2), at(3), at(4), at(8), at(9)]), [
    { start: 0, end: 2 * MINUTE },
    { start: 5 * MINUTE, end: 8 * MINUTE },
    { start: 10 * MINUTE, end: 15 * MINUTE },
  ]);
});

test('a metric published every five minutes has no gaps at a step of one minute', () => {
  const points = [at(0), at(5), at(10), at(15)];
  assert.deepEqual(spacingOf(points, MINUTE), { cadenceMs: 5 * MINUTE, steady: true });
  assert.deepEqual(gapsIn(20, points), []);
});

test('samples that come now and then have no steady cadence, and one or none have the step', () => {
  assert.deepEqual(spacingOf([at(0), at(1), at(3), at(8)], MINUTE), { cadenceMs: 2 * MINUTE, steady: false });
  assert.deepEqual(spacingOf([at(0)], MINUTE), { cadenceMs: MINUTE, steady: false });
  assert.deepEqual(spacingOf([]), { cadenceMs: 0, steady: false });
});

test('NaN samples are samples, but no extremes', () => {
  const summary = summarizePoints([at(0, Number.NaN), at(1, 2), at(2, Number.NaN)]);
  assert.deepEqual([summary?.count, summary?.min, summary?.max, summary?.avg], [3, 2, 2, 2]);
  assert.ok(Number.isNaN(summary?.last));
  assert.ok(Number.isNaN(summarizePoints([at(0, Number.NaN)])?.max));
});

test('for any samples: min ≤ avg ≤ max, the extremes are samples, gaps lie in the window and hold no sample', () => {
  const samples = fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.double({ min: -1e9, max: 1e9, noNaN: true })), {
      minLength: 1,
      selector: ([minute]) => minute,
    })
    .map((list) => list.toSorted((a, b) => a[0] - b[0]).map(([minute, value]) => at(minute, value)));
  fc.assert(
    fc.property(samples, (points) => {
      const summary = summarizePoints(points);
      assert.ok(summary);
      const slack = 1e-6 * Math.max(1, Math.abs(summary.max), Math.abs(summary.min));
      assert.ok(summary.min <= summary.avg + slack && summary.avg <= summary.max + slack);
      assert.ok(points.some(([time, value]) => time === summary.maxAt && value === summary.max));
      assert.ok(points.some(([time, value]) => time === summary.minAt && value === summary.min));
      for (const gap of gapsIn(301, points)) {
        assert.ok(gap.start >= 0 && gap.start < gap.end && gap.end <= 301 * MINUTE);
        assert.ok(!points.some(([time]) => time >= gap.start && time < gap.end));
      }
    }),
  );
});
