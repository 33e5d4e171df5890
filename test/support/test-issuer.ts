import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';

/** An issuer of access tokens on this machine: keys, metadata, and what was asked of it. */
export interface TestIssuer {
  /** As `iss` has it. */
  readonly issuer: string;
  /** Requests for keys so far. */
  readonly keyRequests: () => number;
  /** The public key in force, with its id. */
  readonly publicJwk: () => JWK;
  /** A token for `audience`, an hour long, of `alice`: `claims` replace those; undefined leaves one out. */
  token(claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  /** Signs with a new key from now on; `keep`: the old one stays published. */
  rotate(keep?: boolean): Promise<void>;
  /** Answers nothing but 503, or hangs, or gives other metadata, until told otherwise. */
  behave(manner: 'well' | 'down' | 'hangs' | 'other issuer' | 'redirect'): void;
  close(): Promise<void>;
}

interface Key {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

async function makeKey(alg: string, kid: string): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** @param audience of its tokens unless they say otherwise */
export async function startTestIssuer(
  audience: string,
  { alg = 'RS256', clock = Date.now, path = '' }: { alg?: string; clock?: () => number; path?: string } = {},
): Promise<TestIssuer> {
  let made = 1;
  let published = [await makeKey(alg, 'key-1')];
  let manner: Parameters<TestIssuer['behave']>[0] = 'well';
  let asked = 0;
  const server = createServer((request, response) => {
    const isKeys = request.url === `${path}/keys`;
    if (isKeys) asked += 1;
    if (manner === 'hangs') return;
    if (manner === 'down') response.writeHead(503).end();
    else if (manner === 'redirect' && request.url !== `${path}/elsewhere` && !isKeys) {
      response.writeHead(302, { location: `${issuer}/elsewhere` }).end();
    } else if (isKeys) response.end(JSON.stringify({ keys: published.map(({ jwk }) => jwk) }));
    else if (request.url === `${path}/.well-known/openid-configuration` || request.url === `${path}/elsewhere`) {
      const name = manner === 'other issuer' ? 'https://other.example' : issuer;
      response.end(JSON.stringify({ issuer: name, jwks_uri: `${issuer}/keys` }));
    } else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const current = () => published[0] as Key;
  return {
    issuer,
    keyRequests: () => asked,
    publicJwk: () => current().jwk,
    token(claims = {}, header = {}) {
      const now = Math.floor(clock() / 1000);
      const all: JWTPayload = {
        iss: issuer,
        sub: 'alice',
        aud: audience,
        client_id: 'test-client',
        scope: 'logs:read metrics:read alarms:read promql:read bedrock:read',
        iat: now,
        exp: now + 3600,
        ...claims,
      };
      const { kid, privateKey } = current();
      // What is undefined is left out by JSON.
      return new SignJWT(all).setProtectedHeader({ alg, kid, ...header }).sign(privateKey);
    },
    async rotate(keep = false) {
      made += 1;
      published = [await makeKey(alg, `key-${made}`), ...(keep ? published : [])];
    },
    behave(next) {
      manner = next;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
