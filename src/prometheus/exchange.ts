import * as http from 'node:http';
import * as https from 'node:https';
import { sharedLookup } from '../shared-lookup.ts';

/** What is sent: the headers are whole, but for `host`. */
export interface Outgoing {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const CONNECT_TIMEOUT_MS = 5_000;

/** Connections are kept and used again, as many as there are calls at once. */
const KEPT = { keepAlive: true, lookup: sharedLookup };
const AGENTS = { 'http:': new http.Agent(KEPT), 'https:': new https.Agent(KEPT) };

/**
 * Sends one request over a kept connection; resolves with the answer's head, its body still to be read. Redirects are not
 * followed. Node's own client: `fetch` costs several times its processor time.
 * @throws what Node says of the connection, with a `code`; `ETIMEDOUT` where there is none after five seconds
 */
export async function exchange(
  url: URL,
  { method, headers, body }: Outgoing,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const { request } = url.protocol === 'https:' ? https : http;
  const agent = AGENTS[url.protocol === 'https:' ? 'https:' : 'http:'];
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  signal.throwIfAborted();
  const sent = request(url, { method, headers, agent }, resolve);
  const leave = () => sent.destroy(signal.reason as Error);
  signal.addEventListener('abort', leave, { once: true });
  sent.on('error', reject);
  sent.once('close', () => {
    signal.removeEventListener('abort', leave);
    // A switch of protocols closes without an error. Whatever came before this decides.
    reject(Object.assign(new Error('closed without an answer'), { code: 'ECONNRESET' }));
  });
  sent.once('socket', (socket) => {
    if (!socket.connecting) return;
    const late = Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' });
    const timer = setTimeout(() => sent.destroy(late), CONNECT_TIMEOUT_MS);
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => clearTimeout(timer));
    sent.once('close', () => clearTimeout(timer));
  });
  sent.end(body);
  return promise;
}
