import type { IncomingMessage } from 'node:http';

/** A token, or why there is none: `repeated` requests say two things at once. */
export type Credentials = { readonly token: string } | { readonly without: 'missing' | 'malformed' | 'repeated' };

/** RFC 6750, section 2.1: the characters of a bearer token. */
export const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/** Reads the bearer token of a request: from its one Authorization header and from nowhere else. */
export function credentialsOf({ headersDistinct }: Pick<IncomingMessage, 'headersDistinct'>): Credentials {
  const { authorization = [] } = headersDistinct;
  const [text, ...others] = authorization;
  if (others.length > 0) return { without: 'repeated' };
  const [, given] = /^bearer(?: +(.*))?$/i.exec(text ?? '') ?? [];
  if (text === undefined || !/^bearer(?: |$)/i.test(text) || given === undefined) return { without: 'missing' };
  // Proxies join repeated headers.
  if (given.includes(',')) return { without: 'repeated' };
  return TOKEN.test(given) ? { token: given } : { without: 'malformed' };
}
