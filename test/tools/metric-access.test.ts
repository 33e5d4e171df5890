import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALLOW_ALL } from '../../src/access.ts';
import { ToolError } from '../../src/errors.ts';
import { mayRead } from '../../src/tools/metric-access.ts';

const shopOnly = { ...ALLOW_ALL, metricNamespace: (namespace: string) => namespace === 'Shop' };

test('without a policy every namespace may be read, and any', () => {
  assert.doesNotThrow(() => mayRead(ALLOW_ALL, ['AWS/EC2', '']));
});

test('a namespace outside the policy is refused by name; reading any namespace needs all of them', () => {
  const refused = (namespaces: string[], message: RegExp) =>
    assert.throws(
      () => mayRead(shopOnly, namespaces),
      (error: unknown) => error instanceof ToolError && error.code === 'not_allowed' && message.test(error.message),
    );
  refused(['Shop', 'AWS/EC2'], /"AWS\/EC2" is not allowed/);
  refused([''], /may read metrics of no namespace it names/);
  assert.doesNotThrow(() => mayRead(shopOnly, ['Shop']));
});
