import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Permission } from '../../src/aws/permission-probes.ts';
import { exitCode } from '../../src/doctor/check.ts';
import { missingActions, permissionChecks, type Tried } from '../../src/doctor/permission-checks.ts';

const tried = (action: string, where: string, status: Permission['status'], reason?: string): Tried => ({
  action,
  where,
  permission: { status, reason },
});

test('an action is one check, however many places it was tried in', () => {
  const checks = permissionChecks([
    tried('logs:FilterLogEvents', 'us-east-1', 'allowed'),
    tried('cloudwatch:ListMetrics', 'us-east-1', 'allowed'),
    tried('logs:FilterLogEvents', 'eu-west-1', 'allowed'),
  ]);
  assert.deepEqual(checks, [
    { name: 'IAM cloudwatch:ListMetrics', status: 'pass', found: 'allowed: us-east-1' },
    { name: 'IAM logs:FilterLogEvents', status: 'pass', found: 'allowed: us-east-1, eu-west-1' },
  ]);
  assert.equal(exitCode(checks), 0);
});

test('a refusal anywhere is a failure that says where and why, and the action is missing once', () => {
  const all = [
    tried('logs:FilterLogEvents', 'us-east-1', 'allowed'),
    tried('logs:FilterLogEvents', 'eu-west-1', 'missing', 'an SCP denies it'),
    tried('logs:FilterLogEvents', 'eu-west-2', 'missing', 'an SCP denies it'),
  ];
  const [check] = permissionChecks(all);
  assert.equal(check?.status, 'fail');
  assert.equal(check.found, 'refused: eu-west-1, eu-west-2 (an SCP denies it)');
  assert.deepEqual(missingActions(all), ['logs:FilterLogEvents']);
  assert.equal(exitCode([check]), 2);
});

test('what could not be tried is a warning with the reason, what has nothing to be tried on passes and says so', () => {
  const checks = permissionChecks([
    tried('aps:QueryMetrics', 'us-east-1', 'not tried'),
    tried('logs:FilterLogEvents', 'us-east-1', 'unknown', 'no answer in time'),
  ]);
  assert.deepEqual(
    checks.map(({ status, found }) => [status, found]),
    [
      ['pass', 'not tried: there is no AMP workspace in us-east-1 to try it on'],
      ['warning', 'could not be tried: us-east-1 (no answer in time)'],
    ],
  );
  assert.deepEqual(missingActions([tried('aps:QueryMetrics', 'us-east-1', 'not tried')]), []);
  assert.equal(exitCode(checks), 1);
});
