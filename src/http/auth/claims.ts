import type { JWTPayload, ProtectedHeaderParameters } from 'jose';
import { isCognito, type IssuerSection } from '../../config-sections/oidc.ts';
import type { Principal } from '../../principal.ts';
import { asked } from './scopes.ts';
import type { Verdict } from './verdict.ts';

const MAX_NAME = 256;
/** Characters that nobody sees, or that end a line, or are none. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Judges a token whose signature, issuer and times are right: whether it is an access token, for us, and whose.
 * @param nowSeconds since the epoch
 * @param resourceUrl the audience unless the issuer has others
 */
export function judgeClaims(
  header: ProtectedHeaderParameters,
  claims: JWTPayload,
  issuer: IssuerSection,
  resourceUrl: string,
  nowSeconds: number,
): Verdict {
  const wrong =
    wrongKind(header, claims, issuer) ??
    wrongTimes(claims, issuer, nowSeconds) ??
    wrongReceiver(claims, issuer, resourceUrl);
  if (wrong !== undefined) return { refused: wrong };
  const name = nameOf(claims, issuer);
  if (name === undefined)
    return { refused: `none of the claims ${issuer.principalClaims.join(', ')} names its principal` };
  const scopes = scopesOf(claims, issuer);
  const lacking = issuer.requiredScopes.filter((scope) => !scopes.includes(scope));
  if (lacking.length > 0) {
    return {
      refused: `it lacks the scope ${lacking.join(', ')}`,
      as: 'insufficient_scope',
      scopes: asked([...issuer.requiredScopes], issuer),
    };
  }
  const groups = issuer.groupClaims
    .flatMap((claim) => textsAt(claims, claim))
    .map((group) => issuer.namePrefix + group);
  const principal: Principal = {
    name: issuer.namePrefix + name,
    groups: [...new Set(groups)],
    scopes: issuer.limitByScopes ? scopes : undefined,
  };
  return { principal, issuer };
}

/** Issuers sign more than access tokens, with the same keys. */
function wrongKind(header: ProtectedHeaderParameters, claims: JWTPayload, issuer: IssuerSection): string | undefined {
  const type = (header.typ ?? 'JWT').toLowerCase().replace(/^application\//, '');
  const isAccess = type === 'at+jwt';
  if (!isAccess && (type !== 'jwt' || issuer.accessTokenTypeOnly)) return 'the header has another typ';
  const { token_use: use, typ: kind } = claims;
  if (use === undefined ? isCognito(issuer.issuer) : use !== 'access') return 'token_use is not access';
  // Keycloak says what a token is in a claim.
  if (kind !== undefined && kind !== 'Bearer') return 'the claim typ is not Bearer';
  if (['at_hash', 'c_hash', 's_hash', 'events'].some((claim) => claim in claims)) return 'it is an id or event token';
  if ('nonce' in claims && !isAccess && kind === undefined) return 'it has a nonce, as id tokens have';
  // RFC 9449, section 7.1, and RFC 8705, section 3: good with a proof only, which is not asked for here.
  return 'cnf' in claims ? 'it is bound to a key' : undefined;
}

/** What jose does not look at; it has checked `exp` and `nbf`. */
function wrongTimes({ exp, iat }: JWTPayload, issuer: IssuerSection, now: number): string | undefined {
  if (iat !== undefined && iat > now + issuer.clockToleranceSeconds) return 'iat is in the future';
  return exp === undefined || exp > now + issuer.maxLifetimeSeconds ? 'it is valid for too long' : undefined;
}

function wrongReceiver(claims: JWTPayload, issuer: IssuerSection, resourceUrl: string): string | undefined {
  const { audiences = [resourceUrl], clientIds } = issuer;
  const named = claims.aud === undefined ? undefined : [claims.aud].flat();
  // Access tokens of Cognito name no audience unless their client asked for a resource.
  const byClientAlone = named === undefined && issuer.audiences === undefined && clientIds !== undefined;
  if (!byClientAlone && !audiences.some((audience) => named?.includes(audience)))
    return 'aud does not name this service';
  const client = ['client_id', 'azp', 'cid', 'appid']
    .map((claim) => claims[claim])
    .find((value) => value !== undefined);
  return clientIds !== undefined && !(typeof client === 'string' && clientIds.includes(client))
    ? 'it is of another client'
    : undefined;
}

function nameOf(claims: JWTPayload, issuer: IssuerSection): string | undefined {
  const claim = issuer.principalClaims.find((one) => valueAt(claims, one) !== undefined);
  const name = claim === undefined ? undefined : valueAt(claims, claim);
  if (typeof name !== 'string' || name.trim() === '' || name.length > MAX_NAME || UNSEEN.test(name)) return undefined;
  // Anyone can claim the address of somebody else until it is verified.
  return claim === 'email' && !isVerified(claims['email_verified'], issuer) ? undefined : name;
}

/** What an issuer says of an address counts; where it says nothing, the operator must have. */
function isVerified(said: unknown, { trustEmails }: IssuerSection): boolean {
  return said === undefined || said === null ? trustEmails : said === true || said === 'true';
}

function scopesOf(claims: JWTPayload, { scopeClaims, scopePrefix }: IssuerSection): string[] {
  const scopes = scopeClaims.flatMap((claim) => textsAt(claims, claim)).flatMap((text) => text.split(' '));
  const plain = scopes.map((scope) => (scope.startsWith(scopePrefix) ? scope.slice(scopePrefix.length) : scope));
  return [...new Set(plain.filter((scope) => scope !== ''))];
}

function textsAt(claims: JWTPayload, name: string): string[] {
  return [valueAt(claims, name)].flat().filter((value) => typeof value === 'string');
}

/** A claim by its name, or inside others: `realm_access.roles`. */
function valueAt(claims: JWTPayload, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    return (value as Record<string, unknown>)[key];
  }, claims);
}
