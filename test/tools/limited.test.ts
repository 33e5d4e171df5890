import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALLOW_ALL, type Access } from '../../src/access.ts';
import { groupsLimit, onlyAllowed } from '../../src/tools/limited.ts';
import type { Reach } from '../../src/tools/define.ts';

const refusing = (kind: 'logGroup' | 'account' | 'region'): Access => ({
  ...ALLOW_ALL,
  [kind]: (name: string) => name !== '',
  refusedBy: (asked) => (asked === kind ? `rule "${kind}"` : undefined),
});
const reach = (access: Access) => ({ access }) as Reach;

void test('log groups are limited by rules on groups, on accounts, and on the groups of any account here', () => {
  const limit = (access: Access, ...others: Access[]) => groupsLimit({ access, reaches: others.map(reach) });
  assert.equal(limit(ALLOW_ALL, ALLOW_ALL), undefined);
  assert.equal(limit(refusing('region'), ALLOW_ALL), undefined);
  assert.equal(limit(refusing('logGroup')), ' (rule "logGroup")');
  assert.equal(limit(refusing('account')), ' (rule "account")');
  assert.equal(limit(ALLOW_ALL, ALLOW_ALL, refusing('logGroup')), ' (rule "logGroup")');
});

void test('what may be more than is told says by which rule', () => {
  const told = (...reaches: Access[]) => onlyAllowed('queries are shown', reaches.map(reach), 'logGroup', 'region');
  assert.equal(told(ALLOW_ALL, refusing('account')), undefined);
  assert.equal(told(ALLOW_ALL, refusing('region')), 'Only queries are shown (rule "region").');
});
