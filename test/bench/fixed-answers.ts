import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { runOperation } from '../../src/sandbox/operations/operations.ts';
import { readCall, type Reply } from '../../src/sandbox/wire/call.ts';
import { benchWorld } from './world.ts';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Distinguishes otherwise equal questions, so that none is answered from a cache or shares another's read. */
export function mark(n: number): string {
  return `zz${String(n).padStart(6, '0')}`;
}

/**
 * Answers AWS and Prometheus requests from what the sandbox said once to the same request without its `mark`: what the
 * sandbox computes for an answer is no part of a measurement. Answers are kept for ever; the world is made at the first.
 */
export function fixedAnswers(): (asked: Asked) => Promise<Reply> | Reply {
  const replies = new Map<string, Reply | Promise<Reply>>();
  const world = benchWorld(Date.now());
  return (asked) => {
    const url = withoutMarks(asked.url);
    const body = withoutMarks(asked.body);
    const key = `${String(asked.headers['x-amz-target'])} ${url} ${body}`;
    const known = replies.get(key);
    if (known !== undefined) return known;
    const making = record({ ...asked, url, body }, world);
    replies.set(key, making);
    void making.then((reply) => replies.set(key, reply));
    return making;
  };
}

function withoutMarks(text: string): string {
  return text.replaceAll(/zz\d{6}/g, '');
}

async function record(asked: Asked, world: ReturnType<typeof benchWorld>): Promise<Reply> {
  const call = readCall({ ...asked, body: Buffer.from(asked.body) });
  const query = new Map(call.promql?.parameters);
  const reply = query.has('query')
    ? { status: 200, headers: { 'content-type': 'application/json' }, body: matrix(query) }
    : await runOperation(
        call,
        { world, now: () => world.madeAt, region: world.region, account: world.account },
        { requestId: randomUUID(), prometheusUrl: undefined, signal: new AbortController().signal },
      );
  return { ...reply, body: Buffer.from(reply.body) };
}

/** What a Prometheus says to `…{series="10"…}` over a range: so many series, a sample at every step. */
function matrix(query: ReadonlyMap<string, string>): string {
  const [start = 0, end = 0, step = 60] = ['start', 'end', 'step'].map((name) => Number(query.get(name)));
  const count = Number(/series="(\d+)"/.exec(query.get('query') ?? '')?.[1] ?? 10);
  const result = Array.from({ length: count }, (_, i) => ({
    metric: {
      namespace: 'shop',
      pod: `checkout-6c9f7d5b8-${(i * 7919 + 40_000).toString(36)}`,
      instance: `10.0.${i % 32}.${(i * 37) % 256}:8080`,
    },
    values: Array.from({ length: Math.floor((end - start) / step) + 1 }, (_unused, k) => [
      start + k * step,
      String(Math.abs(Math.sin(i + k / 9)) * (i + 1)),
    ]),
  }));
  return JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });
}
