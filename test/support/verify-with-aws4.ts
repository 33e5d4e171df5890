import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import aws4 from 'aws4';

export interface Signed {
  readonly service: string;
  readonly region: string;
}

/** A request as it arrived; `path` is with its query, the names of headers are in small letters. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Signs a request once more with aws4 and compares: what it is signed for, or the reason where they differ. */
export function verifyWithAws4(
  { method, path, headers, body }: SignedRequest,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string },
): Signed | string {
  const { authorization = '' } = headers;
  const parts = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+),/.exec(
    authorization,
  );
  if (parts === null) return 'not signed';
  const [, accessKeyId, region = '', service = '', names = ''] = parts;
  if (accessKeyId !== credentials.accessKeyId) return 'unknown access key';
  const signedNames = names.split(';');
  if (!signedNames.includes('host') || !signedNames.includes('x-amz-date')) return 'host and x-amz-date must be signed';
  const signedHeaders = Object.fromEntries(signedNames.map((name) => [name, String(headers[name] ?? '')]));
  const hash = createHash('sha256').update(body).digest('hex');
  if ((signedHeaders['x-amz-content-sha256'] ?? hash) !== hash) return 'the body is not the one signed';
  const signer = new aws4.RequestSigner(
    {
      service,
      region,
      method,
      path,
      headers: signedHeaders,
      body: body.length > 0 ? body : undefined,
      doNotModifyHeaders: true,
    },
    credentials,
  );
  signer.datetime = signedHeaders['x-amz-date'] ?? '';
  return compact(signer.authHeader()) === compact(authorization)
    ? { service, region }
    : 'the signature differs from that of aws4';
}

function compact(text: string): string {
  return text.replaceAll(/,\s+/g, ',');
}
