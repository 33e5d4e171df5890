import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ToolError, type ErrorCode } from '../../src/errors.ts';
import { createPrometheus, type Prometheus } from '../../src/prometheus/prometheus.ts';
import { MAX_RESPONSE_BYTES } from '../../src/prometheus/request.ts';
import { ampSource, cloudwatchSource, serverSource, type Source } from '../../src/prometheus/sources.ts';
import { sendJson, startCanned, type Canned, type CannedPrometheus } from '../support/canned-prometheus.ts';

const closers: (() => Promise<void>)[] = [];
after(() => Promise.all(closers.map((close) => close())));

const SERVER = serverSource('main');
const VECTOR = { resultType: 'vector', result: [] };

/** A server with fixed answers, and the service before it; AWS endpoints lead there too. */
async function serve(canned: Canned, userinfo = ''): Promise<{ server: CannedPrometheus; prometheus: Prometheus }> {
  const server = await startCanned(canned);
  closers.push(() => server.close());
  const url = new URL(server.url);
  url.username = userinfo.split(':')[0] ?? '';
  url.password = userinfo.split(':')[1] ?? '';
  const aws = {
    signer:
      (service: string, region: string) =>
      async ({ headers }: { headers: Readonly<Record<string, string>> }) => ({
        ...headers,
        authorization: `signed ${service} ${region}`,
      }),
    endpoint: async () => new URL(server.url),
  };
  return { server, prometheus: createPrometheus({ aws, servers: [{ name: 'main', url }] }) };
}

function ask(prometheus: Prometheus, source: Source = SERVER, signal = new AbortController().signal) {
  return prometheus.query(source, { query: 'up{', time: 1_000 }, signal);
}

async function refusal(canned: Canned, source: Source = SERVER): Promise<ToolError> {
  const { prometheus } = await serve(canned);
  return ask(prometheus, source).then(
    () => assert.fail('was answered'),
    (error: unknown) => {
      assert.ok(error instanceof ToolError, String(error));
      return error;
    },
  );
}

test('queries go out as forms, signed where AWS is asked, with the limit the source documents', async () => {
  const { server, prometheus } = await serve(() => VECTOR);
  for (const source of [SERVER, cloudwatchSource('eu-west-1'), ampSource('us-east-1', 'ws-1')])
    await ask(prometheus, source);
  const [plain, cloudwatch, amp] = server.requests;
  assert.equal(plain?.method, 'POST');
  assert.equal(plain?.headers['content-type'], 'application/x-www-form-urlencoded');
  assert.equal(plain?.body, 'query=up%7B&time=1&limit=10000');
  assert.equal(cloudwatch?.url, '/api/v1/query');
  assert.equal(cloudwatch?.headers.authorization, 'signed monitoring eu-west-1');
  assert.match(cloudwatch?.body ?? '', /&limit=500$/);
  assert.equal(amp?.url, '/workspaces/ws-1/api/v1/query');
  assert.equal(amp?.headers.authorization, 'signed aps us-east-1');
  assert.match(amp?.body ?? '', /&max_samples_processed_error_threshold=\d+$/);
});

test('a password in a URL is sent as basic authentication and never shown', async () => {
  const { server, prometheus } = await serve(
    (_request, response) => void response.writeHead(401).end('no'),
    'ann:s3cret',
  );
  await assert.rejects(
    ask(prometheus),
    (error: ToolError) => error.code === 'access_denied' && !error.message.includes('s3cret'),
  );
  assert.equal(server.requests[0]?.headers.authorization, `Basic ${Buffer.from('ann:s3cret').toString('base64')}`);
  assert.ok(!JSON.stringify(prometheus.servers).includes('s3cret'));
});

test('identical questions under way are sent once, label names also for a while after', async () => {
  const { server, prometheus } = await serve(({ url }) => (url.includes('/query') ? VECTOR : ['job']));
  const { signal } = new AbortController();
  await Promise.all([ask(prometheus), ask(prometheus)]);
  assert.equal(server.requests.length, 1);
  await ask(prometheus);
  assert.equal(server.requests.length, 2);
  await prometheus.labelNames(SERVER, {}, signal);
  assert.deepEqual((await prometheus.labelNames(SERVER, {}, signal)).data, ['job']);
  assert.equal(server.requests.length, 3);
});

test('a label name that is not plain is escaped in the path', async () => {
  const { server, prometheus } = await serve(() => ['checkout']);
  await prometheus.labelValues(SERVER, 'service.name', { match: '{"http.requests"}' }, new AbortController().signal);
  assert.equal(server.requests[0]?.method, 'GET');
  assert.match(
    server.requests[0]?.url ?? '',
    /^\/api\/v1\/label\/U__service_2e_name\/values\?match%5B%5D=%7B%22http\.requests%22%7D/,
  );
});

test('warnings and infos come back beside the data', async () => {
  const { prometheus } = await serve((_request, response) =>
    sendJson(response, 200, { status: 'success', data: VECTOR, warnings: ['cut'], infos: ['no counter'] }),
  );
  const reply = await ask(prometheus);
  assert.deepEqual([reply.warnings, reply.infos], [['cut'], ['no counter']]);
});

test('the server is told within 200 ms that its caller has gone', async () => {
  const { server, prometheus } = await serve(() => undefined);
  const caller = new AbortController();
  const asked = ask(prometheus, SERVER, caller.signal);
  while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const left = performance.now();
  caller.abort();
  await assert.rejects(asked, { name: 'AbortError' });
  assert.ok((await server.closed) - left < 200);
});

test('a caller that leaves does not take the answer from another', async () => {
  let release: (() => void) | undefined;
  const { server, prometheus } = await serve((_request, response) => {
    release = () => sendJson(response, 200, { status: 'success', data: VECTOR });
  });
  const caller = new AbortController();
  const leaves = ask(prometheus, SERVER, caller.signal);
  const stays = ask(prometheus);
  while (release === undefined) await new Promise((resolve) => setImmediate(resolve));
  caller.abort();
  await assert.rejects(leaves, { name: 'AbortError' });
  release();
  assert.equal((await stays).data.type, 'vector');
  assert.equal(server.requests.length, 1);
});

const BAD =
  (errorType: string, error: string, status: number): Canned =>
  (_request, response) =>
    sendJson(response, status, { status: 'error', errorType, error });
const STATUS =
  (status: number, body: string, headers: Record<string, string> = {}): Canned =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);
const AWS = cloudwatchSource('us-east-1');
const FORBIDDEN = '{"message":"User: arn:aws:iam::1:user/x is not authorized"}';

const REFUSALS: readonly (readonly [title: string, canned: Canned, source: Source, code: ErrorCode, says: RegExp])[] = [
  [
    'a parse error',
    BAD('bad_data', 'invalid parameter "query": 1:4: parse error: unexpected end', 400),
    SERVER,
    'invalid_input',
    /line 1, column 4 \(at its end\): unexpected end/,
  ],
  [
    'an execution error',
    BAD('execution', 'many-to-many matching not allowed', 422),
    SERVER,
    'invalid_input',
    /many-to-many/,
  ],
  [
    'too many samples',
    BAD('execution', 'query processing would load too many samples into memory in query execution', 422),
    SERVER,
    'too_expensive',
    /larger step/,
  ],
  ['a timeout', BAD('timeout', 'query timed out in query execution', 503), SERVER, 'timeout', /shorter window/],
  [
    'IAM',
    STATUS(403, FORBIDDEN),
    AWS,
    'access_denied',
    /"cloudwatch:GetMetricData" and "cloudwatch:ListMetrics".*not authorized/,
  ],
  ['AMP and IAM', STATUS(403, FORBIDDEN), ampSource('us-east-1', 'ws-1'), 'access_denied', /"aps:QueryMetrics"/],
  [
    'expired credentials',
    STATUS(403, '{"message":"The security token included in the request is expired"}'),
    AWS,
    'expired',
    /renew/,
  ],
  [
    'a missing workspace',
    STATUS(404, '{"message":"Workspace not found"}'),
    ampSource('us-east-1', 'ws-1'),
    'not_found',
    /list_prometheus_workspaces/,
  ],
  ['throttling', STATUS(429, 'slow down', { 'retry-after': '1' }), SERVER, 'throttled', /Wait 1 seconds/],
  ['a redirect', STATUS(302, '', { location: 'http://elsewhere/' }), SERVER, 'upstream', /redirect/],
  ['HTML', STATUS(200, '<html>Log in</html>', { 'content-type': 'text/html' }), SERVER, 'upstream', /text\/html/],
  [
    'HTML with an error',
    STATUS(500, '<html><head><title>x</title></head><body><h1>Bad gateway</h1></body></html>'),
    SERVER,
    'upstream',
    /HTTP 500: Bad gateway/,
  ],
  [
    'other JSON',
    STATUS(200, '{"hello":1}', { 'content-type': 'application/json' }),
    SERVER,
    'upstream',
    /status undefined/,
  ],
  [
    'another type of data',
    (_request, response) =>
      sendJson(response, 200, {
        status: 'success',
        data: { resultType: 'vector', result: [{ metric: {}, value: [1, 'x'] }] },
      }),
    SERVER,
    'upstream',
    /"x" instead of a number/,
  ],
];

for (const [title, canned, source, code, says] of REFUSALS) {
  test(`${title} becomes ${code}`, async () => {
    const error = await refusal(canned, source);
    assert.equal(error.code, code);
    assert.match(error.message, says);
  });
}

test('a throttled request is sent three times at most, and succeeds when it may', async () => {
  let turnedAway = 0;
  const { server, prometheus } = await serve((_request, response) => {
    if (turnedAway === 2) return VECTOR;
    turnedAway += 1;
    response.writeHead(503).end();
    return undefined;
  });
  assert.equal((await ask(prometheus)).data.type, 'vector');
  assert.equal(server.requests.length, 3);
});

test('no more than the cap is read of an answer', async () => {
  const error = await refusal((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    for (let bytes = 0; bytes <= MAX_RESPONSE_BYTES; bytes += chunk.length) response.write(chunk);
    response.end();
  });
  assert.equal(error.code, 'too_expensive');
  assert.match(error.message, /more than 16 MiB/);
});

test('a server that is not there is named with the reason', async () => {
  const { prometheus, server } = await serve(() => VECTOR);
  await server.close();
  closers.pop();
  await assert.rejects(
    ask(prometheus),
    (error: ToolError) =>
      error.code === 'upstream' && /prometheus:main cannot be reached \(ECONNREFUSED\)/.test(error.message),
  );
  assert.deepEqual(await prometheus.probe('main', new AbortController().signal), {
    answers: false,
    error: 'the server cannot be reached (ECONNREFUSED)',
  });
});

test('native histograms are read with their buckets', async () => {
  const histogram = {
    count: '3',
    sum: '0.6',
    buckets: [
      [0, '0.1', '0.2', '2'],
      [0, '0.2', '0.4', '1'],
    ],
  };
  const { prometheus } = await serve(() => ({
    resultType: 'vector',
    result: [{ metric: { job: 'a' }, histogram: [1, histogram] }],
  }));
  const { data } = await ask(prometheus);
  assert.ok(data.type === 'vector');
  assert.deepEqual(data.samples[0]?.histogram, {
    count: 3,
    sum: 0.6,
    buckets: [
      { lower: 0.1, upper: 0.2, count: 2 },
      { lower: 0.2, upper: 0.4, count: 1 },
    ],
  });
});
