/** The upstream of the bench, a process of its own: fixed answers, counted requests and connections, faults by message. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixedAnswers } from './fixed-answers.ts';
import type { WorldName } from './world.ts';

export interface UpstreamOrder {
  readonly id: number;
  /** Every answer waits so long, milliseconds. */
  readonly delayMs?: number;
  /** Requests whose URL or body holds this text are never answered. */
  readonly silentFor?: string | undefined;
  /** Also tell, and forget, the bodies that were sent since the last such order; the first begins to keep them. */
  readonly bodies?: boolean;
}

/** What it was asked since it began. */
export interface UpstreamCounts {
  readonly id: number;
  readonly requests: number;
  readonly connections: number;
  readonly bodies?: readonly SentBody[] | undefined;
}

export interface SentBody {
  readonly operation: string;
  readonly body: string;
}

const answer = fixedAnswers((process.argv[2] ?? 'speed') as WorldName);
let requests = 0;
let connections = 0;
let delayMs = 0;
let silentFor: string | undefined;
let sent: SentBody[] | undefined;

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  requests += 1;
  const body = Buffer.concat(await request.toArray()).toString();
  const { method = '', url = '', headers } = request;
  if (silentFor !== undefined && (url.includes(silentFor) || body.includes(silentFor))) return;
  if (delayMs > 0) await sleep(delayMs);
  const reply = await answer({ method, url, headers, body });
  sent?.push({ operation: reply.operation, body: reply.body.toString() });
  response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length }).end(reply.body);
}

const server = createServer((request, response) => {
  serve(request, response).catch((error: unknown) => {
    process.stderr.write(`upstream of the bench: ${String(error)}\n`);
    response.destroy();
  });
});
server.keepAliveTimeout = 60_000;
server.on('connection', () => (connections += 1));
server.listen(0, '127.0.0.1', () => {
  process.send?.({ id: 0, port: (server.address() as AddressInfo).port });
});
process.on('message', (order: UpstreamOrder) => {
  if (order.delayMs !== undefined) delayMs = order.delayMs;
  if ('silentFor' in order) silentFor = order.silentFor;
  const bodies = order.bodies === true ? (sent ?? []) : undefined;
  if (bodies) sent = [];
  process.send?.({ id: order.id, requests, connections, bodies } satisfies UpstreamCounts);
});
process.on('disconnect', () => process.exit(0));
