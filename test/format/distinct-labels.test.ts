import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { distinctLabels } from '../../src/format/distinct-labels.ts';

test('what all labels begin and end with is left out', () => {
  const groups = ['cart/9f1c', 'web/73e2'].map((name) => `app/shop/50dc targetgroup/${name}`);
  assert.deepEqual(distinctLabels(groups, 28), ['cart/9f1c', 'web/73e2']);
  const metrics = ['Errors (FunctionName=pay)', 'Invocations (FunctionName=pay)'];
  assert.deepEqual(distinctLabels(metrics, 28), ['Errors', 'Invocations']);
  assert.deepEqual(distinctLabels(['Load (Host=host-1)', 'Load (Host=host-12)'], 28), ['host-1', 'host-12']);
});

test('brackets are left out of long labels that stay one of a kind', () => {
  const labels = ['RequestCount (LoadBalancer=app/shop/50dc6c495c0c9188)', 'error %', 'orders-db'];
  assert.deepEqual(distinctLabels(labels, 28), ['RequestCount', 'error %', 'orders-db']);
  const twins = ['Load (Host=a-very-long-host-name-1)', 'Load (Host=a-very-long-host-name-2)', 'x'];
  assert.deepEqual(distinctLabels(twins, 28), twins);
});

test('labels that would have nothing left, equal ones and single ones stay', () => {
  assert.deepEqual(distinctLabels(['a/b', 'a/'], 28), ['a/b', 'a/']);
  assert.deepEqual(distinctLabels(['same', 'same'], 28), ['same', 'same']);
  assert.deepEqual(distinctLabels(['a long label (with brackets that are long)'], 60), [
    'a long label (with brackets that are long)',
  ]);
  assert.deepEqual(distinctLabels([], 28), []);
});

test('different labels stay different, and each is a part of its own', () => {
  const label = fc.stringMatching(/^[a-z]{1,4}(?:[ /=][a-z]{1,3}){0,3}(?: \([a-z]{1,6}\))?$/);
  fc.assert(
    fc.property(
      fc.uniqueArray(label, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 20 }),
      (labels, max) => {
        const short = distinctLabels(labels, max);
        assert.equal(new Set(short).size, labels.length);
        for (const [i, text] of short.entries()) assert.ok(text !== '' && labels[i]?.includes(text));
      },
    ),
  );
});
