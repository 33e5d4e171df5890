import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { deliver, spoil } from '../../src/sandbox/broken-reply.ts';
import { makeFaults, type Fault } from '../../src/sandbox/faults.ts';
import type { Reply } from '../../src/sandbox/wire/call.ts';

/** A Prometheus of fixed answers that fails on demand, by path. */
export interface FaultyPrometheus {
  readonly url: string;
  /** The paths asked for so far. */
  readonly paths: string[];
  setFault(path: string, fault: Fault): void;
  close(): Promise<void>;
}

const TIME = Date.parse('2026-11-21T09:30:00Z') / 1000;
const SERIES = ['a:80', 'b:80'].map((instance) => ({ __name__: 'up', instance, job: 'shop' }));
const RULE = {
  type: 'alerting',
  name: 'ShopDown',
  query: 'up == 0',
  duration: 60,
  health: 'ok',
  state: 'inactive',
  labels: { severity: 'page' },
  annotations: {},
  alerts: [],
  lastEvaluation: '2026-11-21T09:39:30Z',
};
const DATA: readonly (readonly [path: RegExp, data: unknown])[] = [
  [/query$/, { resultType: 'vector', result: SERIES.map((metric) => ({ metric, value: [TIME, '1'] })) }],
  [/query_range$/, { resultType: 'matrix', result: SERIES.map((metric) => ({ metric, values: [[TIME, '1']] })) }],
  [/series$/, SERIES],
  [/labels$/, ['__name__', 'instance', 'job']],
  [/label\/.*\/values$/, ['up', 'requests_total']],
  [/metadata$/, { up: [{ type: 'gauge', help: 'Whether it answers', unit: '' }] }],
  [/rules$/, { groups: [{ name: 'shop', file: 'shop.yml', interval: 30, rules: [RULE] }] }],
  [/buildinfo$/, { version: '3.5.0' }],
];

/** What a Prometheus, or the proxy before it, says of each refusal. */
const REFUSALS: Partial<Record<string, Reply>> = {
  throttle: { status: 429, headers: { 'content-type': 'text/plain' }, body: 'too many requests' },
  serverError: { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><h1>502 Bad Gateway</h1></html>' },
  accessDenied: { status: 403, headers: { 'content-type': 'text/plain' }, body: 'forbidden' },
  expiredToken: { status: 401, headers: { 'content-type': 'text/plain' }, body: 'the token has expired' },
};

export async function startFaultyPrometheus(): Promise<FaultyPrometheus> {
  const faults = makeFaults();
  const paths: string[] = [];
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await request.toArray();
    const { pathname } = new URL(request.url ?? '', 'http://prometheus');
    paths.push(pathname);
    const fault = faults.strike(pathname);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    if (fault?.delayMs !== undefined) await sleep(fault.delayMs, undefined, { signal: gone.signal });
    const data = DATA.find(([path]) => path.test(pathname))?.[1];
    const right = {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ status: 'success', data }),
    };
    await deliver(response, REFUSALS[fault?.kind ?? ''] ?? spoil(right, fault?.kind), fault?.kind);
  }
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    setFault: (path, fault) => faults.set(path, fault),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
