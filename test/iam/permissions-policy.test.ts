import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissionsPolicy } from '../../src/iam/permissions-policy.ts';
import { ampSource, capabilities, cloudwatchSource, serverSource } from '../../src/prometheus/sources.ts';
import { TOOLSETS } from '../../src/toolsets.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { allows, readPolicy } from '../support/iam-evaluator.ts';
import { REFERENCE } from '../support/iam-requests.ts';

/** AWS lets every identity ask who it is. */
const NEEDS_NO_POLICY = 'sts:GetCallerIdentity';
const NAMED = [...new Set(TOOLS.flatMap((tool) => tool.actions))].filter((action) => action !== NEEDS_NO_POLICY);
const policy = permissionsPolicy(TOOLS.flatMap((tool) => tool.actions));
const actions = policy.Statement.flatMap(({ Action }) => Action);

test('the policy allows exactly what the tools name, and all that PromQL sources need', () => {
  assert.deepEqual(actions.toSorted(), NAMED.toSorted());
  const sources = [ampSource('us-east-1', 'ws-1'), cloudwatchSource('us-east-1'), serverSource('main')];
  const needed = sources.flatMap((source) => Object.values(capabilities(source).actions).flat());
  assert.ok(needed.length > 5);
  assert.deepEqual(
    needed.filter((action) => !actions.includes(action)),
    [],
  );
});

test('the policy only reads, by the access levels of AWS’s reference', () => {
  for (const action of actions) {
    const level = REFERENCE.get(action)?.accessLevel;
    if (action === 'cloudwatch:DescribeAlarmContributors') assert.equal(level, undefined, 'the reference knows it now');
    else assert.match(level ?? '', /^(List|Read)$/, action);
  }
});

test('each action is allowed on the resources that AWS decides it on, and on `*` only where there are none', () => {
  const judged = readPolicy(JSON.stringify(policy));
  const sample: Readonly<Record<string, string>> = { Partition: 'aws', Region: 'eu-west-1', Account: '123456789012' };
  for (const action of actions) {
    const { arn } = REFERENCE.get(action) ?? {};
    const resource = arn?.replaceAll(/\$\{(\w+)\}/g, (_, part: string) => sample[part] ?? '/x/y:z') ?? '*';
    assert.ok(allows(judged, { action, resource }), `${action} on ${resource}`);
    // The reference does not have this one: on less than everything it might show nothing.
    if (resource === '*' || action === 'cloudwatch:DescribeAlarmContributors') continue;
    for (const other of ['*', 'arn:aws:s3:::bucket', resource.replace(/:[a-z-]+([:/])\/x/, ':other$1/x')]) {
      assert.ok(!allows(judged, { action, resource: other }), `${action} on ${other}`);
    }
  }
});

test('each service has one statement on each kind of its resources and one on `*`, sorted whatever the order of the actions', () => {
  for (const [service, kinds] of [
    ['aps', 1],
    ['cloudwatch', 2],
    ['logs', 1],
  ] as const) {
    const own = policy.Statement.filter(({ Action }) => Action.some((action) => action.startsWith(`${service}:`)));
    assert.equal(own.length, kinds + 1);
    assert.deepEqual(
      own.map(({ Resource }) => Resource?.includes('*')),
      [...Array<boolean>(kinds).fill(false), true],
    );
  }
  assert.deepEqual(permissionsPolicy(TOOLS.flatMap((tool) => tool.actions).toReversed()), policy);
  for (const { Action } of policy.Statement) assert.deepEqual(Action, [...Action].toSorted());
});

test('a toolset’s policy is a part of the whole, and all of them together are the whole', () => {
  const parts = TOOLSETS.map((toolset) =>
    permissionsPolicy(TOOLS.filter((tool) => tool.toolset === toolset).flatMap((tool) => tool.actions)),
  );
  const together = new Set(parts.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)));
  assert.deepEqual([...together].toSorted(), actions.toSorted());
  const whole = new Map(policy.Statement.map((statement) => [statement.Sid, statement]));
  for (const { Sid, Resource } of parts.flatMap(({ Statement }) => Statement)) {
    assert.deepEqual(whole.get(Sid)?.Resource, Resource, Sid);
  }
});

test('resources are of the partition that is asked for', () => {
  const china = permissionsPolicy(['logs:FilterLogEvents', 'logs:DescribeLogGroups'], { partition: 'aws-cn' });
  assert.deepEqual(
    china.Statement.map(({ Resource }) => Resource),
    [['arn:aws-cn:logs:*:*:log-group:*'], ['*']],
  );
});

test('an action that nobody knows is allowed on `*`, under a name that IAM takes', () => {
  const { Statement } = permissionsPolicy(['resource-groups:ListGroups', NEEDS_NO_POLICY]);
  assert.deepEqual(Statement, [
    { Sid: 'resourcegroupsAnyResource', Effect: 'Allow', Action: ['resource-groups:ListGroups'], Resource: ['*'] },
  ]);
});

test('IAM takes the policy as an inline one: 10,240 characters without white space for a role’s together', () => {
  assert.ok(JSON.stringify(policy).length < 5_000);
});
