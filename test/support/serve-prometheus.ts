import { after } from 'node:test';
import { createPrometheus, type Prometheus } from '../../src/prometheus/prometheus.ts';
import type { Reply } from '../../src/prometheus/request.ts';
import type { QueryResult } from '../../src/prometheus/parse.ts';
import { serverSource, type Source } from '../../src/prometheus/sources.ts';
import { startCanned, type Canned, type CannedPrometheus } from './canned-prometheus.ts';

export const SERVER = serverSource('main');
export const VECTOR = { resultType: 'vector', result: [] };

const servers: CannedPrometheus[] = [];
after(() => Promise.all(servers.map((server) => server.close())));

/** A server with fixed answers, and the service's way to it as `prometheus:main`; AWS endpoints lead there too. */
export async function serve(
  canned: Canned,
  userinfo = '',
): Promise<{ server: CannedPrometheus; prometheus: Prometheus }> {
  const server = await startCanned(canned);
  servers.push(server);
  const url = new URL(server.url);
  [url.username = '', url.password = ''] = userinfo.split(':');
  const aws = {
    signer: (service: string, region: string) => (request: { headers: Readonly<Record<string, string>> }) =>
      Promise.resolve({ ...request.headers, authorization: `signed ${service} ${region}` }),
    endpoint: () => Promise.resolve(new URL(server.url)),
  };
  return { server, prometheus: createPrometheus({ aws, servers: [{ name: 'main', url }] }) };
}

/** Asks `prometheus` something, it does not matter what. */
export function ask(
  prometheus: Prometheus,
  source: Source = SERVER,
  signal: AbortSignal = new AbortController().signal,
): Promise<Reply<QueryResult>> {
  return prometheus.query(source, { query: 'up{', time: 1_000 }, signal);
}
