/** Verifies AWS Signature Version 4 over node:crypto, as the "Create a signed AWS API request" page describes it. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../operation.ts';

export interface SignedRequest {
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Keys that requests may be signed with: the temporary ones have a token and end. */
export interface Key {
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt?: number | undefined;
}

/** What a verified credential scope says. */
export interface Scope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

const ALLOWED_SKEW_MS = 5 * 60_000;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/**
 * The scope that `request` is signed for. `keyOf` knows the keys by access key id; `wallClock` is epoch milliseconds.
 * Throws AWS's errors: MissingAuthenticationTokenException, IncompleteSignatureException, UnrecognizedClientException,
 * InvalidSignatureException (a wrong signature, or one older or newer than five minutes), ExpiredTokenException.
 */
export function verifySignature(
  request: SignedRequest,
  keyOf: (accessKeyId: string) => Key | undefined,
  wallClock: number,
): Scope {
  const authorization = request.headers.authorization;
  if (authorization === undefined) {
    throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  }
  const [, accessKeyId, day, region, service, signedHeaders, signature] = AUTHORIZATION.exec(authorization) ?? [];
  const time = header(request.headers, 'x-amz-date');
  if (!accessKeyId || !day || !region || !service || !signedHeaders || !signature || !/^\d{8}T\d{6}Z$/.test(time)) {
    throw new AwsError(
      'IncompleteSignatureException',
      `Authorization header requires 'Credential', 'Signature', 'SignedHeaders' and 'X-Amz-Date' parameters. Authorization=${authorization.split('Signature=')[0]}`,
      403,
    );
  }
  const known = keyOf(accessKeyId);
  if (known === undefined || header(request.headers, 'x-amz-security-token') !== (known.sessionToken ?? '')) {
    throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.', 403);
  }
  refuseSkew(time, wallClock);
  const names = signedHeaders.split(';');
  const unsigned = Object.keys(request.headers).find((name) => /^(host|x-amz-.*)$/.test(name) && !names.includes(name));
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonicalRequest(request, names))].join('\n');
  const key = ['aws4_request', service, region, day].reduceRight<Buffer | string>(hmac, `AWS4${known.secretAccessKey}`);
  const expected = hmac(key, toSign);
  const given = Buffer.from(signature, 'hex');
  if (!time.startsWith(day) || unsigned !== undefined || !timingSafeEqual(expected, given)) {
    throw new AwsError('InvalidSignatureException', MISMATCH, 403);
  }
  if (known.expiresAt !== undefined && known.expiresAt <= wallClock) throw expiredToken(service);
  return { accessKeyId, region, service };
}

/** What `service` says of credentials whose time is over. */
export function expiredToken(service: string): AwsError {
  const message = 'The security token included in the request is expired';
  return new AwsError('ExpiredTokenException', message, service === 'logs' ? 400 : 403);
}

function refuseSkew(time: string, wallClock: number): void {
  const signedAt = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const skew = wallClock - signedAt;
  if (Math.abs(skew) <= ALLOWED_SKEW_MS) return;
  const limit = basicIso(wallClock - Math.sign(skew) * ALLOWED_SKEW_MS);
  throw new AwsError(
    'InvalidSignatureException',
    skew > 0
      ? `Signature expired: ${time} is now earlier than ${limit} (${basicIso(wallClock)} - 5 min.)`
      : `Signature not yet current: ${time} is still later than ${limit} (${basicIso(wallClock)} + 5 min.)`,
    403,
  );
}

function canonicalRequest(request: SignedRequest, names: readonly string[]): string {
  const [path = '/', query = ''] = request.url.split('?', 2);
  const payload = sha256(request.body);
  const headers = names.map((name) => `${name}:${header(request.headers, name).trim().replaceAll(/ +/g, ' ')}\n`);
  // The path is encoded once more than on the wire, as for every service but S3.
  const canonicalPath = path.split('/').map(encode).join('/');
  return [request.method, canonicalPath, canonicalQuery(query), headers.join(''), names.join(';'), payload].join('\n');
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [encode(decodeURIComponent(name)), encode(decodeURIComponent(value.join('=')))] as const;
    })
    .toSorted(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function header(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

/** RFC 3986: everything but unreserved characters is escaped. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function basicIso(time: number): string {
  return new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer | string, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
