import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sendJson, startCanned, type Canned, type CannedPrometheus } from '../../support/canned-prometheus.ts';
import { startTestService, type TestService } from '../../support/harness.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const closers: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closers.toReversed()) await close();
});

/** The service with a server of fixed answers as `prometheus:main`. */
async function withCanned(
  canned: Canned,
  env: Readonly<Record<string, string>> = {},
): Promise<{ service: TestService; server: CannedPrometheus }> {
  const server = await startCanned(canned);
  const service = await startTestService({
    clock: () => NOW,
    env: { CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=http://ann:s3cret@${server.url.host}/prom`, ...env },
  });
  closers.push(
    () => server.close(),
    () => service.close(),
  );
  return { service, server };
}

const HISTOGRAM = {
  count: '100',
  sum: '30',
  buckets: [
    [0, '0.1', '0.2', '50'],
    [0, '0.2', '0.4', '40'],
    [0, '0.4', '0.8', '10'],
  ],
};
const SECOND = NOW / 1000;

void test('native histograms are shown as count, sum, average and quantiles', async () => {
  const result = ['a', 'b'].map((pod) => ({
    metric: { __name__: 'request_seconds', pod },
    histogram: [SECOND, HISTOGRAM],
  }));
  const { service } = await withCanned(() => ({ resultType: 'vector', result }));
  const { text } = await service.call('query_prometheus', { query: 'request_seconds', source: 'prometheus:main' });
  assert.match(text, /^2 series, all request_seconds, largest first at /);
  assert.match(text, /\| pod \| count \| sum \| average \| p50 \| p90 \| p99 \|\n/);
  assert.match(text, /\| a \| 100 \| 30 \| 0\.3 \| 0\.2 \| 0\.4 \| 0\.7464 \|/);
});

void test('native histograms over time are shown by their averages', async () => {
  const histograms = [0, 60].map((ago) => [SECOND - 60 + ago, HISTOGRAM]);
  const { service } = await withCanned(() => ({
    resultType: 'matrix',
    result: [{ metric: { pod: 'a' }, histograms }],
  }));
  const args = { query: 'x', source: 'prometheus:main', start: '-2m', step: '1m' };
  const { text } = await service.call('query_prometheus_range', args);
  assert.match(text, /\| 1 \| a \| 0\.3 \| 0\.3 \| 0\.3 \|/);
  assert.match(text, /Note: Native histograms are shown by their averages/);
});

void test('warnings and infos reach the caller, in text and typed', async () => {
  const { service } = await withCanned((_request, response) =>
    sendJson(response, 200, {
      status: 'success',
      data: { resultType: 'vector', result: [] },
      warnings: ['results truncated due to limit'],
      infos: ['metric might not be a counter: "x"'],
    }),
  );
  const { text, structured } = await service.call('query_prometheus', { query: 'rate(x[5m])', source: 'main' });
  assert.match(
    text,
    /\nWarning of the source: results truncated due to limit\nInfo of the source: metric might not be a counter: "x"\n/,
  );
  assert.deepEqual(structured['warnings'], ['results truncated due to limit']);
  assert.deepEqual(structured['infos'], ['metric might not be a counter: "x"']);
});

void test('UTF-8 names are quoted in series and escaped in paths', async () => {
  const series = [
    { __name__: 'http.requests', 'service.name': 'checkout', 'a"b': 'x\ny' },
    { __name__: 'http.requests', 'service.name': 'cart', 'a"b': 'x\ny' },
  ];
  const { service, server } = await withCanned(({ url }) => {
    if (url.includes('/series')) return series;
    return url.includes('/label/')
      ? ['cart', 'checkout']
      : {
          resultType: 'vector',
          result: [
            { metric: series[0], value: [SECOND, '1'] },
            { metric: series[1], value: [SECOND, '2'] },
          ],
        };
  });
  const found = await service.call('find_prometheus_series', { match: '{"http.requests"}', source: 'main' });
  assert.match(found.text, /\| \{"http\.requests"\} \| 2 \| "a\\"b"="x y"; "service\.name" \(2\): cart, checkout \|/);
  const queried = await service.call('query_prometheus', { query: '{"http.requests"}', source: 'main' });
  assert.match(queried.text, /all \{"http\.requests", "a\\"b"="x\\ny"\}, largest first/);
  await service.call('list_prometheus_labels', { label: 'service.name', source: 'main' });
  assert.ok(server.requests.some(({ url }) => url.startsWith('/prom/api/v1/label/U__service_2e_name/values?')));
});

void test('what targets say of a metric wins over its name', async () => {
  const { service } = await withCanned(({ url }) => {
    if (!url.includes('/metadata')) return ['a_total', 'b_bucket', 'b_count', 'b_sum', 'c'];
    return {
      a: [{ type: 'counter', help: 'All of them', unit: '' }],
      c: [
        { type: 'unknown', help: '', unit: '' },
        { type: 'gauge', help: 'Now', unit: 'bytes' },
      ],
    };
  });
  const { text } = await service.call('list_prometheus_metrics', { source: 'main' });
  assert.match(
    text,
    /\| a_total \| counter \| - \| All of them \|\n\| b \| histogram\? \| - \| - \|\n\| c \| gauge \| bytes \| Now \|/,
  );
});

void test('metrics are listed although their metadata cannot be read', async () => {
  const { service } = await withCanned(({ url }, response) => {
    if (!url.includes('/metadata')) return ['up'];
    response.writeHead(500).end('broken');
    return undefined;
  });
  const { text } = await service.call('list_prometheus_metrics', { source: 'main' });
  assert.match(
    text,
    /^1 metric from prometheus:main[^]*\| up \|[^]*Note: Types and help could not be read: prometheus:main failed \(HTTP 500: broken\)/,
  );
});

void test('a password in the URL is in no answer and no error', async () => {
  const { service, server } = await withCanned(
    (_request, response) => void response.writeHead(401).end('<html>no</html>'),
  );
  for (const [name, args] of [
    ['query_prometheus', { query: '1', source: 'main' }],
    ['query_prometheus', { query: '1', source: 'unknown' }],
    ['list_prometheus_workspaces', {}],
    ['get_server_info', {}],
  ] as const) {
    const { text, structured } = await service.call(name, args);
    assert.doesNotMatch(text + JSON.stringify(structured), /s3cret/);
  }
  assert.ok(server.requests.every(({ headers }) => headers.authorization?.startsWith('Basic ')));
});

void test('the connection to the server is closed when the caller has hung up', { timeout: 10_000 }, async () => {
  const arrived = Promise.withResolvers<void>();
  // The call's own deadline is later than this test's.
  const { service, server } = await withCanned(() => arrived.resolve(), { CLOUDWATCH_MCP_TOOL_TIMEOUT: '60' });
  const caller = new AbortController();
  const body = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'query_prometheus_range', arguments: { query: 'up', source: 'main' } },
  };
  const call = fetch(service.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify(body),
    signal: caller.signal,
  }).then((response) => response.text());
  await arrived.promise;
  caller.abort();
  await assert.rejects(call, { name: 'AbortError' });
  await server.closed;
});

void test('a misspelt name is guessed at under a short deadline too', async () => {
  const { service } = await withCanned(
    ({ url }) =>
      url.includes('/values')
        ? ['http_requests_total']
        : url.includes('/series')
          ? []
          : { resultType: 'vector', result: [] },
    { CLOUDWATCH_MCP_TOOL_TIMEOUT: '3' },
  );
  const query = 'http_request_total';
  for (const [tool, args] of [
    ['query_prometheus', { query }],
    ['find_prometheus_series', { match: query }],
  ] as const) {
    const { text, isError } = await service.call(tool, { ...args, source: 'main' });
    assert.equal(isError, false, text);
    assert.match(text, /No metric "http_request_total" in the last 24 hours; nearest: http_requests_total/);
  }
});
