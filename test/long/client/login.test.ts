import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { clientHome, type ClientHome, type ClientProcess } from '../../support/client-process.ts';
import { freePort } from '../../support/free-port.ts';
import { startLoginServer, type LoginServer } from '../../support/login-server.ts';
import { startSecuredService, type SecuredService } from '../../support/secured-service.ts';

const SCOPES = 'logs:read metrics:read alarms:read promql:read bedrock:read';
const MACHINE = { client_id: 'machine', client_secret: 'a secret of the machine' };

let login: LoginServer;
let service: SecuredService;
before(async () => {
  const port = await freePort();
  const resource = `http://localhost:${port}/mcp`;
  login = await startLoginServer({
    resource,
    scopes: SCOPES,
    refreshTokens: true,
    clients: [
      { ...MACHINE, grant_types: ['client_credentials'], redirect_uris: [], response_types: [], scope: SCOPES },
      {
        client_id: 'known',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: ['http://127.0.0.1/callback'],
        scope: SCOPES,
      },
    ],
  });
  service = await startSecuredService({
    env: { CLOUDWATCH_MCP_PORT: String(port) },
    file: { auth: 'oidc', resourceUrl: resource, oidc: { issuers: [{ issuer: login.issuer }] } },
  });
});
after(async () => {
  await service.close();
  await login.close();
});

function homeFor(t: TestContext): ClientHome {
  const home = clientHome();
  t.after(() => home.remove());
  return home;
}

const session = (home: ClientHome, env: Record<string, string> = {}) =>
  home.start(['client', service.url, '--interactive', '--no-browser'], env);

/** Goes where the client sends a browser, agrees, and comes back. */
async function logIn(client: ClientProcess): Promise<URL> {
  const [, address = ''] = await client.said(/Log in here:\n(\S+)\n/);
  const sentTo = new URL(address);
  const redirect = sentTo.searchParams.get('redirect_uri') ?? '';
  const back = await login.browse(sentTo, redirect);
  const forged = new URL(back);
  forged.searchParams.set('state', 'another');
  assert.equal(
    (await fetch(forged)).status,
    400,
    'an answer to another login is refused, and the right one still waited for',
  );
  const page = await fetch(back);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /You can close this window/);
  return sentTo;
}

const logins = (home: ClientHome) => join(home.path, '.config/cloudwatch-mcp/logins');

function kept(home: ClientHome): { path: string; tokens?: { access_token: string; refresh_token: string } } {
  const [name = ''] = readdirSync(logins(home));
  const path = join(logins(home), name);
  return { path, ...(JSON.parse(readFileSync(path, 'utf8')) as object) };
}

test('a server that wants a login sends the browser there, by PKCE, state and resource, and keeps the tokens for later', async (t) => {
  const home = homeFor(t);
  const client = session(home);
  const sentTo = await logIn(client);
  assert.equal(sentTo.origin, login.issuer);
  assert.equal(sentTo.searchParams.get('code_challenge_method'), 'S256');
  assert.equal(sentTo.searchParams.get('resource'), service.url);
  assert.equal(sentTo.searchParams.get('scope'), SCOPES);
  assert.match(sentTo.searchParams.get('state') ?? '', /^[\w-]{43}$/);
  await client.said(/Connected to cloudwatch-mcp/);
  client.type('describe_alarms state=ALARM limit=1\nauth status\n');
  await client.said(/alarms in ALARM/);
  await client.said(/Logged in at http:\S+ for http:\S+\/mcp\.\n/);
  await client.said(/Refresh token: kept/);
  const { tokens, path } = kept(home);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(logins(home)).mode & 0o777, 0o700);
  client.type('quit\n');
  assert.equal((await client.ended).code, 0);
  assert.ok(!client.output().includes(tokens?.access_token ?? '?'), 'no token on the screen');

  const later = await home.run(['call', service.url, 'describe_alarms', 'state=ALARM', '--json']);
  assert.equal(later.code, 0, later.stderr);
  assert.match(later.stdout, /"states": \[\n\s*"ALARM"/);
});

test('tokens are renewed when they end and on demand, each refresh token used once, and revoked at the logout', async (t) => {
  const home = homeFor(t);
  const client = session(home);
  await logIn(client);
  await client.said(/Connected/);
  const first = kept(home);
  client.type('auth refresh\n');
  await client.said(/The access token is new/);
  const second = kept(home);
  assert.notEqual(second.tokens?.access_token, first.tokens?.access_token);
  assert.notEqual(second.tokens?.refresh_token, first.tokens?.refresh_token);

  writeFileSync(second.path, JSON.stringify({ ...second, path: undefined, expiresAt: 1 }));
  client.type('describe_alarms state=ALARM limit=1\n');
  await client.said(/alarms in ALARM/);
  const third = kept(home);
  assert.notEqual(third.tokens?.refresh_token, second.tokens?.refresh_token, 'renewed before it was sent');

  client.type('auth logout\n');
  await client.said(/tokens are revoked and forgotten/);
  assert.equal(kept(home).tokens, undefined);
  client.type('auth status\n');
  await client.said(/Not logged in/);
  client.type('quit\n');
  await client.ended;
  const refused = await home.run(['call', service.url, 'describe_alarms']);
  assert.equal(refused.code, 3);
  assert.match(refused.stderr, /wants a login.*cloudwatch-mcp client/);
});

test('an interrupt gives up a login, and nothing listens for it any more', async (t) => {
  const client = session(homeFor(t));
  const [, address = ''] = await client.said(/Log in here:\n(\S+)\n/);
  client.child.kill('SIGINT');
  await client.said(/Cancelled\./);
  const redirect = new URL(address).searchParams.get('redirect_uri') ?? '';
  await assert.rejects(fetch(redirect));
  client.type('quit\n');
  assert.equal((await client.ended).code, 0);
});

test('a client id of the environment is used in place of a registration', async (t) => {
  const home = homeFor(t);
  const client = session(home, { CLOUDWATCH_MCP_CLIENT_ID: 'known' });
  const sentTo = await logIn(client);
  assert.equal(sentTo.searchParams.get('client_id'), 'known');
  await client.said(/Connected/);
  client.type('quit\n');
  await client.ended;
});

test('who agreed to less is sent to the login again for what a tool needs', async (t) => {
  const home = homeFor(t);
  login.refuse('alarms:read');
  const client = session(home);
  await logIn(client);
  await client.said(/Connected/);
  login.refuse();
  client.type('describe_alarms state=ALARM limit=1\n');
  const sentTo = await logIn(client);
  assert.deepEqual(sentTo.searchParams.get('scope')?.split(' ').toSorted(), SCOPES.split(' ').toSorted());
  await client.said(/alarms in ALARM/);
  client.type('quit\n');
  await client.ended;
});

test('a script logs in by client credentials of the environment, for the issuer they are for and no other', async (t) => {
  const home = homeFor(t);
  const env = { CLOUDWATCH_MCP_CLIENT_ID: MACHINE.client_id, CLOUDWATCH_MCP_CLIENT_SECRET: MACHINE.client_secret };
  const call = (more: Record<string, string>) =>
    home.run(['call', service.url, 'describe_alarms', 'state=ALARM'], undefined, { ...env, ...more });
  const fine = await call({ CLOUDWATCH_MCP_CLIENT_ISSUER: login.issuer });
  assert.equal(fine.code, 0, fine.stderr);
  assert.match(fine.stdout, /alarms in ALARM/);
  const other = await call({ CLOUDWATCH_MCP_CLIENT_ISSUER: 'https://other.example' });
  assert.equal(other.code, 3);
  assert.ok(!other.stderr.includes(MACHINE.client_secret));
  const narrow = await call({ CLOUDWATCH_MCP_CLIENT_SCOPES: 'logs:read' });
  assert.equal(narrow.code, 3);
  assert.match(narrow.stderr, /lacks the scope/);
});

test('a token of the environment is sent, and said to be refused where it is', async (t) => {
  const home = homeFor(t);
  const refused = await home.run(['call', service.url, 'describe_alarms'], undefined, {
    CLOUDWATCH_MCP_ACCESS_TOKEN: 'wrong',
  });
  assert.equal(refused.code, 3);
  assert.match(refused.stderr, /does not take it\. The token of CLOUDWATCH_MCP_ACCESS_TOKEN/);
});
