import type { OAuthTokens } from '@modelcontextprotocol/client';

/** When a token that came just now ends, milliseconds since 1970; undefined where the server did not say. */
export function expiryOf(
  { expires_in: seconds }: Pick<OAuthTokens, 'expires_in'>,
  now = Date.now(),
): number | undefined {
  return seconds === undefined ? undefined : now + seconds * 1000;
}
