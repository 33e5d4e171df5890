import type { OAuthTokens } from '@modelcontextprotocol/client';
import type { ClientSettings } from '../env.ts';
import { configuredClient } from './login.ts';
import type { Store } from './store.ts';

/** Who is logged in by what is kept, in lines; never a token. */
export function storedStatus(store: Store, settings: ClientSettings, now: number): string[] {
  const { tokens, client, expiresAt, resource } = store.read();
  const configured = configuredClient(settings);
  const id = (configured ?? client)?.client_id;
  const known =
    id === undefined ? [] : [`Client: ${id} (${configured === undefined ? 'of this machine' : 'configured'})`];
  if (tokens === undefined) return ['Not logged in. `auth login` logs in where the server has a login.', ...known];
  return [
    `Logged in at ${tokens.issuer ?? 'an unnamed authorization server'}${resource === undefined ? '' : ` for ${resource}`}.`,
    ...known,
    `Scopes: ${tokens.scope ?? 'not said'}`,
    `Access token: ${ending(expiresAt, now)}`,
    `Refresh token: ${tokens.refresh_token === undefined ? 'none, so that a login is needed then' : 'kept'}`,
    `File: ${store.path}`,
  ];
}

export function machineStatus(clientId: string, tokens: OAuthTokens | undefined): string[] {
  return [
    `Client credentials of ${clientId} (CLOUDWATCH_MCP_CLIENT_ID).`,
    tokens === undefined ? 'No access token yet.' : `Access token: held. Scopes: ${tokens.scope ?? 'not said'}`,
  ];
}

function ending(expiresAt: number | undefined, now: number): string {
  if (expiresAt === undefined) return 'kept; when it ends is not known';
  const at = `${new Date(expiresAt).toISOString().slice(0, 19)}Z`;
  const minutes = Math.round((expiresAt - now) / 60_000);
  return expiresAt <= now ? `ended ${at}` : `ends ${at}, in ${minutes} min`;
}
