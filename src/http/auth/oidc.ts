import { createHash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { IssuerSection, OidcSection } from '../../config-sections/oidc.ts';
import { judgeClaims } from './claims.ts';
import { IssuerUnreachable, issuerKeys } from './issuer-keys.ts';
import type { Accepted, Refused, Verdict, Verifier } from './verdict.ts';

/** Verified tokens that are remembered: a signature costs more than all else of a small call. */
const REMEMBERED = 2_000;

/** After so long one is verified again, milliseconds: its key may have been taken back. */
const REMEMBER_MS = 5 * 60_000;

interface Known {
  readonly verdict: Accepted;
  /** Epoch seconds: the end of the token, with the tolerance for clocks, or of its being remembered. */
  readonly until: number;
}

/**
 * Takes access tokens of the configured issuers that were made for this service.
 * @param resourceUrl the audience unless an issuer has others
 * @param clock epoch milliseconds
 */
export function oidcVerifier(
  section: OidcSection,
  resourceUrl: string,
  log: Logger,
  clock: () => number = Date.now,
): Verifier {
  const remembered = new LRUCache<string, Known>({ max: REMEMBERED });
  let keysChanged = 0;
  // Keys that are no more must not live on in what they signed.
  const changed = () => {
    keysChanged += 1;
    remembered.clear();
  };
  const issuers = new Map(
    section.issuers.map((issuer) => [issuer.issuer, { issuer, keys: issuerKeys(issuer, { log, clock, changed }) }]),
  );

  return async (token) => {
    const key = createHash('sha256').update(token).digest('base64');
    const known = remembered.get(key);
    const now = clock() / 1000;
    if (known !== undefined && now < known.until) return known.verdict;
    const source = sourceOf(token, issuers);
    if ('refused' in source) return source;
    const changedBefore = keysChanged;
    const { verdict, endsAt } = await verify(token, source, resourceUrl, now);
    if ('principal' in verdict && keysChanged === changedBefore)
      remembered.set(key, { verdict, until: Math.min(endsAt, now + REMEMBER_MS / 1000) });
    return verdict;
  };
}

interface Source {
  readonly issuer: IssuerSection;
  readonly keys: JWTVerifyGetKey;
}

/** Whose token it claims to be: what is of nobody here costs no request and no signature. */
function sourceOf(token: string, issuers: ReadonlyMap<unknown, Source>): Source | Refused {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    const source = issuers.get(decodeJwt(token).iss);
    if (source === undefined) return { refused: 'it is of an issuer that is not configured' };
    if (!source.issuer.algorithms.some((allowed) => allowed === alg)) return { refused: 'its alg is not allowed' };
    return typeof kid === 'string' ? source : { refused: 'it names no key' };
  } catch {
    return { refused: 'it is no JWT' };
  }
}

async function verify(
  token: string,
  { issuer, keys }: Source,
  resourceUrl: string,
  now: number,
): Promise<{ verdict: Verdict; endsAt: number }> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: issuer.issuer,
      algorithms: [...issuer.algorithms],
      clockTolerance: issuer.clockToleranceSeconds,
      currentDate: new Date(now * 1000),
      requiredClaims: ['exp'],
    });
    const endsAt = (payload.exp ?? 0) + issuer.clockToleranceSeconds;
    return { verdict: judgeClaims(protectedHeader, payload, issuer, resourceUrl, now), endsAt };
  } catch (error) {
    if (error instanceof IssuerUnreachable) {
      return { verdict: { refused: 'the keys of its issuer are not known', as: 'unavailable' }, endsAt: 0 };
    }
    if (error instanceof errors.JOSEError || error instanceof TypeError) {
      return { verdict: { refused: reasonOf(error) }, endsAt: 0 };
    }
    throw error;
  }
}

/** jose's code, and the claim where one is wrong: both of a fixed vocabulary. */
function reasonOf(error: Error): string {
  if (error instanceof errors.JWTClaimValidationFailed) return `${error.code} ${error.claim}`;
  return error instanceof errors.JOSEError ? error.code : 'it cannot be read';
}
