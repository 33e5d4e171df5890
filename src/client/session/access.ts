import {
  auth,
  ClientCredentialsProvider,
  extractWWWAuthenticateParams,
  InsufficientScopeError,
  SdkHttpError,
  UnauthorizedError,
  type AuthProvider,
  type FetchLike,
} from '@modelcontextprotocol/client';
import { login, type Challenge } from '../auth/login.ts';
import { logout, type Logout } from '../auth/logout.ts';
import { refresh, scopesWith } from '../auth/refresh.ts';
import { machineStatus, storedStatus } from '../auth/status.ts';
import { openStore } from '../auth/store.ts';
import type { ClientSettings } from '../env.ts';
import { unreachable, usageError } from '../trouble.ts';

/** How a server is shown who asks. */
export interface Access {
  /** What puts the token on each request. */
  readonly auth: AuthProvider;
  /** Does what helps after `error`, such as a login: whether to try again. */
  recover(error: unknown, signal: AbortSignal): Promise<boolean>;
  /** Who asks, in lines; never a token. */
  status(): string[];
  /** @throws ClientError where there is nothing to log in with */
  login(signal: AbortSignal): Promise<void>;
  /** Gets a new access token without a person; whether there is one. */
  refresh(): Promise<boolean>;
  logout(): Promise<Logout>;
}

export interface AccessOptions {
  readonly settings: ClientSettings;
  readonly fetch: FetchLike;
  /** Whether an Authorization header was given, so that there is nothing to log in. */
  readonly ownHeader: boolean;
  /** Shows the address of a login; undefined where nobody is there to log in. */
  readonly present: ((url: URL) => void) | undefined;
}

/** How long a person has to log in, and an authorization server to answer, milliseconds. */
const LOGIN_MS = 5 * 60_000;
const ANSWER_MS = 30_000;
/** A token that ends within this time is renewed before it is sent, milliseconds. */
const MARGIN_MS = 10_000;

/** The access to `url` that the settings and earlier logins give. */
export function accessTo(url: URL, options: AccessOptions): Access {
  const { accessToken, clientId, clientSecret } = options.settings;
  if (accessToken !== undefined) return fixed(url, 'The token of CLOUDWATCH_MCP_ACCESS_TOKEN is sent.', accessToken);
  if (options.ownHeader) return fixed(url, 'The Authorization header of --header is sent.');
  const person = byLogin(url, options);
  if (clientId === undefined || clientSecret === undefined) return person;
  return byCredentials(url, options, clientId, clientSecret);
}

function fixed(url: URL, status: string, token?: string): Access {
  const nothing = () => Promise.reject(usageError(`There is nothing to log in or out of: ${status}`));
  return {
    auth: {
      token: () => Promise.resolve(token),
      onUnauthorized: () => Promise.reject(unreachable(`${url.href} does not take it. ${status}`)),
    },
    recover: () => Promise.resolve(false),
    status: () => [status],
    login: nothing,
    refresh: nothing,
    logout: nothing,
  };
}

/** A machine: the SDK's provider asks for a token when there is none, or when it is refused. */
function byCredentials(url: URL, { settings, fetch }: AccessOptions, clientId: string, clientSecret: string): Access {
  const make = () => {
    const base = { clientId, clientSecret, ...(settings.scopes !== undefined && { scope: settings.scopes }) };
    return new ClientCredentialsProvider(
      settings.issuer === undefined ? base : { ...base, expectedIssuer: settings.issuer },
    );
  };
  let provider = make();
  let challenge: Challenge = {};
  const obtain = async (scope?: string) => {
    const { resourceMetadataUrl } = challenge;
    await auth(provider, {
      serverUrl: url,
      fetchFn: timed(fetch),
      ...(resourceMetadataUrl && { resourceMetadataUrl }),
      ...((settings.scopes ?? scope) !== undefined && { scope: settings.scopes ?? scope ?? '' }),
    });
    return true;
  };
  return {
    auth: {
      token: () => Promise.resolve(provider.tokens()?.access_token),
      async onUnauthorized({ response }) {
        challenge = extractWWWAuthenticateParams(response);
        await obtain(challenge.scope);
      },
    },
    recover: () => Promise.resolve(false),
    status: () => machineStatus(clientId, provider.tokens()),
    async login() {
      await obtain(challenge.scope);
    },
    refresh: () => obtain(challenge.scope),
    logout() {
      const had = provider.tokens() !== undefined;
      provider = make();
      return Promise.resolve(had ? 'forgotten' : 'nothing kept');
    },
  };
}

/** A person: tokens of earlier logins, renewed where they end, and a login where that does not help. */
function byLogin(url: URL, { settings, fetch, present }: AccessOptions): Access {
  const store = openStore(settings.configFolder, url);
  const asked = timed(fetch);
  let challenge: Challenge = {};
  let sent: string | undefined;
  let renewing: Promise<boolean> | undefined;
  const renew = () => {
    renewing ??= refresh(store, settings, asked).finally(() => {
      renewing = undefined;
    });
    return renewing;
  };
  const logIn = async (signal: AbortSignal, scope: string | undefined) => {
    if (present === undefined) throw new UnauthorizedError();
    const all = { ...challenge, scope: settings.scopes ?? scope };
    await login({ url, settings, store, challenge: all, fetch: asked, signal, timeoutMs: LOGIN_MS, present });
  };
  return {
    auth: {
      async token() {
        const { expiresAt, tokens } = store.read();
        if (tokens !== undefined && expiresAt !== undefined && expiresAt - MARGIN_MS < Date.now()) await renew();
        sent = store.read().tokens?.access_token;
        return sent;
      },
      async onUnauthorized({ response }) {
        challenge = extractWWWAuthenticateParams(response);
        const { tokens } = store.read();
        // Another process may have logged in or renewed meanwhile.
        if (tokens !== undefined && tokens.access_token !== sent) return;
        if (!(await renew())) throw new UnauthorizedError();
      },
    },
    async recover(error, signal) {
      if (error instanceof InsufficientScopeError) {
        const { requiredScope, resourceMetadataUrl } = error;
        if (present === undefined) return false;
        challenge = { ...challenge, ...(resourceMetadataUrl && { resourceMetadataUrl }) };
        await logIn(signal, scopesWith(store.read(), requiredScope));
        return true;
      }
      const refused = error instanceof UnauthorizedError || (error instanceof SdkHttpError && error.status === 401);
      if (!refused || present === undefined) return false;
      await logIn(signal, challenge.scope);
      return true;
    },
    status: () => storedStatus(store, settings, Date.now()),
    login: (signal) => logIn(signal, challenge.scope),
    refresh: renew,
    logout: () => logout(store, settings, asked),
  };
}

/** Authorization servers get a limited time, too. */
function timed(fetch: FetchLike): FetchLike {
  return (input, init) => {
    const limit = AbortSignal.timeout(ANSWER_MS);
    return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([limit, init.signal]) : limit });
  };
}

/** Tries, and once more where the access could be mended. */
export async function withAccess<T>(access: Access, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (signal.aborted || !(await access.recover(error, signal))) throw error;
    return attempt();
  }
}
