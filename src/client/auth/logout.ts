import { selectClientAuthMethod, type FetchLike } from '@modelcontextprotocol/client';
import type { ClientSettings } from '../env.ts';
import { configuredClient } from './login.ts';
import { metadataOf } from './refresh.ts';
import type { Store } from './store.ts';

/** What became of a logout. */
export type Logout = 'nothing kept' | 'forgotten' | 'revoked';

/** Forgets the tokens, after revoking them where the authorization server can (RFC 7009). The client stays registered. */
export async function logout(store: Store, settings: ClientSettings, fetch: FetchLike): Promise<Logout> {
  const { tokens } = store.read();
  if (tokens === undefined) return 'nothing kept';
  const revoked = await revoke(store, settings, fetch).catch(() => false);
  store.update({ tokens: undefined, expiresAt: undefined });
  return revoked ? 'revoked' : 'forgotten';
}

async function revoke(store: Store, settings: ClientSettings, fetch: FetchLike): Promise<boolean> {
  const kept = store.read();
  const client = configuredClient(settings) ?? kept.client;
  const issuer = kept.tokens?.issuer;
  if (issuer === undefined || client === undefined) return false;
  const metadata: (Record<string, unknown> & { readonly issuer?: unknown }) | undefined = await metadataOf(
    issuer,
    fetch,
  );
  const endpoint = metadata?.['revocation_endpoint'];
  if (metadata?.issuer !== issuer || typeof endpoint !== 'string' || !URL.canParse(endpoint)) return false;
  const methods =
    metadata['revocation_endpoint_auth_methods_supported'] ?? metadata['token_endpoint_auth_methods_supported'];
  const method = selectClientAuthMethod(client, Array.isArray(methods) ? (methods as string[]) : []);
  const all = [
    [kept.tokens?.refresh_token, 'refresh_token'],
    [kept.tokens?.access_token, 'access_token'],
  ] as const;
  let done = false;
  for (const [token, hint] of all) {
    if (token === undefined) continue;
    const body = new URLSearchParams({ token, token_type_hint: hint });
    const headers = new Headers();
    if (method === 'client_secret_basic') headers.set('authorization', basic(client));
    else body.set('client_id', client.client_id);
    if (method === 'client_secret_post') body.set('client_secret', client.client_secret ?? '');
    const response = await fetch(endpoint, { method: 'POST', headers, body });
    await response.body?.cancel();
    done ||= response.ok;
  }
  return done;
}

function basic(client: { readonly client_id: string; readonly client_secret?: string | undefined }): string {
  const pair = [client.client_id, client.client_secret ?? ''].map(encodeURIComponent).join(':');
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
