import {
  computeScopeUnion,
  discoverAuthorizationServerMetadata,
  OAuthError,
  OAuthErrorCode,
  refreshAuthorization,
  type AuthorizationServerMetadata,
  type FetchLike,
} from '@modelcontextprotocol/client';
import type { ClientSettings } from '../env.ts';
import { expiryOf } from './expiry.ts';
import { alone } from './lock.ts';
import { configuredClient } from './login.ts';
import type { Store, Stored } from './store.ts';

/**
 * Trades the refresh token for a new access token, and keeps the new refresh token where there is one. False where there is
 * none to trade or the authorization server no longer takes it: then a login is needed.
 * @throws what the network throws
 */
export async function refresh(store: Store, settings: ClientSettings, fetch: FetchLike): Promise<boolean> {
  const before = store.read().tokens?.refresh_token;
  if (before === undefined) return false;
  // A refresh token that is used twice looks stolen, and ends the login.
  return alone(`${store.path}.lock`, async () => {
    const now = store.read().tokens?.refresh_token;
    return now !== undefined && now !== before ? true : trade(store, settings, fetch);
  });
}

async function trade(store: Store, settings: ClientSettings, fetch: FetchLike): Promise<boolean> {
  const kept = store.read();
  const { tokens, resource } = kept;
  const client = configuredClient(settings) ?? kept.client;
  if (tokens?.refresh_token === undefined || tokens.issuer === undefined || client === undefined) return false;
  const metadata = await metadataOf(tokens.issuer, fetch);
  // Credentials are sent to the server that gave them, and to no other.
  if (metadata?.issuer !== tokens.issuer || (client.issuer !== undefined && client.issuer !== tokens.issuer))
    return false;
  try {
    const next = await refreshAuthorization(tokens.issuer, {
      metadata,
      clientInformation: client,
      refreshToken: tokens.refresh_token,
      fetchFn: fetch,
      ...(resource !== undefined && { resource }),
    });
    store.update({
      tokens: { ...next, scope: next.scope ?? tokens.scope, issuer: tokens.issuer },
      expiresAt: expiryOf(next),
    });
    return true;
  } catch (error) {
    const final = [OAuthErrorCode.InvalidGrant, OAuthErrorCode.InvalidClient, OAuthErrorCode.UnauthorizedClient];
    if (!(error instanceof OAuthError) || !final.includes(error.code as OAuthErrorCode)) throw error;
    store.update({ tokens: undefined, expiresAt: undefined });
    return false;
  }
}

export async function metadataOf(issuer: string, fetch: FetchLike): Promise<AuthorizationServerMetadata | undefined> {
  return discoverAuthorizationServerMetadata(issuer, { fetchFn: fetch });
}

/** What to ask for so that nothing is lost: what the token has, and what is needed. */
export const scopesWith = ({ tokens }: Stored, needed: string | undefined) => computeScopeUnion(tokens?.scope, needed);
