import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALLOW_ALL, byRule } from '../../src/access.ts';
import { policySection, type PolicySection } from '../../src/config-sections/policy.ts';
import { accessOf } from '../../src/policy/access-of.ts';
import type { Principal } from '../../src/principal.ts';

const ana: Principal = { name: 'ana', groups: ['payments'], scopes: undefined };
const bo: Principal = { name: 'bo', groups: ['oncall', 'data'], scopes: undefined };
const shop = { id: '111122223333', alias: 'shop' };

const POLICY: PolicySection = policySection.parse({
  everyone: { logGroups: { deny: ['/hr/*'] }, promqlLabels: { cluster: 'prod' } },
  rules: [
    {
      name: 'payments',
      principals: ['group:payments'],
      toolsets: ['logs', 'metrics', 'promql'],
      accounts: { allow: ['shop'] },
      regions: { allow: ['us-*'] },
      logGroups: { allow: ['/pay/*', '/hr/pay'], deny: ['/pay/keys'] },
      metricNamespaces: { allow: ['Shop', 'AWS/*'], deny: ['AWS/IAM'] },
      promqlSources: { allow: ['amp:*', 'main'], deny: ['ws-secret'] },
      promqlLabels: { namespace: ['team-a', 'team-b'] },
    },
    { name: 'oncall', principals: ['group:on*', 'b*'] },
    { name: 'never', principals: ['*:ops'], toolsets: ['server'] },
  ],
});

void test('without a policy everything is allowed', () => {
  assert.equal(accessOf(undefined)(ana, undefined), ALLOW_ALL);
});

void test('what holds for everyone narrows what the first matching rule allows, and deny beats allow', () => {
  const access = accessOf(POLICY)(ana, shop);
  const rule = (name: string) => `rule "${name}" of the policy`;
  const cases: [Parameters<typeof access.refusedBy>[0], string, string | undefined][] = [
    ['toolset', 'logs', undefined],
    ['toolset', 'alarms', rule('payments')],
    ['account', 'shop', undefined],
    ['account', '111122223333', undefined],
    ['account', 'data', rule('payments')],
    ['region', 'us-east-1', undefined],
    ['region', 'eu-west-1', rule('payments')],
    ['logGroup', '/pay/orders', undefined],
    ['logGroup', '/pay/keys', rule('payments')],
    ['logGroup', '/hr/pay', rule('everyone')],
    ['logGroup', '/HR/pay', rule('everyone')],
    ['logGroup', '/pay/Keys', rule('payments')],
    ['logGroup', '/PAY/orders', rule('payments')],
    ['logGroup', '', rule('everyone')],
    ['metricNamespace', 'AWS/EC2', undefined],
    ['metricNamespace', 'AWS/IAM', rule('payments')],
    ['metricNamespace', '', rule('payments')],
    ['promqlSource', 'amp:us-east-1/ws-1', undefined],
    ['promqlSource', 'amp:us-east-1/ws-secret', rule('payments')],
    ['promqlSource', 'amp:us-east-1/WS-Secret', rule('payments')],
    ['promqlSource', 'amp:eu-west-1/ws-1', rule('payments')],
    ['promqlSource', 'prometheus:main', undefined],
    ['promqlSource', 'prometheus:other', rule('payments')],
    ['promqlSource', 'cloudwatch:us-east-1', rule('payments')],
  ];
  for (const [kind, name, refused] of cases) {
    assert.equal(access.refusedBy(kind, name), refused, `${kind} ${name}`);
    assert.equal(access[kind](name), refused === undefined, `${kind} ${name}`);
  }
  assert.equal(byRule(access, 'region', 'eu-west-1'), ' (rule "payments" of the policy)');
  assert.deepEqual(access.promqlLabels, [
    { name: 'cluster', values: ['prod'], by: rule('everyone') },
    { name: 'namespace', values: ['team-a', 'team-b'], by: rule('payments') },
  ]);
});

void test('the first rule that names the caller, or one of its groups, holds; whom none names may ask for nothing', () => {
  const access = accessOf(POLICY);
  assert.equal(access({ ...bo, groups: [] }, undefined).toolset('alarms'), true, 'by name');
  assert.equal(access({ ...ana, groups: ['oncall'] }, undefined).toolset('alarms'), true, 'by a pattern of groups');
  assert.equal(access({ ...ana, groups: ['oncall', 'payments'] }, undefined).toolset('alarms'), false, 'the first');
  const nobody = access({ ...ana, groups: [] }, undefined);
  assert.equal(nobody.toolset('server'), false);
  assert.equal(nobody.refusedBy('toolset', 'server'), 'no rule of the policy names you');
});

void test('nobody calls itself into a group, and case matters', () => {
  const access = accessOf(POLICY);
  for (const name of ['group:payments', 'group:oncall', 'payments', 'Bo', 'x group:ops']) {
    assert.equal(access({ name, groups: [], scopes: undefined }, shop).toolset('logs'), false, name);
  }
});

void test('the empty name is allowed where nothing of its kind is refused', () => {
  const of = (metricNamespaces: object) =>
    accessOf(policySection.parse({ everyone: { metricNamespaces } }))(ana, undefined).metricNamespace('');
  assert.equal(of({ allow: ['*'] }), true);
  assert.equal(of({ allow: ['A*'] }), false);
  assert.equal(of({ deny: ['HR'] }), false);
  assert.equal(accessOf(policySection.parse({ everyone: {} }))(ana, undefined).metricNamespace(''), true);
});

void test('where namespaces are limited CloudWatch answers PromQL only by its own name', () => {
  const of = (allow: string[] | undefined) => {
    const everyone = { metricNamespaces: { allow: ['Shop'] }, ...(allow && { promqlSources: { allow } }) };
    return accessOf(policySection.parse({ everyone }))(ana, undefined).promqlSource('cloudwatch:us-east-1');
  };
  assert.deepEqual(
    [of(undefined), of(['*']), of(['cloudwatch:us-*']), of(['cloudwatch:eu-*'])],
    [false, false, true, false],
  );
});

void test('an account may allow some log groups to anybody', () => {
  const access = accessOf(undefined)(ana, { ...shop, logGroups: { allow: ['/shop/*'] } });
  assert.equal(access.logGroup('/shop/orders'), true);
  assert.equal(access.refusedBy('logGroup', '/hr'), 'logGroups of the account shop');
});

void test('whom the same rule names share what they may see, so that a call costs nothing', () => {
  const access = accessOf(POLICY);
  assert.equal(access(ana, shop), access({ ...ana, name: 'eve' }, shop));
  assert.notEqual(access(ana, shop), access(ana, undefined));
  access(bo, shop);
  const began = performance.now();
  for (let i = 0; i < 20_000; i += 1) access(bo, shop);
  assert.ok((performance.now() - began) / 20_000 < 0.05, 'milliseconds a call');
});

void test('a policy that cannot mean what it says is refused', () => {
  const refused = (policy: object) => policySection.safeParse(policy).error?.issues[0]?.message ?? 'taken';
  const rule = { name: 'a', principals: ['*'] };
  assert.match(refused({ rules: [rule, rule] }), /same name/);
  assert.match(refused({ rules: [{ ...rule, name: 'everyone' }] }), /choose another name/);
  assert.match(refused({ rules: [{ ...rule, name: 'a"b' }] }), /letters, digits/);
  assert.match(refused({ everyone: { promqlLabels: { __name__: 'up' } } }), /name of the metric/);
  assert.notEqual(refused({ everyone: { promqlLabels: { namespace: '' } } }), 'taken');
  assert.notEqual(refused({ everyone: { logGroups: { allow: [] } } }), 'taken');
  assert.notEqual(refused({ rules: [] }), 'taken');
});
