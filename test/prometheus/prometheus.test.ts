import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ToolError } from '../../src/errors.ts';
import { ampSource, cloudwatchSource } from '../../src/prometheus/sources.ts';
import { sendJson } from '../support/canned-prometheus.ts';
import { ask, serve, SERVER, VECTOR } from '../support/serve-prometheus.ts';

void test('queries go out as forms, signed where AWS is asked, with the limit the source documents', async () => {
  const { server, prometheus } = await serve(() => VECTOR);
  for (const source of [SERVER, cloudwatchSource('eu-west-1'), ampSource('us-east-1', 'ws-1')])
    await ask(prometheus, source);
  const [plain, cloudwatch, amp] = server.requests;
  assert.equal(plain?.method, 'POST');
  assert.equal(plain?.headers['content-type'], 'application/x-www-form-urlencoded');
  assert.equal(plain?.body, 'query=up%7B&time=1&stats=all&limit=10000');
  assert.equal(cloudwatch?.url, '/api/v1/query');
  assert.equal(cloudwatch?.headers.authorization, 'signed monitoring eu-west-1');
  assert.match(cloudwatch?.body ?? '', /&limit=500$/);
  assert.equal(amp?.url, '/workspaces/ws-1/api/v1/query');
  assert.equal(amp?.headers.authorization, 'signed aps us-east-1');
  assert.match(amp?.body ?? '', /&max_samples_processed_error_threshold=\d+$/);
});

void test('a password in a URL is sent as basic authentication and never shown', async () => {
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

void test('identical questions under way are sent once, label names also for a while after', async () => {
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

void test('a label name that is not plain is escaped in the path', async () => {
  const { server, prometheus } = await serve(() => ['checkout']);
  await prometheus.labelValues(
    SERVER,
    'service.name',
    { match: '{"http.requests", a="b c+"}' },
    new AbortController().signal,
  );
  assert.equal(server.requests[0]?.method, 'GET');
  assert.match(
    server.requests[0]?.url ?? '',
    /^\/api\/v1\/label\/U__service_2e_name\/values\?match%5B%5D=%7B%22http\.requests%22%2C%20a%3D%22b%20c%2B%22%7D/,
  );
});

void test('warnings and infos come back beside the data', async () => {
  const { prometheus } = await serve((_request, response) =>
    sendJson(response, 200, { status: 'success', data: VECTOR, warnings: ['cut'], infos: ['no counter'] }),
  );
  const reply = await ask(prometheus);
  assert.deepEqual([reply.warnings, reply.infos], [['cut'], ['no counter']]);
});

void test('the server is told that its caller has gone', { timeout: 5_000 }, async () => {
  const { server, prometheus } = await serve(() => undefined);
  const caller = new AbortController();
  const asked = ask(prometheus, SERVER, caller.signal);
  while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  caller.abort();
  await assert.rejects(asked, { name: 'AbortError' });
  await server.closed;
});

void test('a caller that leaves does not take the answer from another', async () => {
  const arrived = Promise.withResolvers<() => void>();
  const { server, prometheus } = await serve((_request, response) => {
    arrived.resolve(() => sendJson(response, 200, { status: 'success', data: VECTOR }));
  });
  const caller = new AbortController();
  const leaves = ask(prometheus, SERVER, caller.signal);
  const stays = ask(prometheus);
  const release = await arrived.promise;
  caller.abort();
  await assert.rejects(leaves, { name: 'AbortError' });
  release();
  assert.equal((await stays).data.type, 'vector');
  assert.equal(server.requests.length, 1);
});

void test('a throttled request is sent three times at most, and succeeds when it may', async () => {
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

void test('a source that stays throttled is given up after three requests', async () => {
  const { server, prometheus } = await serve((_request, response) => void response.writeHead(503).end());
  await assert.rejects(ask(prometheus), { code: 'throttled' });
  assert.equal(server.requests.length, 3);
});

void test('a server that is not there is named with the reason', async () => {
  const { prometheus, server } = await serve(() => VECTOR);
  await server.close();
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

void test(
  'a server that would speak another protocol is given up as one that broke off',
  { timeout: 10_000 },
  async () => {
    const { prometheus } = await serve((_request, response) => {
      response.writeHead(101, { connection: 'upgrade', upgrade: 'other' }).end();
    });
    await assert.rejects(ask(prometheus), /The connection to prometheus:main broke off \(ECONNRESET\)/);
  },
);

void test('native histograms are read with their buckets', async () => {
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

void test('a failure without a name of Prometheus’ own is asked again, a named one is not', async () => {
  for (const [body, requests] of [
    [{ message: 'internal' }, 2],
    [{ status: 'error', errorType: 'internal', error: 'storage' }, 1],
  ] as const) {
    let failed = false;
    const { server, prometheus } = await serve((_request, response) => {
      if (failed) return VECTOR;
      failed = true;
      return sendJson(response, 500, body);
    });
    await ask(prometheus).catch(() => undefined);
    assert.equal(server.requests.length, requests);
  }
});
