import { randomBytes } from 'node:crypto';
import {
  auth,
  validateAuthorizationResponseIssuer,
  type FetchLike,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
} from '@modelcontextprotocol/client';
import type { ClientSettings } from '../env.ts';
import { unreachable } from '../trouble.ts';
import { openLoopback, type Loopback } from './loopback.ts';
import { expiryOf } from './expiry.ts';
import type { Store } from './store.ts';

/** What a server said when it refused. */
export interface Challenge {
  readonly resourceMetadataUrl?: URL | undefined;
  /** What it needs. */
  readonly scope?: string | undefined;
}

export interface LoginOptions {
  readonly url: URL;
  readonly settings: ClientSettings;
  readonly store: Store;
  readonly challenge: Challenge;
  readonly fetch: FetchLike;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Shows the address of the login, and opens it where it can. */
  readonly present: (url: URL) => void;
}

/**
 * Logs a person in by an authorization code with PKCE: finds the authorization server, introduces this client (a configured
 * id, else a metadata document, else by registration), sends the browser there and takes the code on the loopback address.
 * @throws ClientError, and what the SDK throws where an answer does not fit
 */
export async function login(options: LoginOptions): Promise<void> {
  const { url, settings, store, challenge } = options;
  const kept = store.read();
  // Some authorization servers compare ports, too: a client that registered comes back where it said.
  const loopback = await openLoopback(settings.redirectUri ?? kept.redirectUri).catch((error: unknown) => {
    if (settings.redirectUri !== undefined) throw error;
    store.update({ client: undefined });
    return openLoopback();
  });
  try {
    if (kept.redirectUri !== loopback.redirectUri)
      store.update({ client: undefined, redirectUri: loopback.redirectUri });
    await throughBrowser(options, loopback, {
      serverUrl: url,
      fetchFn: options.fetch,
      forceReauthorization: true,
      ...(challenge.resourceMetadataUrl && { resourceMetadataUrl: challenge.resourceMetadataUrl }),
      ...scopeOf(challenge.scope ?? settings.scopes),
    });
  } finally {
    loopback.close();
  }
}

const scopeOf = (scope: string | undefined) => (scope === undefined ? {} : { scope });

async function throughBrowser(
  { store, settings, present, signal, timeoutMs }: LoginOptions,
  loopback: Loopback,
  request: Parameters<typeof auth>[1],
): Promise<void> {
  const state = randomBytes(32).toString('base64url');
  let sentTo: URL | undefined;
  let discovery: OAuthDiscoveryState | undefined;
  const provider = loginProvider(store, settings, loopback.redirectUri, state, {
    sent: (to) => {
      sentTo = to;
    },
    discovered: (found) => {
      if (found !== undefined) discovery = found;
      return discovery;
    },
  });
  await auth(provider, request);
  if (sentTo === undefined) return;
  assertPkce(discovery, settings);
  present(sentTo);
  const answer = await loopback.answer(state, timeoutMs, signal);
  const iss = answer.get('iss') ?? undefined;
  const metadata = discovery?.authorizationServerMetadata;
  // Before anything of the answer is believed or shown.
  validateAuthorizationResponseIssuer({
    iss,
    expectedIssuer: metadata?.issuer,
    issParameterSupported: metadata?.['authorization_response_iss_parameter_supported'] === true,
  });
  const code = answer.get('code');
  if (code === null) {
    const why = answer.get('error_description') ?? answer.get('error') ?? 'it gave no code';
    throw unreachable(`The login was refused: ${why.slice(0, 300)}.`);
  }
  await auth(provider, { ...request, authorizationCode: code, ...(iss !== undefined && { iss }) });
}

/** The specification has clients refuse authorization servers that do not say that they take PKCE; Cognito takes it silently. */
function assertPkce(discovery: OAuthDiscoveryState | undefined, settings: ClientSettings): void {
  const methods = discovery?.authorizationServerMetadata?.code_challenge_methods_supported;
  if (methods !== undefined || settings.assumePkce) return;
  throw unreachable(
    'The authorization server does not say that it takes PKCE. Where it is known to, as Cognito is, set CLOUDWATCH_MCP_CLIENT_ASSUME_PKCE=true.',
  );
}

interface Hooks {
  readonly sent: (to: URL) => void;
  /** Keeps what is handed in; gives what is kept. */
  readonly discovered: (found?: OAuthDiscoveryState) => OAuthDiscoveryState | undefined;
}

function loginProvider(
  store: Store,
  settings: ClientSettings,
  redirectUri: string,
  state: string,
  hooks: Hooks,
): OAuthClientProvider {
  let verifier = '';
  return {
    redirectUrl: redirectUri,
    ...(settings.clientMetadataUrl !== undefined && { clientMetadataUrl: settings.clientMetadataUrl }),
    clientMetadata: {
      client_name: 'cloudwatch-mcp client',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    state: () => state,
    // A configured client that names no issuer is for the one that the server names.
    clientInformation(ctx) {
      const configured = configuredClient(settings);
      return configured === undefined ? store.read().client : { ...ctx, ...configured };
    },
    saveClientInformation: (client) => {
      if (settings.clientId === undefined) store.update({ client });
    },
    tokens: () => store.read().tokens,
    saveTokens: (tokens) => store.update({ tokens, expiresAt: expiryOf(tokens) }),
    saveResourceUrl: (resource) => store.update({ resource }),
    saveCodeVerifier(code) {
      verifier = code;
    },
    codeVerifier: () => verifier,
    saveDiscoveryState: (found) => void hooks.discovered(found),
    discoveryState: () => hooks.discovered(),
    redirectToAuthorization(to) {
      assertOpenable(to);
      hooks.sent(to);
    },
    invalidateCredentials(what) {
      if (what === 'client' || what === 'all') store.update({ client: undefined });
      if (what === 'tokens' || what === 'all') store.update({ tokens: undefined, expiresAt: undefined });
    },
  };
}

/** The client that the environment names, for the issuer it names. */
export function configuredClient(
  settings: Pick<ClientSettings, 'clientId' | 'clientSecret' | 'issuer'>,
): { client_id: string; client_secret?: string; issuer?: string } | undefined {
  const { clientId, clientSecret, issuer } = settings;
  if (clientId === undefined) return undefined;
  return {
    client_id: clientId,
    ...(clientSecret !== undefined && { client_secret: clientSecret }),
    ...(issuer !== undefined && { issuer }),
  };
}

/** What a server names is opened as a page only: no file, no script, and no password goes over the open network. */
function assertOpenable({ protocol, hostname, href }: URL): void {
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && local)) return;
  throw unreachable(`The login is not opened: ${href.slice(0, 200)} is not https.`);
}
