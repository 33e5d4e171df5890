import { hash } from 'node:crypto';

/** What STS takes for RoleSessionName and SourceIdentity: 2 to 64 of these. */
const MAX_CHARS = 64;
const REFUSED = /[^A-Za-z0-9_+=,.@-]/g;
/** Half of a SHA-256's 128 bits of strength is enough: a caller does not choose the names of others. */
const DIGEST_CHARS = 16;
/** What a shortened or changed name ends with, so that no unchanged one may. */
const LOOKS_CHANGED = new RegExp(`-[0-9a-f]{${DIGEST_CHARS}}$`);

/**
 * The name by which STS and CloudTrail know a principal: its own where STS takes that, else a readable part of it and a
 * digest. The same for the same principal, and never for two.
 */
export function sessionName(principal: string): string {
  const safe = principal.replaceAll(REFUSED, '-');
  if (safe === principal && safe.length >= 2 && safe.length <= MAX_CHARS && !LOOKS_CHANGED.test(safe)) return safe;
  const digest = hash('sha256', principal, 'hex').slice(0, DIGEST_CHARS);
  return `${safe.slice(0, MAX_CHARS - DIGEST_CHARS - 1)}-${digest}`;
}
