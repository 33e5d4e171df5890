import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oidcSection } from '../../../src/config-sections/oidc.ts';
import { judgeClaims } from '../../../src/http/auth/claims.ts';
import type { Principal } from '../../../src/principal.ts';

const RESOURCE = 'https://cloudwatch.example.com/mcp';
const NOW = Date.parse('2026-11-21T09:40:00Z') / 1000;
const TIMES = { iat: NOW - 60, exp: NOW + 3600 };

/** Tokens as these issuers make them, their settings, and whom they name. */
const ISSUERS: readonly (readonly [
  name: string,
  settings: Record<string, unknown> & { issuer: string },
  token: { header?: object; claims: Record<string, unknown> },
  principal: Principal,
])[] = [
  [
    'Cognito, client credentials',
    {
      issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI',
      clientIds: ['1h57kf5cpq17m0eml12EXAMPLE'],
      scopePrefix: 'cloudwatch-mcp/',
    },
    {
      claims: {
        sub: '1h57kf5cpq17m0eml12EXAMPLE',
        token_use: 'access',
        scope: 'cloudwatch-mcp/logs:read cloudwatch-mcp/metrics:read other/alarms:read',
        client_id: '1h57kf5cpq17m0eml12EXAMPLE',
        version: 2,
      },
    },
    { name: '1h57kf5cpq17m0eml12EXAMPLE', groups: [], scopes: ['logs:read', 'metrics:read', 'other/alarms:read'] },
  ],
  [
    'Cognito, a user, bound to the resource',
    {
      issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI',
      audiences: [RESOURCE],
      scopePrefix: 'cloudwatch-mcp/',
      principalClaims: ['username'],
    },
    {
      claims: {
        sub: 'c4e8b4a8-0000-4000-8000-000000000000',
        'cognito:groups': ['oncall'],
        token_use: 'access',
        aud: RESOURCE,
        scope: 'openid cloudwatch-mcp/logs:read',
        client_id: 'abc',
        username: 'alice',
      },
    },
    { name: 'alice', groups: ['oncall'], scopes: ['openid', 'logs:read'] },
  ],
  [
    'Entra ID, a user (v2)',
    {
      issuer: 'https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0',
      audiences: ['66666666-7777-4888-8999-000000000000'],
      scopePrefix: 'api://66666666-7777-4888-8999-000000000000/',
      principalClaims: ['preferred_username', 'oid'],
    },
    {
      header: { typ: 'JWT', x5t: 'x' },
      claims: {
        aud: '66666666-7777-4888-8999-000000000000',
        azp: 'client',
        oid: 'o',
        preferred_username: 'alice@example.com',
        scp: 'logs:read alarms:read',
        roles: ['Reader'],
        sub: 'pairwise',
        ver: '2.0',
        nbf: NOW - 60,
      },
    },
    { name: 'alice@example.com', groups: ['Reader'], scopes: ['logs:read', 'alarms:read'] },
  ],
  [
    'Entra ID, an application (roles are its scopes)',
    {
      issuer: 'https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0',
      audiences: ['66666666-7777-4888-8999-000000000000'],
      scopeClaims: ['scp', 'roles'],
      principalClaims: ['azp'],
      groupClaims: [],
    },
    {
      header: { typ: 'JWT' },
      claims: { aud: '66666666-7777-4888-8999-000000000000', azp: 'app', sub: 's', roles: ['logs:read'] },
    },
    { name: 'app', groups: [], scopes: ['logs:read'] },
  ],
  [
    'Okta',
    { issuer: 'https://example.okta.com/oauth2/default' },
    { claims: { aud: RESOURCE, cid: '0oa1', uid: '00u1', scp: ['openid', 'logs:read'], sub: 'alice@example.com' } },
    { name: 'alice@example.com', groups: [], scopes: ['openid', 'logs:read'] },
  ],
  [
    'Keycloak',
    {
      issuer: 'https://keycloak.example.com/realms/people',
      principalClaims: ['preferred_username'],
      groupClaims: ['realm_access.roles'],
      namePrefix: 'kc:',
    },
    {
      header: { typ: 'JWT' },
      claims: {
        aud: ['account', RESOURCE],
        typ: 'Bearer',
        azp: 'librechat',
        sub: 'f:1:alice',
        nonce: 'older versions have one',
        preferred_username: 'alice',
        scope: 'openid logs:read',
        realm_access: { roles: ['oncall', 'oncall'] },
      },
    },
    { name: 'kc:alice', groups: ['kc:oncall'], scopes: ['openid', 'logs:read'] },
  ],
  [
    'a service account of EKS',
    {
      issuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
      audiences: ['cloudwatch-mcp'],
      limitByScopes: false,
    },
    {
      claims: {
        aud: ['cloudwatch-mcp'],
        'kubernetes.io': { namespace: 'jarvis', serviceaccount: { name: 'librechat' } },
        nbf: NOW - 60,
        sub: 'system:serviceaccount:jarvis:librechat',
      },
    },
    { name: 'system:serviceaccount:jarvis:librechat', groups: [], scopes: undefined },
  ],
];

function judge(settings: object, claims: object, header: object = {}) {
  const [issuer] = oidcSection.parse({ issuers: [settings] }).issuers;
  assert.ok(issuer);
  return judgeClaims({ alg: 'RS256', ...header }, { ...TIMES, ...claims }, issuer, RESOURCE, NOW);
}

for (const [name, settings, { claims, header }, principal] of ISSUERS) {
  test(`access tokens of ${name} name their principal, groups and scopes`, () => {
    const verdict = judge(settings, { iss: settings.issuer, ...claims }, header);
    assert.deepEqual('principal' in verdict ? verdict.principal : verdict, principal);
  });
}

test('a token of Cognito must say that it is an access token', () => {
  const settings = { issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x', clientIds: ['c'] };
  assert.ok('principal' in judge(settings, { sub: 'x', client_id: 'c', token_use: 'access' }));
  assert.ok('refused' in judge(settings, { sub: 'x', client_id: 'c' }));
  assert.ok(
    'refused' in judge(settings, { sub: 'x', client_id: 'c', token_use: 'access', aud: 'https://other.example' }),
  );
});

test('an address that is not verified names nobody', () => {
  const settings = { issuer: 'https://idp.example', principalClaims: ['email'] };
  const token = { aud: RESOURCE, sub: 'x', email: 'alice@example.com' };
  const isTaken = (more: object, own: object = settings) => 'principal' in judge(own, { ...token, ...more });
  for (const verified of [true, 'true']) assert.ok(isTaken({ email_verified: verified }), JSON.stringify(verified));
  const notVerified = [false, 'false', 'False', 0, 1, '', 'yes', {}, [true]];
  for (const verified of [...notVerified, undefined, null])
    assert.ok(!isTaken({ email_verified: verified }), JSON.stringify(verified));
  assert.ok(!isTaken({}), 'it does not say');
  const trusting = { ...settings, trustEmails: true };
  assert.ok(isTaken({}, trusting));
  assert.ok(isTaken({ email_verified: null }, trusting));
  for (const verified of notVerified)
    assert.ok(!isTaken({ email_verified: verified }, trusting), JSON.stringify(verified));
  assert.ok(isTaken({}, { ...settings, principalClaims: ['sub'] }), 'no address names it');
});

test('a name with characters that nobody sees, or that end a line, names nobody', () => {
  const settings = { issuer: 'https://idp.example' };
  for (const odd of ['\u2028', '\u2029', '\uD800', '\uDC00', '\u200B', '\u0085', '\n', '\u202E'])
    assert.ok('refused' in judge(settings, { aud: RESOURCE, sub: `ali${odd}ce` }), JSON.stringify(odd));
  assert.ok('principal' in judge(settings, { aud: RESOURCE, sub: 'Zoë 王 \u{1F600}' }));
});

test('a scope that every token needs is asked for as clients name it', () => {
  const settings = { issuer: 'https://idp.example', requiredScopes: ['mcp'], scopePrefix: 'api://x/' };
  const lacking = judge(settings, { aud: RESOURCE, sub: 'x', scope: 'logs:read' });
  assert.deepEqual(lacking, { refused: 'it lacks the scope mcp', as: 'insufficient_scope', scopes: ['api://x/mcp'] });
  for (const scope of ['mcp', 'api://x/mcp', 'a api://x/mcp b']) {
    assert.ok('principal' in judge(settings, { aud: RESOURCE, sub: 'x', scope }), scope);
  }
});

test('only tokens of RFC 9068 are taken where nothing else shall be', () => {
  const settings = { issuer: 'https://idp.example', accessTokenTypeOnly: true };
  const token = { aud: RESOURCE, sub: 'x' };
  assert.ok('principal' in judge(settings, token, { typ: 'at+jwt' }));
  for (const header of [{}, { typ: 'JWT' }]) assert.ok('refused' in judge(settings, token, header));
});
