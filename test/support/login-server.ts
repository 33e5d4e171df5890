import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

/** A real OpenID provider (oidc-provider) whose one user, alice, agrees at once. */
export interface LoginServer {
  readonly issuer: string;
  /** Scopes that alice does not agree to. */
  refuse(...scopes: readonly string[]): void;
  /** Walks through a login as a browser does, to the address it ends at. */
  browse(authorizationUrl: URL, redirectUrl: string): Promise<URL>;
  close(): Promise<void>;
}

interface Options {
  /** The resources it makes access tokens for: JWTs with their audience. */
  readonly resource: string;
  /** Scopes of the resource, separated by spaces. */
  readonly scopes: string;
  readonly clients?: readonly object[];
  /** Whether a login gives a refresh token, each good for one use. */
  readonly refreshTokens?: boolean;
}

export async function startLoginServer({
  resource,
  scopes,
  clients = [],
  refreshTokens = false,
}: Options): Promise<LoginServer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const refused = new Set<string>();
  const provider = new Provider(issuer, {
    clients,
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'login-1', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['a key of tests'] },
    pkce: { required: () => true },
    scopes: ['openid', ...scopes.split(' ')],
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    issueRefreshToken: () => refreshTokens,
    rotateRefreshToken: true,
    ttl: { AccessToken: 600, RefreshToken: 600, ClientCredentials: 600, Grant: 600, Interaction: 600, Session: 600 },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      revocation: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: scopes,
          audience: resource,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/')) void agree(provider, refused, request, response);
    else answer(request, response);
  });
  return {
    issuer,
    refuse(...names) {
      refused.clear();
      for (const name of names) refused.add(name);
    },
    browse,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Logs alice in, and grants what is asked but for what she refuses. */
async function agree(
  provider: Provider,
  refused: ReadonlySet<string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    await provider.interactionFinished(request, response, { login: { accountId: 'alice' } });
    return;
  }
  const grant = new provider.Grant({ accountId: session?.accountId ?? 'alice', clientId: params.client_id });
  grant.addOIDCScope((prompt.details.missingOIDCScope ?? ['openid']).join(' '));
  for (const [resource, scopes] of Object.entries(prompt.details.missingResourceScopes ?? {})) {
    for (const scope of scopes) {
      if (refused.has(scope)) grant.rejectResourceScope(resource, scope);
      else grant.addResourceScope(resource, scope);
    }
  }
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

async function browse(authorizationUrl: URL, redirectUrl: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = authorizationUrl;
  for (let steps = 0; steps < 20; steps += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null)
      throw new Error(`the login ended at ${url.href}: ${response.status} ${await response.text()}`);
    await response.body?.cancel();
    url = new URL(location, url);
    if (url.href.startsWith(redirectUrl)) return url;
  }
  throw new Error('the login does not end');
}
