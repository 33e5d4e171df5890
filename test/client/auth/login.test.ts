import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { login } from '../../../src/client/auth/login.ts';
import { refresh } from '../../../src/client/auth/refresh.ts';
import { openStore, type Store } from '../../../src/client/auth/store.ts';
import { clientSettings, type ClientSettings } from '../../../src/client/env.ts';

/** A server and its authorization server in one, which agrees at once; `metadata` replaces parts of what it says of itself. */
interface Trial {
  readonly url: URL;
  readonly store: Store;
  /** The bodies of the requests for tokens. */
  readonly tokenRequests: URLSearchParams[];
  readonly registrations: () => number;
  /** Logs in; `answer` replaces parameters of the redirect. */
  logIn(settings?: Partial<ClientSettings>, answer?: Record<string, string>): Promise<URL>;
  readonly settings: ClientSettings;
}

const LIMIT_MS = 5000;

async function trial(
  t: TestContext,
  metadata: Record<string, unknown> = {},
  resource?: string,
  rotates = false,
): Promise<Trial> {
  const spent = new Set<string>();
  const folder = mkdtempSync(join(tmpdir(), 'login-'));
  const tokenRequests: URLSearchParams[] = [];
  let registrations = 0;
  const server = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const say = (value: object, status = 200) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      if (request.url === '/.well-known/oauth-protected-resource/mcp') {
        say({ resource: resource ?? url.href, authorization_servers: [url.origin], scopes_supported: ['read'] });
      } else if (request.url?.startsWith('/.well-known/o')) {
        say({
          issuer: url.origin,
          authorization_endpoint: `${url.origin}/authorize`,
          token_endpoint: `${url.origin}/token`,
          registration_endpoint: `${url.origin}/register`,
          response_types_supported: ['code'],
          code_challenge_methods_supported: ['S256'],
          ...metadata,
        });
      } else if (request.url === '/register') {
        registrations += 1;
        say({ ...(JSON.parse(body) as object), client_id: 'registered' }, 201);
      } else if (request.url === '/token') {
        tokenRequests.push(new URLSearchParams(body));
        const given = new URLSearchParams(body).get('refresh_token');
        const refused = given === 'spent' || spent.has(given ?? '');
        if (given !== null && rotates) spent.add(given);
        if (refused) say({ error: 'invalid_grant' }, 400);
        else
          say({
            access_token: 'a',
            token_type: 'Bearer',
            refresh_token: rotates ? `r${tokenRequests.length}` : 'r',
            expires_in: 60,
          });
      } else response.writeHead(404).end();
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
  t.after(async () => {
    rmSync(folder, { recursive: true });
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  const store = openStore(folder, url);
  const base = clientSettings({});
  return {
    url,
    store,
    tokenRequests,
    registrations: () => registrations,
    settings: base,
    async logIn(settings = {}, answer = {}) {
      let sentTo: URL | undefined;
      await login({
        url,
        store,
        settings: { ...base, ...settings },
        challenge: {},
        fetch,
        signal: AbortSignal.timeout(LIMIT_MS),
        timeoutMs: LIMIT_MS,
        present(address) {
          sentTo = address;
          const back = new URL(address.searchParams.get('redirect_uri') ?? '');
          back.searchParams.set('code', 'the code');
          back.searchParams.set('state', address.searchParams.get('state') ?? '');
          for (const [name, value] of Object.entries(answer)) back.searchParams.set(name, value);
          if (answer['error'] !== undefined) back.searchParams.delete('code');
          void fetch(back);
        },
      });
      assert.ok(sentTo);
      return sentTo;
    },
  };
}

test('a client that knows nothing registers once, and comes back to where it said', async (t) => {
  const { logIn, store, registrations, tokenRequests, url } = await trial(t);
  const first = await logIn();
  assert.equal(first.searchParams.get('client_id'), 'registered');
  assert.equal(first.searchParams.get('scope'), 'read');
  assert.equal(tokenRequests[0]?.get('resource'), url.href);
  assert.ok((tokenRequests[0]?.get('code_verifier') ?? '').length >= 43);
  const again = await logIn();
  assert.equal(again.searchParams.get('redirect_uri'), first.searchParams.get('redirect_uri'));
  assert.notEqual(again.searchParams.get('state'), first.searchParams.get('state'));
  assert.equal(registrations(), 1);
  assert.equal(store.read().tokens?.access_token, 'a');
});

test('a metadata document is the client id where the authorization server takes one, and registration is left alone', async (t) => {
  const document = 'https://example.com/client.json';
  const takes = await trial(t, { client_id_metadata_document_supported: true });
  const sentTo = await takes.logIn({ clientMetadataUrl: document });
  assert.equal(sentTo.searchParams.get('client_id'), document);
  assert.equal(takes.registrations(), 0);
  const not = await trial(t);
  assert.equal((await not.logIn({ clientMetadataUrl: document })).searchParams.get('client_id'), 'registered');
});

test('a configured client goes before both, and comes back to the address it is known with', async (t) => {
  const { logIn, registrations, store } = await trial(t, { client_id_metadata_document_supported: true });
  const sentTo = await logIn({ clientId: 'mine', clientMetadataUrl: 'https://example.com/client.json' });
  assert.equal(sentTo.searchParams.get('client_id'), 'mine');
  assert.equal(registrations(), 0);
  assert.equal(store.read().client, undefined, 'what is configured is not kept');
  await assert.rejects(logIn({ redirectUri: 'https://example.com/callback' }), /loopback address/);
});

test('an answer of another issuer is refused before its code or its words are used', async (t) => {
  const { logIn, tokenRequests } = await trial(t, { authorization_response_iss_parameter_supported: true });
  await assert.rejects(logIn({}, { iss: 'https://other.example' }));
  await assert.rejects(logIn({}, {}), /iss/i, 'an issuer that says it names itself must');
  await assert.rejects(
    logIn({}, { iss: 'https://other.example', error: 'x', error_description: 'attack' }),
    (error: Error) => {
      assert.doesNotMatch(error.message, /attack/);
      return true;
    },
  );
  assert.deepEqual(tokenRequests, []);
});

test('a refusal is said in the words of the authorization server', async (t) => {
  const { logIn } = await trial(t);
  await assert.rejects(logIn({}, { error: 'access_denied', error_description: 'Not today' }), /refused: Not today/);
});

test('an authorization server that does not say it takes PKCE is refused, unless it is known to', async (t) => {
  const { logIn } = await trial(t, { code_challenge_methods_supported: undefined });
  await assert.rejects(logIn(), /CLOUDWATCH_MCP_CLIENT_ASSUME_PKCE/);
  const sentTo = await logIn({ assumePkce: true });
  assert.equal(sentTo.searchParams.get('code_challenge_method'), 'S256');
});

test('a server that names another resource than itself, or a page that is no https, gets no login', async (t) => {
  const elsewhere = await trial(t, {}, 'https://bank.example/');
  await assert.rejects(elsewhere.logIn(), /does not match/);
  for (const page of ['http://example.com/authorize', 'file:///etc/passwd']) {
    const { logIn } = await trial(t, { authorization_endpoint: page });
    await assert.rejects(logIn());
  }
});

test('tokens are renewed at the issuer that gave them alone; a spent refresh token is forgotten', async (t) => {
  const { logIn, store, settings, tokenRequests } = await trial(t);
  await logIn();
  assert.equal(await refresh(store, settings, fetch), true);
  assert.equal(tokenRequests.at(-1)?.get('refresh_token'), 'r');
  const { tokens } = store.read();
  assert.ok(tokens);
  const asked = tokenRequests.length;
  store.update({ client: { client_id: 'registered', issuer: 'https://other.example' } });
  assert.equal(await refresh(store, settings, fetch), false);
  assert.equal(tokenRequests.length, asked);
  store.update({ client: { client_id: 'registered' }, tokens: { ...tokens, refresh_token: 'spent' } });
  assert.equal(await refresh(store, settings, fetch), false);
  assert.equal(store.read().tokens, undefined);
});

test('several processes that renew at once use a refresh token once', async (t) => {
  const { logIn, store, settings, tokenRequests, url } = await trial(t, {}, undefined, true);
  await logIn();
  const others = [1, 2, 3].map(() => openStore(join(store.path, '../..'), url));
  const renewed = await Promise.all(others.map((other) => refresh(other, settings, fetch)));
  assert.deepEqual(renewed, [true, true, true]);
  assert.equal(tokenRequests.length, 2, 'one for the code, one for all of them');
  assert.equal(store.read().tokens?.refresh_token, 'r2');
});
