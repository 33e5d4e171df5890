import { Readable } from 'node:stream';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import { readCapped } from '../../capped-body.ts';
import type { IssuerSection } from '../../config-sections/oidc.ts';
import { cutAt } from '../../format/text.ts';
import { isSecure } from '../../setting-parsers.ts';

/** The keys are not known and cannot be read now: nothing can be said about a token. */
export class IssuerUnreachable extends Error {
  override readonly name = 'IssuerUnreachable';
}

/** The metadata where those of an issuer should be are of another, if only by a slash. */
export class IssuerMismatch extends Error {
  override readonly name = 'IssuerMismatch';

  constructor(url: string, other: unknown) {
    super(`${url} is of the issuer ${JSON.stringify(other)}`);
  }
}

/** How often an unknown key makes us ask again, milliseconds: anyone can make such tokens. */
const COOLDOWN_MS = 60_000;
/** The same while no key is known at all. */
const RETRY_MS = 5_000;
/** After so long keys are read again beside the request that uses them: those that the issuer has taken back go then. */
const FRESH_MS = 10 * 60_000;
/** How long an issuer may take for all of it, milliseconds: whoever has no known key waits. */
const TIMEOUT_MS = 5_000;
const MAX_BYTES = 1024 * 1024;
/** Of what others say our log takes so many characters. */
const MAX_REASON = 300;

interface Options {
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Called when other keys than before are in force. */
  readonly changed: () => void;
}

/**
 * The keys of an issuer, read when they are first needed. jose's own remote set asks again for every unknown key while the
 * issuer is down, drops keys that it cannot renew, and knows no discovery.
 * @returns rejects with IssuerUnreachable, or jose's `JWKSNoMatchingKey`
 */
export function issuerKeys(issuer: IssuerSection, { log, clock, changed }: Options): JWTVerifyGetKey {
  let known: { find: JWTVerifyGetKey; text: string; at: number } | undefined;
  let triedAt = -Infinity;
  let failed = false;
  let loading: Promise<void> | undefined;

  const load = async (): Promise<void> => {
    triedAt = clock();
    try {
      const keys = await readKeys(issuer);
      const text = JSON.stringify(keys);
      const isOther = known !== undefined && known.text !== text;
      known =
        isOther || known === undefined
          ? { find: createLocalJWKSet(keys), text, at: clock() }
          : { ...known, at: clock() };
      failed = false;
      if (isOther) changed();
    } catch (error) {
      failed = true;
      log.warn({ issuer: issuer.issuer, reason: reasonOf(error) }, 'the keys of the issuer could not be read');
    }
  };
  /** Asks the issuer unless it was asked lately. */
  const refresh = (everyMs: number): Promise<void> => {
    if (loading === undefined && Math.abs(clock() - triedAt) >= everyMs) {
      loading = load().finally(() => (loading = undefined));
    }
    return loading ?? Promise.resolve();
  };

  return async (header, token) => {
    if (known === undefined) await refresh(RETRY_MS);
    else if (Math.abs(clock() - known.at) >= FRESH_MS) void refresh(COOLDOWN_MS);
    if (known === undefined) throw new IssuerUnreachable(issuer.issuer);
    try {
      return await known.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await refresh(COOLDOWN_MS);
      // It may be a key that the issuer has made since.
      if (failed) throw new IssuerUnreachable(issuer.issuer);
      return known.find(header, token);
    }
  };
}

/**
 * The keys of an issuer, from where its section or its metadata says.
 * @throws IssuerMismatch, and what says why they cannot be read
 */
export async function readKeys(
  issuer: IssuerSection,
  signal: AbortSignal = AbortSignal.timeout(TIMEOUT_MS),
): Promise<JSONWebKeySet> {
  const url = issuer.jwksUri ?? (await discoverKeys(issuer, signal));
  const keys = (await readJson(url, signal)) as unknown as JSONWebKeySet;
  if (!Array.isArray(keys.keys) || keys.keys.length === 0) throw new Error(`${url} holds no keys`);
  return keys;
}

/** @throws where no metadata is found, or those of another issuer, or that lead to where others could change the keys */
export async function discoverKeys({ issuer, allowHttp }: IssuerSection, signal: AbortSignal): Promise<string> {
  let failure: unknown;
  for (const url of metadataUrls(issuer)) {
    try {
      const metadata = await readJson(url, signal);
      if (metadata['issuer'] !== issuer) throw new IssuerMismatch(url, metadata['issuer']);
      const keys = String(metadata['jwks_uri']);
      if (!URL.canParse(keys) || !(allowHttp || isSecure(keys)))
        throw new Error(`${url} has the jwks_uri ${JSON.stringify(keys)}`);
      return keys;
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

/** OpenID Connect Discovery 1.0, section 4, and RFC 8414, section 3.1. */
function metadataUrls(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

async function readJson(url: string, signal: AbortSignal): Promise<Record<string, unknown>> {
  // What is trusted is at the configured place: no other may be named by it.
  const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}`);
  }
  const body = await readCapped(Readable.fromWeb(response.body), MAX_BYTES);
  if (body === undefined) throw new Error(`${url} has more than ${MAX_BYTES} bytes`);
  const value: unknown = JSON.parse(body.toString());
  if (typeof value !== 'object' || value === null) throw new Error(`${url} is no JSON object`);
  return value as Record<string, unknown>;
}

/** Why keys could not be read, short enough for a line. */
export function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cutAt(cause instanceof Error ? `${message}: ${cause.message}` : message, MAX_REASON);
}
