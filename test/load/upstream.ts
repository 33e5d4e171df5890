/**
 * The upstream of the load tests, a process of its own: what the sandbox says, as late as AWS says it. It keeps how long it
 * had the requests of each question, and counts requests and connections.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixedAnswers, markedNumber } from '../bench/fixed-answers.ts';
import type { WorldName } from '../bench/world.ts';
import { delayOf } from './delays.ts';
import { largePromql } from './large-promql.ts';
import { togetherMs, type Held } from './held.ts';

export interface UpstreamOrder {
  readonly id: number;
  /** Every answer takes so long, milliseconds, instead of what its operation takes at AWS; null takes that back. */
  readonly delayMs?: number | null;
  /** Also tell, and forget, how long it had the requests of each question since the last such order. */
  readonly held?: boolean;
}

export interface UpstreamTold {
  readonly id: number;
  readonly requests: number;
  readonly connections: number;
  /** Connections that are open now. */
  readonly open: number;
  /** Milliseconds by the number of the question: those in which at least one of its requests was here. */
  readonly held?: Readonly<Record<string, number>> | undefined;
}

const world = (process.argv[2] ?? 'speed') as WorldName;
const answer = fixedAnswers(world);
const held = new Map<number, Held[]>();
let requests = 0;
let connections = 0;
let open = 0;
let fixedMs: number | null = null;

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const from = performance.now();
  requests += 1;
  const body = Buffer.concat(await request.toArray()).toString();
  const { method = '', url = '', headers } = request;
  const number = markedNumber(url) ?? markedNumber(body);
  const promql = world === 'crowded' ? largePromql(url) : undefined;
  const reply =
    promql === undefined
      ? await answer({ method, url, headers, body })
      : { operation: 'PromQL', status: 200, headers: { 'content-type': 'application/json' }, body: promql };
  const left = (fixedMs ?? delayOf(reply.operation, requests)) - (performance.now() - from);
  if (left > 0) await sleep(left);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length }).end(reply.body);
  if (number === undefined) return;
  const stay = { from, to: performance.now() };
  const stays = held.get(number);
  if (stays === undefined) held.set(number, [stay]);
  else stays.push(stay);
}

/** What was held since the last time, and nothing of it any more. */
function takeHeld(): Record<string, number> {
  const taken = Object.fromEntries([...held].map(([number, stays]) => [String(number), togetherMs(stays)]));
  held.clear();
  return taken;
}

const server = createServer((request, response) => {
  serve(request, response).catch((error: unknown) => {
    process.stderr.write(`upstream of the load: ${String(error)}\n`);
    response.destroy();
  });
});
server.keepAliveTimeout = 60_000;
server.on('connection', (socket) => {
  connections += 1;
  open += 1;
  socket.once('close', () => (open -= 1));
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ id: 0, port: (server.address() as AddressInfo).port });
});
process.on('message', (order: UpstreamOrder) => {
  if (order.delayMs !== undefined) fixedMs = order.delayMs;
  const taken = order.held === true ? takeHeld() : undefined;
  process.send?.({ id: order.id, requests, connections, open, held: taken } satisfies UpstreamTold);
});
process.on('disconnect', () => process.exit(0));
