import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { unreachable, usageError } from '../trouble.ts';

/** A server on this machine alone, to which the browser comes back from a login. */
export interface Loopback {
  /** What to register and to send along. */
  readonly redirectUri: string;
  /**
   * The parameters of the answer that carries `state`; others are refused and waited past.
   * @throws ClientError after `timeoutMs`; the signal's reason when it is aborted
   */
  answer(state: string, timeoutMs: number, signal: AbortSignal): Promise<URLSearchParams>;
  close(): void;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
const DEFAULT = 'http://127.0.0.1/callback';

/**
 * Listens where the redirect URI says, on a free port where it names none.
 * @throws ClientError where it is no loopback address or its port is taken
 */
export async function openLoopback(redirectUri = DEFAULT): Promise<Loopback> {
  const url = URL.parse(redirectUri);
  if (url === null || url.protocol !== 'http:' || !LOOPBACK.includes(url.hostname)) {
    throw usageError(
      `The login must come back to a loopback address, such as http://localhost:8000/callback, not ${redirectUri}.`,
    );
  }
  let expected: { state: string; resolve(params: URLSearchParams): void } | undefined;
  const server = createServer((request, response) => {
    const asked = URL.parse(request.url ?? '', url.href);
    if (request.method !== 'GET' || asked?.pathname !== url.pathname) say(response, 404, 'There is nothing here.');
    else if (expected === undefined || !same(asked.searchParams.get('state') ?? '', expected.state)) {
      say(response, 400, 'This is not the login that is waited for.');
    } else {
      say(response, 200, 'You can close this window and go back to the terminal.');
      expected.resolve(asked.searchParams);
    }
  });
  const host = url.hostname === '[::1]' ? '::1' : '127.0.0.1';
  server.listen({ host, port: Number(url.port || 0) });
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw unreachable(
      `The login cannot come back to ${redirectUri}: ${error.code === 'EADDRINUSE' ? 'its port is taken' : error.message}.`,
    );
  });
  url.port = String((server.address() as AddressInfo).port);
  return {
    redirectUri: url.href,
    async answer(state, timeoutMs, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<URLSearchParams>();
      expected = { state, resolve };
      const abort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', abort, { once: true });
      const minutes = Math.round(timeoutMs / 60_000);
      const timer = setTimeout(() => reject(unreachable(`Nobody logged in within ${minutes} minutes.`)), timeoutMs);
      try {
        signal.throwIfAborted();
        return await promise;
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        expected = undefined;
      }
    },
    close() {
      server.close();
      server.closeIdleConnections();
    },
  };
}

function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Nothing of the request is repeated, and the page can do nothing. */
function say(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(`<!doctype html><title>cloudwatch-mcp</title><p>${sentence}</p>`);
}
