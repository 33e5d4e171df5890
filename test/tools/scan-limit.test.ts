import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GB } from '../../src/analysis/scan-estimate.ts';
import { beyondUsual, holdToLimit } from '../../src/tools/scan-limit.ts';

const QUESTION = { what: 'The query', less: 'Ask for less' };

void test('a query that begins by an index is let past the usual limit, and its answer says so', () => {
  const indexed = { ...QUESTION, indexed: true };
  assert.throws(() => holdToLimit(30 * GB, QUESTION, 100 * GB), /over the limit of 20 GB/);
  assert.throws(() => holdToLimit(130 * GB, indexed, 100 * GB), /over the limit of 100 GB/);
  assert.throws(() => holdToLimit(30 * GB, { ...indexed, max_scan_gb: 25 }, 100 * GB), /over the limit of 25 GB/);
  holdToLimit(30 * GB, indexed, 100 * GB);
  assert.match(beyondUsual(30 * GB, indexed) ?? '', /^The 30 GB that were expected .* 20 GB was not applied\./);
  assert.equal(beyondUsual(15 * GB, indexed), undefined);
  assert.equal(beyondUsual(30 * GB, { ...indexed, max_scan_gb: 40 }), undefined);
  assert.equal(beyondUsual(30 * GB, QUESTION), undefined);
});
