import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { HttpRequest } from './requests.ts';
import type { RawRequest } from './raw-requests.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** An answer that takes longer is none, milliseconds: far beyond the deadline of a call. */
const LONGEST_MS = 30_000;

export const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** The longest body that the server reads: a longer one may be refused while it is still being sent. */
const LONGEST_BODY = 1024 * 1024;

/**
 * Sends a request whose framing is right.
 * @returns undefined where the server closed the connection on a body that is too long
 * @throws where it gets no whole answer
 */
export async function exchange(url: string, asked: HttpRequest): Promise<HttpAnswer | undefined> {
  const { method, path, headers, body } = asked;
  const { hostname, port } = new URL(url);
  const length = Buffer.byteLength(body);
  const request = httpRequest({
    hostname,
    port,
    method,
    path,
    agent,
    signal: AbortSignal.timeout(LONGEST_MS),
    headers: { ...headers, 'content-length': length },
  });
  try {
    request.end(body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const received = Buffer.concat(await response.toArray());
    return { status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body: received };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ECONNRESET' && code !== 'EPIPE') throw error;
    if (length > LONGEST_BODY) return undefined;
    // The server closed a connection that was kept, at the moment it was used again.
    if (request.reusedSocket) return exchange(url, asked);
    throw error;
  }
}

/**
 * Sends bytes and reads what comes until the server closes. A server that may wait for more is left as soon as it has
 * answered `other`, which is sent after them on another connection.
 */
export async function exchangeRaw(url: string, { pieces, whole }: RawRequest, other: HttpRequest): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const received: Buffer[] = [];
  socket.on('data', (data) => received.push(data));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve, reject) => {
    socket.once('close', () => resolve());
    socket.setTimeout(LONGEST_MS, () => reject(new Error('neither answered nor closed')));
  });
  for (const piece of pieces) {
    if (socket.destroyed) break;
    await new Promise<void>((resolve) => socket.write(piece, () => setImmediate(resolve)));
  }
  if (!whole) {
    await Promise.race([closed, exchange(url, other)]);
    socket.destroy();
  }
  await closed;
  return Buffer.concat(received).toString();
}
