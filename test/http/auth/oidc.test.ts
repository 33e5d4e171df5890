import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  callOf,
  LIST,
  oidcFile,
  RESOURCE,
  startSecuredService,
  type SecuredService,
} from '../../support/secured-service.ts';
import { startTestIssuer, type TestIssuer } from '../../support/test-issuer.ts';

const METADATA = 'https://cloudwatch.example.com/.well-known/oauth-protected-resource/mcp';
const EVERY = 'logs:read metrics:read alarms:read promql:read bedrock:read';
const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

let issuer: TestIssuer;
let other: TestIssuer;
let service: SecuredService;
before(async () => {
  issuer = await startTestIssuer(RESOURCE);
  other = await startTestIssuer('cloudwatch-mcp');
  service = await startSecuredService({
    file: {
      ...oidcFile({ issuer: issuer.issuer }),
      oidc: {
        sharedNames: true,
        issuers: [
          { issuer: issuer.issuer },
          { issuer: other.issuer, audiences: ['cloudwatch-mcp'], limitByScopes: false, authorizationServer: false },
        ],
      },
    },
  });
});
after(async () => {
  await service.close();
  await issuer.close();
  await other.close();
});

test('the metadata of the resource are at both well-known paths, for anyone, with the resource to the letter', async () => {
  for (const path of ['', '/mcp']) {
    const answer = await fetch(new URL(`/.well-known/oauth-protected-resource${path}`, service.url), {
      headers: { origin: 'https://inspector.example' },
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.deepEqual(await answer.json(), {
      resource: RESOURCE,
      authorization_servers: [issuer.issuer],
      scopes_supported: EVERY.split(' '),
      bearer_methods_supported: ['header'],
      resource_name: 'CloudWatch',
    });
  }
  const preflight = await fetch(new URL('/.well-known/oauth-protected-resource/mcp', service.url), {
    method: 'OPTIONS',
    headers: {
      origin: 'https://inspector.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'mcp-protocol-version',
    },
  });
  assert.equal(preflight.status, 204);
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /mcp-protocol-version/i);
});

test('whoever comes without a token is told where to get one, whatever the method', async () => {
  const expected = `Bearer scope="${EVERY}", resource_metadata="${METADATA}"`;
  for (const method of ['POST', 'GET', 'HEAD', 'DELETE']) {
    const answer = await fetch(service.url, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method === 'POST' && { body: '{}' }),
    });
    assert.deepEqual([answer.status, answer.headers.get('www-authenticate')], [401, expected], method);
  }
  const wrong = await service.send(LIST, 'x');
  assert.equal(wrong.headers.get('www-authenticate'), expected.replace('Bearer ', 'Bearer error="invalid_token", '));
});

test('with a token GET and DELETE are answered as ever', async () => {
  const headers = { authorization: `Bearer ${await issuer.token()}` };
  for (const method of ['GET', 'DELETE']) assert.equal((await fetch(service.url, { method, headers })).status, 405);
});

test('pages of configured origins may ask before they have a token, and read where to get one', async () => {
  const origin = 'http://localhost:6274';
  const preflight = await fetch(service.url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,mcp-protocol-version',
    },
  });
  assert.equal(preflight.status, 204);
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /authorization/);
  const refused = await service.send(LIST, undefined, { origin });
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get('access-control-allow-origin'), origin);
  assert.match(refused.headers.get('access-control-expose-headers') ?? '', /WWW-Authenticate/i);
});

test('a call of a tool whose scope the token lacks is refused with what it needs, in both eras and in batches', async () => {
  const token = await issuer.token({ scope: 'openid logs:read' });
  const call = callOf('describe_alarms') as { params: object };
  const modern = { ...call, params: { ...call.params, _meta: MODERN } };
  const modernHeaders = {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': 'describe_alarms',
  };
  const refused: readonly (readonly [unknown, Record<string, string>?])[] = [
    [call],
    [modern, modernHeaders],
    [[callOf('describe_log_groups', {}, 1), callOf('describe_alarms', {}, 2)]],
    [[LIST, [call], call]],
    [{ jsonrpc: '2.0', method: 'tools/call', params: call.params }],
    [{ ...call, extra: 1 }],
    [{ ...call, params: { ...call.params, arguments: null } }],
  ];
  for (const [message, headers] of refused) {
    const answer = await service.send(message, token, headers);
    const body = await answer.text();
    assert.equal(answer.status, 403, `${JSON.stringify(message)}: ${body}`);
    assert.equal(
      answer.headers.get('www-authenticate'),
      `Bearer error="insufficient_scope", scope="logs:read alarms:read", resource_metadata="${METADATA}"`,
    );
    assert.doesNotMatch(body, /in ALARM|"result"/);
  }
});

test('what the scopes of a token allow is answered, lists and the server itself always', async () => {
  const token = await issuer.token({ scope: 'logs:read' });
  const allowed = [
    callOf('describe_log_groups'),
    callOf('get_server_info'),
    callOf('no_such_tool'),
    LIST,
    { jsonrpc: '2.0', id: 1, method: 'ping' },
    [callOf('describe_log_groups', {}, 1), callOf('get_server_info', {}, 2)],
  ];
  for (const message of allowed) {
    const answer = await service.send(message, token);
    assert.equal(answer.status, 200, JSON.stringify(message));
    await answer.text();
  }
});

test('tokens of an issuer without scopes are limited by none', async () => {
  const token = await other.token({ sub: 'system:serviceaccount:jarvis:librechat', scope: undefined });
  const answer = await service.send(callOf('describe_alarms'), token);
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /in ALARM/);
});

test('a token that cannot be judged now gets 503 and when to come again, not a login', async (t) => {
  const down = await startTestIssuer(RESOURCE);
  t.after(() => down.close());
  down.behave('down');
  const alone = await startSecuredService({ file: oidcFile({ issuer: down.issuer }) });
  t.after(() => alone.close());
  const answer = await alone.send(LIST, await down.token());
  assert.deepEqual([answer.status, answer.headers.get('www-authenticate')], [503, null]);
  assert.equal(answer.headers.get('retry-after'), '5');
  assert.equal((await alone.send(LIST)).status, 401, 'the service runs without its issuer');
});

test('scopes can have other names, or none, and an issuer can ask for one with every request', async (t) => {
  const named = await startSecuredService({
    file: oidcFile(
      { issuer: issuer.issuer, requiredScopes: ['mcp'], scopePrefix: 'api://cw/' },
      { toolsetScopes: { logs: 'read', metrics: 'read', alarms: false, server: 'admin' } },
    ),
    env: { CLOUDWATCH_MCP_TOOLSETS: 'logs,metrics,alarms,server' },
  });
  t.after(() => named.close());
  const ask = async (scope: string, tool?: string) => {
    const answer = await named.send(tool === undefined ? LIST : callOf(tool), await issuer.token({ scope }));
    await answer.text();
    return [answer.status, /scope="([^"]*)"/.exec(answer.headers.get('www-authenticate') ?? '')?.[1]];
  };
  assert.deepEqual(await ask('read'), [403, 'api://cw/mcp']);
  assert.deepEqual(await ask('mcp', 'describe_alarms'), [200, undefined]);
  assert.deepEqual(await ask('mcp', 'list_metrics'), [403, 'api://cw/mcp api://cw/read']);
  assert.deepEqual(await ask('mcp api://cw/read', 'list_metrics'), [200, undefined]);
  assert.deepEqual(await ask('mcp read', 'get_server_info'), [403, 'api://cw/mcp api://cw/read api://cw/admin']);
  const unasked = await named.send(LIST);
  assert.match(
    unasked.headers.get('www-authenticate') ?? '',
    /scope="api:\/\/cw\/mcp api:\/\/cw\/read api:\/\/cw\/admin"/,
  );
});

test('the metadata of a resource behind a longer path are where its path says, and no Host changes them', async (t) => {
  const resourceUrl = 'https://tools.example.com/cloudwatch/mcp';
  const behind = await startSecuredService({ file: { ...oidcFile({ issuer: issuer.issuer }), resourceUrl } });
  t.after(() => behind.close());
  const refused = await behind.send(LIST, undefined, {
    'x-forwarded-host': 'evil.example',
    forwarded: 'host=evil.example',
  });
  const [, url = ''] = /resource_metadata="([^"]*)"/.exec(refused.headers.get('www-authenticate') ?? '') ?? [];
  assert.equal(url, 'https://tools.example.com/.well-known/oauth-protected-resource/cloudwatch/mcp');
  const answer = await fetch(new URL(new URL(url).pathname, behind.url), {
    headers: { 'x-forwarded-host': 'evil.example' },
  });
  assert.equal(((await answer.json()) as { resource: string }).resource, resourceUrl);
  assert.equal((await behind.send(LIST, await issuer.token())).status, 401, 'a token for another resource');
  assert.equal((await behind.send(LIST, await issuer.token({ aud: resourceUrl }))).status, 200);
});
