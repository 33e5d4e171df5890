import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import aws4 from 'aws4';
import { cloudwatchLimit } from '../../src/sandbox/operations/promql-rules.ts';
import { startPrometheus } from '../../src/sandbox/prometheus-server.ts';
import type { PrometheusServer } from '../../src/sandbox/prometheus-server.ts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from './small-world.ts';

let sandbox: Sandbox;
let prometheus: PrometheusServer | undefined;
before(async () => {
  sandbox = await startSandbox({ makeWorld: smallWorld });
  prometheus = await startPrometheus(await sandbox.world('us-east-1'), { sandboxUrl: sandbox.url });
});
after(async () => {
  await prometheus?.stop();
  await sandbox.close();
});

type Parameters = [name: string, value: string][];

function encode(parameters: Parameters): string {
  return parameters.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
}

async function ask(
  service: 'aps' | 'monitoring',
  path: string,
  parameters: Parameters,
  method: 'GET' | 'POST' = 'GET',
) {
  const form = encode(parameters);
  const request = {
    host: new URL(sandbox.url).host,
    service,
    region: 'us-east-1',
    method,
    path: method === 'GET' ? `${path}?${form}` : path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: method === 'GET' ? '' : form,
  };
  const { headers } = new aws4.RequestSigner(request, sandboxCredentials).sign();
  const { Host: _host, ...sent } = headers;
  const response = await fetch(sandbox.url + request.path, {
    method,
    headers: sent,
    ...(method === 'POST' && { body: form }),
  });
  return { status: response.status, text: await response.text() };
}

void test('a workspace’s data plane is a real Prometheus', async (t) => {
  if (!prometheus) return t.skip('no prometheus binary');
  sandbox.setPrometheusUrl(prometheus.url);
  for (const method of ['GET', 'POST'] as const) {
    const answer = await ask('aps', '/workspaces/ws-1/api/v1/query', [['query', '1 + 1']], method);
    assert.equal(answer.status, 200);
    assert.match(answer.text, /"resultType":"scalar","result":\[[\d.]+,"2"\]/);
  }
  const malformed = await ask('aps', '/workspaces/ws-1/api/v1/query', [['query', 'sum(']]);
  assert.equal(malformed.status, 400);
  assert.match(malformed.text, /"errorType":"bad_data","error":"invalid parameter \\"query\\"/);
  assert.equal((await ask('aps', '/workspaces/ws-9/api/v1/query', [['query', '1']])).status, 404);
  const creating = await ask('aps', '/workspaces/ws-3/api/v1/query', [['query', '1']]);
  assert.equal(creating.status, 409);
  assert.match(creating.text, /ws-3 is CREATING/);
  assert.deepEqual(sandbox.requests.at(-1)?.operation, 'QueryMetrics');
});

void test('CloudWatch answers at most `limit` rows and says so', async (t) => {
  if (!prometheus) return t.skip('no prometheus binary');
  sandbox.setPrometheusUrl(prometheus.url);
  const end = String(Date.now() / 1000);
  const window: Parameters = [
    ['start', String(Number(end) - 3600)],
    ['end', end],
  ];
  const labels = await ask('monitoring', '/api/v1/labels', [...window, ['limit', '2']], 'POST');
  assert.match(labels.text, /"data":\["__name__","\w+"\],"warnings":\["results truncated due to limit"\]/);
  const series = await ask('monitoring', '/api/v1/series', [...window, ['match[]', 'up{job="shop"}'], ['limit', '1']]);
  assert.equal(series.text, '{"status":"success","data":[{"__name__":"up","job":"shop"}]}');
});

void test('without a server PromQL is unavailable', async () => {
  sandbox.setPrometheusUrl(undefined);
  const answer = await ask('monitoring', '/api/v1/query', [['query', 'up']]);
  assert.equal(answer.status, 503);
  assert.match(answer.text, /runs without a Prometheus server/);
});

void test('a request for PromQL is signed for its service', async () => {
  assert.equal((await ask('monitoring', '/workspaces/ws-1/api/v1/query', [['query', 'up']])).status, 403);
  assert.equal((await ask('aps', '/api/v1/query', [['query', 'up']])).status, 403);
});

const RANGE: Parameters = [
  ['start', '0'],
  ['end', '604800'],
];

/** A request, and the limit CloudWatch answers it with or the sentence with which it refuses it. */
const CLOUDWATCH: [request: string, parameters: Parameters, expected: number | RegExp][] = [
  ['GET query', [['query', 'sum by (job) (rate(up{job="a}b"}[5m])) / on(job) go_threads']], 500],
  ['POST query', [['query', '{"http.server.active_requests", job="x"}']], 500],
  ['GET query', [['query', `{__name__="up", job=~"x.*"}`]], 500],
  ['GET query', [['query', 'count({job="x"})']], /every selector must name its metric/],
  ['GET query', [['query', 'up + {job="x"}']], /every selector must name its metric/],
  ['GET query', [['query', '{__name__=~"up.*"}']], /every selector must name its metric/],
  ['GET query', [['query', '{job="__name__"}']], /every selector must name its metric/],
  ['GET query', [], /"query": it is required/],
  [
    'GET query',
    [
      ['query', 'up'],
      ['limit', '501'],
    ],
    /from 1 to 500/,
  ],
  ['POST query_range', [...RANGE, ['query', 'up'], ['step', '60']], 500],
  ['POST query_range', [...RANGE, ['query', 'up']], /"step": it is required/],
  [
    'POST query_range',
    [
      ['query', 'up'],
      ['step', '60'],
      ['start', '0'],
      ['end', '604801'],
    ],
    /not be longer than 7 days/,
  ],
  [
    'GET query_range',
    [
      ['query', 'up'],
      ['step', '60'],
      ['start', '2026-11-01T00:00:00Z'],
      ['end', '2026-11-08T00:00:01Z'],
    ],
    /not be longer than 7 days/,
  ],
  ['GET series', [...RANGE, ['match[]', 'up']], 10_000],
  ['GET series', [...RANGE, ['match[]', 'up'], ['match[]', '{job="x"}']], /every selector must name its metric/],
  ['GET series', [['match[]', 'up']], /"start": it is required/],
  ['POST labels', [['match[]', '{job="x"}']], 10_000],
  ['GET label/job/values', [['limit', '10000']], 10_000],
  ['POST label/job/values', [], /method not allowed/],
  ['GET rules', [], /not found/],
  ['GET metadata', [], /not found/],
];

for (const [request, parameters, expected] of CLOUDWATCH) {
  void test(`CloudWatch: ${request} ${encode(parameters)}`, () => {
    const [method = '', path = ''] = request.split(' ');
    const answer = cloudwatchLimit({ workspaceId: undefined, method, path, parameters });
    if (typeof expected === 'number') assert.deepEqual(answer, { limit: expected });
    else assert.match('error' in answer ? answer.error : '', expected);
  });
}
