import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyText } from '../../src/commands/iam-policy.ts';
import { ACCOUNTS, configFile, PROD, readerRole, STAGING } from '../support/accounts.ts';
import { allows, readPolicy, type Policy } from '../support/iam-evaluator.ts';

const OIDC = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const PROVIDER = `arn:aws:iam::123456789012:oidc-provider/${OIDC}`;
const CLUSTER = ['--account', '123456789012', '--oidc-provider', OIDC];
const trust = (...flags: string[]) => readPolicy(policyText(['--trust', ...flags]));

/** A service account's token as EKS projects it: what the API server writes and what STS reads of it. */
function claims(namespace: string, name: string, more: Record<string, unknown> = {}) {
  return {
    aud: ['sts.amazonaws.com'],
    exp: 1_795_255_200,
    iat: 1_795_168_800,
    iss: `https://${OIDC}`,
    'kubernetes.io': {
      namespace,
      pod: { name: 'cloudwatch-mcp-7c9f6d5b8-x2lqv', uid: '1c2f9a52-7f0e-4f7e-9a53-0d5a0c5a6a11' },
      serviceaccount: { name, uid: '0f6f1f36-52f0-4c2e-9a4b-3d1f8f0c8b7d' },
    },
    nbf: 1_795_168_800,
    sub: `system:serviceaccount:${namespace}:${name}`,
    ...more,
  };
}

/** What STS asks of the role's trust for a token: the provider is the issuer's, `aud` and `sub` are condition keys. */
function mayAssume(
  policy: Policy,
  token: ReturnType<typeof claims>,
  action = 'sts:AssumeRoleWithWebIdentity',
): boolean {
  const issuer = token.iss.replace('https://', '');
  return allows(policy, {
    action,
    principal: ['Federated', `arn:aws:iam::123456789012:oidc-provider/${issuer}`],
    context: { [`${issuer}:aud`]: token.aud[0] ?? '', [`${issuer}:sub`]: token.sub },
  });
}

const NAME = 'cloudwatch-mcp-service-account';

test('IRSA: the service account is trusted in every namespace of the cluster', () => {
  const policy = trust('irsa', ...CLUSTER);
  for (const namespace of ['jarvis', 'jarvis-demo', 'a', '0-9']) {
    assert.ok(mayAssume(policy, claims(namespace, NAME)), namespace);
  }
});

test('IRSA: other service accounts are not trusted, however alike their names look', () => {
  const policy = trust('irsa', ...CLUSTER);
  for (const name of [
    'default',
    `${NAME}-2`,
    `${NAME}s`,
    `x-${NAME}`,
    `x${NAME}`,
    `x.${NAME}`,
    NAME.slice(0, -1),
    NAME.toUpperCase(),
    NAME.replaceAll('-', '_'),
    '',
  ]) {
    assert.ok(!mayAssume(policy, claims('jarvis', name)), name);
  }
});

test('IRSA: other audiences, issuers, subjects and actions are not trusted', () => {
  const policy = trust('irsa', ...CLUSTER);
  const refused = [
    claims('jarvis', NAME, { aud: ['https://kubernetes.default.svc'] }),
    claims('jarvis', NAME, { aud: ['sts.amazonaws.com.evil.example'] }),
    claims('jarvis', NAME, { aud: ['xsts.amazonaws.com'] }),
    claims('jarvis', NAME, { aud: [''] }),
    claims('jarvis', NAME, { iss: 'https://oidc.eks.us-east-1.amazonaws.com/id/ANOTHER' }),
    claims('jarvis', NAME, { sub: `system:node:jarvis:${NAME}` }),
    claims('jarvis', NAME, { sub: `system:serviceaccounts:jarvis:${NAME}` }),
    claims('jarvis', NAME, { sub: `x:system:serviceaccount:jarvis:${NAME}` }),
    claims('jarvis', NAME, { sub: `system:serviceaccount:${NAME}` }),
    claims('jarvis', NAME, { sub: `system:serviceaccount:jarvis:${NAME}\n` }),
  ];
  for (const token of refused) assert.ok(!mayAssume(policy, token), JSON.stringify(token));
  assert.ok(!mayAssume(policy, claims('jarvis', NAME), 'sts:AssumeRole'));
  assert.ok(!mayAssume(policy, claims('jarvis', NAME), 'sts:TagSession'));
  const withoutClaims = { action: 'sts:AssumeRoleWithWebIdentity', principal: ['Federated', PROVIDER] } as const;
  assert.ok(!allows(policy, withoutClaims));
});

test('IRSA: the wildcard crosses colons, which only a name with a colon could use, and Kubernetes has none', () => {
  const subject = `system:serviceaccount:a:b:${NAME}`;
  assert.ok(mayAssume(trust('irsa', ...CLUSTER), claims('a', NAME, { sub: subject })));
  // RFC 1123, as the API server holds namespaces and service accounts to it (apimachinery's IsDNS1123Label, …Subdomain).
  const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
  const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
  assert.ok(label.test('jarvis-demo') && subdomain.test(NAME));
  assert.ok(![`a:b`, `a:${NAME}`].some((name) => label.test(name) || subdomain.test(name)));
  // Where the namespace is named nothing is left open.
  const named = trust('irsa', ...CLUSTER, '--service-account', `a:${NAME}`);
  assert.ok(!mayAssume(named, claims('a', NAME, { sub: subject })));
});

test('IRSA: with namespaces named, the service account is trusted in those alone', () => {
  const policy = trust('irsa', ...CLUSTER, '--service-account', `jarvis:${NAME},jarvis-demo:other`);
  assert.ok(mayAssume(policy, claims('jarvis', NAME)));
  assert.ok(mayAssume(policy, claims('jarvis-demo', 'other')));
  for (const [namespace, name] of [
    ['jarvis-demo', NAME],
    ['jarvis', 'other'],
    ['jarvis-2', NAME],
    ['*', NAME],
  ] as const) {
    assert.ok(!mayAssume(policy, claims(namespace, name)), `${namespace}:${name}`);
  }
  assert.ok(!mayAssume(policy, claims('jarvis', NAME, { aud: ['other'] })));
});

/** What STS asks where EKS Pod Identity assumes the role for a pod, with the session tags that it sets. */
function podMayAssume(policy: Policy, pod: { account?: string; namespace?: string; name?: string; action?: string }) {
  const { account = '123456789012', namespace = 'jarvis', name = NAME, action = 'sts:AssumeRole' } = pod;
  return allows(policy, {
    action,
    principal: ['Service', 'pods.eks.amazonaws.com'],
    context: {
      'aws:SourceAccount': account,
      'aws:RequestTag/eks-cluster-name': 'shop',
      'aws:RequestTag/kubernetes-namespace': namespace,
      'aws:RequestTag/kubernetes-service-account': name,
    },
  });
}

test('Pod Identity: the account’s clusters are trusted, to assume and to tag, and nobody else', () => {
  const policy = trust('pod-identity', '--account', '123456789012');
  assert.ok(podMayAssume(policy, {}));
  assert.ok(podMayAssume(policy, { action: 'sts:TagSession' }));
  assert.ok(!podMayAssume(policy, { account: '210987654321' }));
  assert.ok(!podMayAssume(policy, { action: 'sts:AssumeRoleWithWebIdentity' }));
  const context = { 'aws:SourceAccount': '123456789012' };
  for (const principal of [
    ['Service', 'ec2.amazonaws.com'],
    ['Federated', PROVIDER],
    ['AWS', 'arn:aws:iam::123456789012:root'],
  ] as const) {
    assert.ok(!allows(policy, { action: 'sts:AssumeRole', principal, context }), principal[1]);
  }
});

test('Pod Identity: service accounts that are named are trusted each in its own namespace', () => {
  const flags = ['--account', '123456789012', '--service-account', `jarvis:${NAME},jarvis-demo:other,everywhere`];
  const policy = trust('pod-identity', ...flags);
  assert.ok(podMayAssume(policy, {}));
  assert.ok(podMayAssume(policy, { namespace: 'jarvis-demo', name: 'other', action: 'sts:TagSession' }));
  assert.ok(podMayAssume(policy, { namespace: 'any', name: 'everywhere' }));
  assert.ok(!podMayAssume(policy, { namespace: 'jarvis-demo' }));
  assert.ok(!podMayAssume(policy, { name: 'other' }));
  assert.ok(!podMayAssume(policy, { account: '210987654321' }));
});

test('the reader role of another account trusts the server’s role alone, with session tags and a source identity', () => {
  const policy = readPolicy(policyText(['--cross-account', 'trust', '--account', '123456789012']));
  const asked = (action: string, arn: string) => allows(policy, { action, principal: ['AWS', arn] });
  const role = 'arn:aws:iam::123456789012:role/CloudWatchMCPServerRole';
  for (const action of ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']) assert.ok(asked(action, role));
  assert.ok(!asked('sts:AssumeRole', `${role}2`));
  assert.ok(!asked('sts:AssumeRole', 'arn:aws:iam::210987654321:role/CloudWatchMCPServerRole'));
  assert.ok(!asked('sts:AssumeRoleWithWebIdentity', role));
});

test('with an external id the reader role is assumed by who says it, and its session is tagged as before', () => {
  const flags = ['--account', '123456789012', '--external-id', 'secret/1'];
  const [assume, session, ...others] = readPolicy(policyText(['--cross-account', 'trust', ...flags])).Statement;
  assert.deepEqual(others, []);
  assert.deepEqual(assume?.Action, ['sts:AssumeRole']);
  assert.deepEqual(assume.Condition, { StringEquals: { 'sts:ExternalId': ['secret/1'] } });
  assert.deepEqual(session?.Action, ['sts:SetSourceIdentity', 'sts:TagSession']);
  assert.equal(session.Condition, undefined, 'STS knows no external id for these');
});

test('the roles of a configuration file are added to what the server’s role may do', () => {
  const file = configFile({ accounts: ACCOUNTS }).CLOUDWATCH_MCP_CONFIG;
  const roles = [readerRole(STAGING), readerRole(PROD)];
  for (const flags of [
    ['--config', file],
    ['--cross-account', 'assume', '--config', file],
  ]) {
    const policy = readPolicy(policyText(flags));
    for (const resource of roles) assert.ok(allows(policy, { action: 'sts:TagSession', resource }));
    assert.ok(!allows(policy, { action: 'sts:AssumeRole', resource: readerRole('444444444444') }));
  }
  const named = readPolicy(policyText(['--cross-account', 'assume'], file));
  for (const resource of roles) assert.ok(allows(named, { action: 'sts:TagSession', resource }), 'by the variable');
  const own = configFile({ accounts: ACCOUNTS.slice(0, 1) }).CLOUDWATCH_MCP_CONFIG;
  assert.throws(() => policyText(['--config', own]), /--config is .*: it has no account with a roleArn\./);
});

test('the server’s role may assume the reader role of the account that is named, and no other', () => {
  const asked = (flags: string[], resource: string) =>
    allows(readPolicy(policyText(['--cross-account', 'assume', ...flags])), { action: 'sts:AssumeRole', resource });
  const role = 'arn:aws:iam::210987654321:role/CloudWatchMCPReaderRole';
  assert.ok(asked(['--account', '210987654321'], role));
  assert.ok(!asked([], role), 'of no account where none is named');
  assert.ok(!asked(['--account', '123456789012'], role));
  assert.ok(!asked(['--account', '210987654321'], 'arn:aws:iam::210987654321:role/Admin'));
  assert.ok(!asked(['--account', '210987654321'], `${role}2`));
});
