/**
 * In a pod of its own: a stand-in for a Prometheus server. It evaluates nothing and knows two metrics of a job `api`; a range
 * query that names `fleet` is answered with a thousand series.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const METRICS = ['http_requests_total', 'up'];

function labelsOf(i: number): Record<string, string> {
  return { __name__: 'up', job: 'api', pod: `api-${i}` };
}

function range(parameters: URLSearchParams): unknown {
  const from = Number(parameters.get('start'));
  const to = Number(parameters.get('end'));
  const step = Math.max(1, Number.parseFloat(parameters.get('step') ?? '60'));
  const count = parameters.get('query')?.includes('fleet') === true ? 1_000 : 3;
  const times = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, n) => from + n * step);
  return {
    resultType: 'matrix',
    result: Array.from({ length: count }, (_, i) => ({
      metric: labelsOf(i),
      values: times.map((time, n) => [time, String((i * 31 + n * 17) % 100)]),
    })),
  };
}

function answer(path: string, parameters: URLSearchParams): unknown {
  if (path === 'query_range') return range(parameters);
  if (path === 'query') {
    const time = Date.now() / 1000;
    const result = [0, 1, 2].map((i) => ({ metric: labelsOf(i), value: [time, '1'] }));
    return { resultType: 'vector', result };
  }
  if (path === 'series') return [0, 1, 2].map(labelsOf);
  if (path === 'labels') return ['__name__', 'job', 'pod'];
  if (path === 'label/__name__/values') return METRICS;
  if (path.startsWith('label/')) return ['api'];
  if (path === 'metadata') {
    return Object.fromEntries(METRICS.map((name) => [name, [{ type: 'gauge', help: `What ${name} says.`, unit: '' }]]));
  }
  if (path === 'rules') {
    const rule = {
      type: 'alerting',
      name: 'ApiDown',
      query: 'up == 0',
      duration: 60,
      labels: {},
      annotations: {},
      alerts: [],
      health: 'ok',
      state: 'inactive',
      evaluationTime: 0.001,
      lastEvaluation: new Date().toISOString(),
    };
    return { groups: [{ name: 'api', file: 'api.yml', interval: 60, rules: [rule] }] };
  }
  return { version: '3.0.0' };
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks = (await request.toArray()) as Buffer[];
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://prometheus');
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  const data = answer(pathname.replace('/api/v1/', ''), new URLSearchParams([...searchParams, ...form]));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ status: 'success', data }));
}

const server = createServer((request, response) => void serve(request, response));
server.listen(9090, '0.0.0.0');
process.once('SIGTERM', () => process.exit());
