import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that gives fixed answers, for what a real Prometheus of this age cannot say: infos, native histograms, failures. */
export interface CannedPrometheus {
  readonly url: URL;
  /** Requests so far: method, path with query, body, headers. */
  readonly requests: { method: string; url: string; body: string; headers: IncomingMessage['headers'] }[];
  /** Resolves when the connection of a waiting request is closed. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

export type Canned = (request: { method: string; url: string; body: string }, response: ServerResponse) => unknown;

/** @param canned what it returns is sent as the `data` of a success; undefined where it has answered, or never will */
export async function startCanned(canned: Canned): Promise<CannedPrometheus> {
  const requests: CannedPrometheus['requests'] = [];
  const closed = Promise.withResolvers<void>();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    response.once('close', () => {
      if (!response.writableFinished) closed.resolve();
    });
    const { method = '', url = '', headers } = request;
    const body = Buffer.concat(await request.toArray()).toString();
    requests.push({ method, url, body, headers });
    const data = canned({ method, url, body }, response);
    if (data !== undefined) sendJson(response, 200, { status: 'success', data });
  };
  const server = createServer((request, response) => void answer(request, response));
  // Longer than any client keeps one idle, so that none meets a closing connection.
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    requests,
    closed: closed.promise,
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
