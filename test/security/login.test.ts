import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { UnauthorizedError, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { decodeJwt } from 'jose';
import { freePort } from '../support/free-port.ts';
import { startLoginServer, type LoginServer } from '../support/login-server.ts';
import { callOf, startSecuredService, type SecuredService } from '../support/secured-service.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { DEFAULT_TOOLSETS } from '../../src/toolsets.ts';

const REDIRECT = 'http://127.0.0.1:9/callback';
const MACHINE = { client_id: 'machine', client_secret: 'a secret of the machine' };

/** What is offered where the configuration names no toolsets. */
const OFFERED = TOOLS.filter(({ toolset }) => DEFAULT_TOOLSETS.includes(toolset));
let login: LoginServer;
let service: SecuredService;
let resource: string;
before(async () => {
  const port = await freePort();
  resource = `http://localhost:${port}/mcp`;
  login = await startLoginServer({
    resource,
    scopes: 'logs:read metrics:read alarms:read promql:read bedrock:read',
    clients: [
      {
        ...MACHINE,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        scope: 'logs:read metrics:read alarms:read promql:read bedrock:read',
      },
    ],
  });
  service = await startSecuredService({
    env: { CLOUDWATCH_MCP_PORT: String(port) },
    file: { auth: 'oidc', resourceUrl: resource, oidc: { issuers: [{ issuer: login.issuer }] } },
  });
  assert.equal(service.url, resource);
});
after(async () => {
  await service.close();
  await login.close();
});

/** A user at a client that knows nothing but the URL of the service. */
class Alice implements OAuthClientProvider {
  readonly redirectUrl = REDIRECT;
  readonly clientMetadata = {
    client_name: 'test client',
    redirect_uris: [REDIRECT],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
  information: OAuthClientInformationMixed | undefined;
  given: OAuthTokens | undefined;
  verifier = '';
  sentTo: URL | undefined;
  clientInformation() {
    return this.information;
  }
  saveClientInformation(information: OAuthClientInformationMixed) {
    this.information = information;
  }
  tokens() {
    return this.given;
  }
  saveTokens(tokens: OAuthTokens) {
    this.given = tokens;
  }
  redirectToAuthorization(url: URL) {
    this.sentTo = url;
  }
  saveCodeVerifier(verifier: string) {
    this.verifier = verifier;
  }
  codeVerifier() {
    return this.verifier;
  }
}

/** Goes where the client was sent, agrees, and brings back the code. */
async function logIn(alice: Alice, transport: StreamableHTTPClientTransport): Promise<URL> {
  assert.ok(alice.sentTo, 'the client was not sent to a login');
  const sentTo = alice.sentTo;
  alice.sentTo = undefined;
  const back = await login.browse(sentTo, REDIRECT);
  await transport.finishAuth(back.searchParams.get('code') ?? '');
  return sentTo;
}

async function connected(
  alice: Alice,
): Promise<{ client: Client; transport: StreamableHTTPClientTransport; sentTo: URL }> {
  const first = new StreamableHTTPClientTransport(new URL(service.url), { authProvider: alice });
  await assert.rejects(new Client({ name: 'test', version: '0' }).connect(first), UnauthorizedError);
  const sentTo = await logIn(alice, first);
  const client = new Client({ name: 'test', version: '0' });
  const transport = new StreamableHTTPClientTransport(new URL(service.url), { authProvider: alice });
  await client.connect(transport);
  return { client, transport, sentTo };
}

test('a client that knows the URL alone finds the login, logs in by a code with PKCE, and asks', async () => {
  const alice = new Alice();
  const { client, sentTo } = await connected(alice);
  assert.equal(sentTo.origin, login.issuer);
  assert.equal(sentTo.searchParams.get('resource'), resource);
  assert.equal(sentTo.searchParams.get('code_challenge_method'), 'S256');
  assert.equal(sentTo.searchParams.get('scope'), 'logs:read metrics:read alarms:read promql:read bedrock:read');
  const { aud, sub, scope } = decodeJwt(alice.given?.access_token ?? '');
  assert.deepEqual(
    [aud, sub, scope],
    [resource, 'alice', 'logs:read metrics:read alarms:read promql:read bedrock:read'],
  );
  assert.equal((await client.listTools()).tools.length, OFFERED.length);
  const answer = await client.callTool({ name: 'describe_alarms', arguments: {} });
  assert.match(JSON.stringify(answer.content), /in ALARM/);
  await client.close();
});

test('a client whose user agreed to less is told the scope that a tool needs, asks for it, and goes on', async () => {
  const alice = new Alice();
  login.refuse('alarms:read', 'promql:read', 'bedrock:read');
  const { client, transport } = await connected(alice);
  assert.equal(decodeJwt(alice.given?.access_token ?? '')['scope'], 'logs:read metrics:read');
  const groups = await client.callTool({ name: 'describe_log_groups', arguments: {} });
  assert.notEqual(groups.isError, true);

  login.refuse();
  await assert.rejects(client.callTool({ name: 'describe_alarms', arguments: {} }), UnauthorizedError);
  const sentTo = await logIn(alice, transport);
  assert.equal(
    sentTo.searchParams.get('scope'),
    'logs:read metrics:read alarms:read',
    'what it has, and what it needs',
  );
  const alarms = await client.callTool({ name: 'describe_alarms', arguments: {} });
  assert.match(JSON.stringify(alarms.content), /in ALARM/);
  await client.close();
});

test('a machine gets a token by its client credentials, for this resource and the scopes it asks for', async () => {
  const token = await clientCredentials('metrics:read');
  const allowed = await service.send(callOf('list_metrics'), token);
  assert.equal(allowed.status, 200);
  assert.match(await allowed.text(), /namespaces/);
  const refused = await service.send(callOf('describe_log_groups'), token);
  assert.equal(refused.status, 403);
  assert.match(
    refused.headers.get('www-authenticate') ?? '',
    /^Bearer error="insufficient_scope", scope="metrics:read logs:read", resource_metadata="http/,
  );
});

async function clientCredentials(scope: string): Promise<string> {
  const response = await fetch(`${login.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`machine:${encodeURIComponent(MACHINE.client_secret)}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}
