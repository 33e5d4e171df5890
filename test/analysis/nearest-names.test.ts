import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { nearestNames } from '../../src/analysis/nearest-names.ts';

const METRICS = ['CPUUtilization', 'CPUCreditBalance', 'DatabaseConnections', 'FreeStorageSpace', 'ReadLatency'];

test('the same name in another case or with other separators comes first', () => {
  assert.deepEqual(nearestNames('cpu_utilization', METRICS, 1), ['CPUUtilization']);
  assert.deepEqual(nearestNames('aws/rds', ['AWS/EC2', 'AWS/RDS'], 1), ['AWS/RDS']);
});

test('typing errors and parts of names are found, unlike names are not', () => {
  assert.deepEqual(nearestNames('CPUUtilisation', METRICS, 1), ['CPUUtilization']);
  assert.deepEqual(nearestNames('Connections', METRICS), ['DatabaseConnections']);
  assert.deepEqual(nearestNames('BlahBlahBlah', METRICS), []);
});

test('a name that is there is the nearest to itself; no more than asked, none twice', () => {
  const names = fc.array(fc.stringMatching(/^[A-Z][A-Za-z]{2,12}$/), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 4 }), (list, max) => {
      const [name = ''] = list;
      const nearest = nearestNames(name, list, max);
      assert.equal(nearest[0]?.toLowerCase(), name.toLowerCase());
      assert.ok(nearest.length <= max && new Set(nearest).size === nearest.length);
    }),
  );
});
