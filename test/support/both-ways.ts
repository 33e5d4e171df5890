import assert from 'node:assert/strict';
import { request, type IncomingHttpHeaders } from 'node:http';
import { directRequest } from '../../src/http/direct-request.ts';

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2025-06-18',
};

function post(url: string, message: object, headers: Record<string, string> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers: { ...HEADERS, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject).end(JSON.stringify(message));
  });
}

/** The same request with something in it that only the SDK reads, and that changes nothing of the answer. */
function forTheSdk(message: { params?: object }): object {
  const { params = {} } = message;
  return { ...message, params: { ...params, _meta: { ...(params as { _meta?: object })._meta, 'test/other': 1 } } };
}

/** What may differ: the moment, the request's id, and how the end of a body of known length is marked. */
function compared({ headers, ...reply }: Reply): object {
  const {
    date: _date,
    'x-request-id': _id,
    'content-length': _length,
    'transfer-encoding': _encoding,
    ...kept
  } = headers;
  // Errors and Logs Insights queries have ids that are made anew.
  const body = reply.body.replaceAll(/reference [\da-f]{8}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, 'id');
  return { ...reply, body, headers: kept };
}

export interface Message {
  readonly method: string;
  readonly params?: { readonly name?: string; readonly arguments?: object; readonly _meta?: object };
}

/** The same request as a client of 2026-07-28 sends it. */
export function modern(message: Message, headers: Record<string, string> = {}): [Message, Record<string, string>] {
  const { params = {} } = message;
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '0' },
    'io.modelcontextprotocol/clientCapabilities': { roots: {} },
  };
  const names = { 'mcp-method': message.method, ...(params.name !== undefined && { 'mcp-name': params.name }) };
  return [
    { ...message, params: { ...params, _meta: { ...params._meta, ...envelope } } },
    { ...headers, 'mcp-protocol-version': '2026-07-28', ...names },
  ];
}

/** Sends a request of each era directly and past the direct way; the direct answer of the older one. */
export async function assertSame(url: string, message: Message, headers: Record<string, string> = {}): Promise<Reply> {
  const replies: Reply[] = [];
  // Other names travel encoded, which the SDK reads.
  const inHeader = /^[!-~]*$/.test(message.params?.name ?? '');
  for (const [body, all] of [[message, headers] as const, ...(inHeader ? [modern(message, headers)] : [])]) {
    assert.ok(directRequest({ ...HEADERS, ...all }, body), `not read as a direct request: ${JSON.stringify(body)}`);
    assert.equal(directRequest({ ...HEADERS, ...all }, forTheSdk(body)), undefined);
    const direct = await post(url, body, all);
    assert.deepEqual(compared(direct), compared(await post(url, forTheSdk(body), all)));
    replies.push(direct);
  }
  return replies[0] as Reply;
}

export function rpc(
  method: string,
  id: string | number = 1,
): { jsonrpc: '2.0'; id: string | number; method: string; params?: object } {
  return { jsonrpc: '2.0', id, method };
}
