import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { dimensionTexts, formatMetric, readDimensionTexts } from '../../src/format/metric-name.ts';

test('a metric in words, its dimensions sorted by name', () => {
  const metric = { namespace: 'AWS/EC2', metricName: 'CPUUtilization', dimensions: { Zone: 'a', InstanceId: 'i-1' } };
  assert.equal(formatMetric(metric), 'AWS/EC2 CPUUtilization (InstanceId=i-1, Zone=a)');
  assert.equal(formatMetric({ ...metric, dimensions: {} }), 'AWS/EC2 CPUUtilization (no dimensions)');
});

test('dimension texts are read back as they were, values with = too', () => {
  const name = fc.string({ minLength: 1 }).filter((text) => !text.includes('=') && text !== '__proto__');
  fc.assert(
    fc.property(fc.dictionary(name, fc.string()), (dimensions) => {
      assert.deepEqual(Object.fromEntries(readDimensionTexts(dimensionTexts(dimensions))), { ...dimensions });
    }),
  );
});
