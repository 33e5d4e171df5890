import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { jsonRpcError, REFUSED } from './json-rpc-error.ts';

/** What a connection may cost before a request is understood: milliseconds and bytes. */
export interface HttpLimits {
  /** From the first byte of a request to the end of its headers. */
  readonly headersTimeoutMs: number;
  /** From the first byte of a request to the end of its body. */
  readonly requestTimeoutMs: number;
  /** How often connections are looked at; they live so much longer at the worst. */
  readonly checkEveryMs: number;
  /** All headers of a request together: tokens with many groups take some 12 KB. */
  readonly maxHeaderBytes: number;
  readonly maxBodyBytes: number;
  /** Bodies that are being read at one time, together: others are left on the wire until their turn. */
  readonly maxReadingBytes: number;
  /** How long one of them may take while others wait. */
  readonly longestReadingMs: number;
  /** Bodies of calls that are under way or wait, together. */
  readonly maxHeldBytes: number;
}

export const HTTP_LIMITS: HttpLimits = {
  headersTimeoutMs: 30_000,
  requestTimeoutMs: 60_000,
  checkEveryMs: 5_000,
  maxHeaderBytes: 32 * 1024,
  maxBodyBytes: 4 * 1024 * 1024,
  maxReadingBytes: 24 * 1024 * 1024,
  longestReadingMs: 5_000,
  maxHeldBytes: 32 * 1024 * 1024,
};

/** Statuses by Node's codes; all else is a request that cannot be read. */
const STATUS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Ends a request whose body does not come in time. */
export function answerSlowRequest(socket: Socket): void {
  answerBrokenRequest(Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
}

/** Answers what is no HTTP request, or came too slowly, and closes its connection. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = STATUS[error.code ?? ''] ?? 400;
  const body = JSON.stringify(jsonRpcError(REFUSED, `${STATUS_CODES[status]}.`));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  // Who sends on without reading would keep a half-closed connection.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroySoon());
}
