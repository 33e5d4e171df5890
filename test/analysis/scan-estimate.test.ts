import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { COMPRESSION, estimateScan, GB, scanDollars } from '../../src/analysis/scan-estimate.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 21);
const old = { storedBytes: 30 * GB, retentionDays: 30, createdAt: NOW - 400 * DAY };

test('of a group the part of its kept life that lies in the window is scanned, uncompressed', () => {
  assert.equal(estimateScan([old], { start: NOW - DAY, end: NOW }, NOW), GB * COMPRESSION);
  assert.equal(estimateScan([old, old], { start: NOW - DAY, end: NOW - DAY / 2 }, NOW), GB * COMPRESSION);
});

test('what lies before the making or the retention costs nothing, and all of a group no more than it has', () => {
  const young = { storedBytes: 10 * GB, createdAt: NOW - 10 * DAY };
  assert.equal(estimateScan([young], { start: NOW - 5 * DAY, end: NOW }, NOW), 5 * GB * COMPRESSION);
  assert.equal(estimateScan([old], { start: NOW - 90 * DAY, end: NOW - 40 * DAY }, NOW), 0);
  assert.equal(estimateScan([old], { start: 0, end: NOW }, NOW), 30 * GB * COMPRESSION);
});

test('a group whose age is not known may have everything in the window', () => {
  assert.equal(
    estimateScan([{ storedBytes: 100, createdAt: 0 }], { start: NOW - 1, end: NOW }, NOW),
    100 * COMPRESSION,
  );
});

test('an estimate is never negative, never more than all, and grows with the window', () => {
  const ms = fc.integer({ min: 1, max: 500 * DAY });
  const group = fc.record({
    storedBytes: fc.integer({ min: 0, max: 1e15 }),
    retentionDays: fc.option(fc.integer({ min: 1, max: 3653 }), { nil: undefined }),
    createdAt: ms.map((ago) => NOW - ago),
  });
  fc.assert(
    fc.property(group, ms, ms, (one, a, b) => {
      const [short, long] = [a, b].toSorted((x, y) => x - y) as [number, number];
      const of = (ago: number) => estimateScan([one], { start: NOW - ago, end: NOW }, NOW);
      assert.ok(of(short) >= 0 && of(short) <= of(long) && of(long) <= one.storedBytes * COMPRESSION + 1);
    }),
  );
});

test('a GB costs half a cent', () => {
  assert.equal(scanDollars(100 * GB), 0.5);
});
