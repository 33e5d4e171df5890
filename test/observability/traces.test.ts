import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GOOD, MARK, marked } from '../security/marked-world.ts';
import { until } from '../support/until.ts';
import { lines } from './lines.ts';
import { newPlace, post } from './post.ts';
import { startTracedService, type TracedService } from './traced-service.ts';

const [SERVER, CLIENT, ERROR] = [2, 3, 2];
const ERAS = ['2025-11-25', '2026-07-28'] as const;

let traced: TracedService;
before(async () => {
  traced = await startTracedService({
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=seven',
    OTEL_SERVICE_NAME: 'named',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,service.name=other',
  });
});
after(() => traced.close());

const ask = (...[era, message, headers]: Parameters<typeof post> extends [string, ...infer Rest] ? Rest : never) =>
  post(traced.service.url, era, message, headers);

for (const era of ERAS) {
  test(`a call of ${era} goes on with the trace in its _meta, linked to that of its HTTP request`, async () => {
    const [inMeta, inHeader] = [newPlace(), newPlace()];
    const tracestate = `vendor=1, No Key=${marked()},two=a=b,tenant@vendor=x y`;
    const params = {
      name: 'describe_alarms',
      arguments: { state: 'all' },
      _meta: { traceparent: inMeta.traceparent, tracestate, baggage: 'user=ana' },
    };
    const headers = { traceparent: inHeader.traceparent, tracestate: 'of=header,words' };
    const posted = await ask(era, { id: 'call-1', method: 'tools/call', params }, headers);
    const { http, message, of } = await traced.spansOf(posted);
    assert.equal(message.name, 'tools/call describe_alarms');
    assert.equal(message.kind, SERVER);
    assert.deepEqual(
      [message.traceId, message.parentSpanId, message.traceState],
      [inMeta.traceId, inMeta.spanId, 'vendor=1,tenant@vendor=x y'],
      'of a tracestate what keeps to its grammar',
    );
    assert.deepEqual(message.links, [{ traceId: inHeader.traceId, spanId: http.spanId }]);
    assert.deepEqual(
      [http.traceId, http.parentSpanId, http.traceState],
      [inHeader.traceId, inHeader.spanId, 'of=header'],
    );
    assert.partialDeepStrictEqual(message.attributes, {
      'mcp.method.name': 'tools/call',
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'describe_alarms',
      'mcp.protocol.version': era,
      'jsonrpc.request.id': 'call-1',
      'network.transport': 'tcp',
      'network.protocol.name': 'http',
      'cloudwatch_mcp.outcome': 'ok',
    });
    assert.equal(http.name, 'POST /mcp');
    assert.equal(http.kind, SERVER);
    assert.partialDeepStrictEqual(http.attributes, {
      'http.request.method': 'POST',
      'http.route': '/mcp',
      'url.path': '/mcp',
      'url.scheme': 'http',
      'http.response.status_code': 200,
      'network.protocol.version': '1.1',
    });
    assert.deepEqual(message.resource, {
      ...message.resource,
      'service.name': 'named',
      'service.version': '0.1.0',
      'deployment.environment.name': 'test',
    });
    // The second era asks what the first was just told.
    if (era === '2026-07-28') return;
    const alarms = of.find(({ name }) => name === 'CloudWatch.DescribeAlarms');
    assert.ok(alarms, of.map(({ name }) => name).join());
    assert.equal(alarms.kind, CLIENT);
    assert.partialDeepStrictEqual(alarms.attributes, {
      'rpc.system.name': 'aws-api',
      'rpc.system': 'aws-api',
      'rpc.service': 'CloudWatch',
      'rpc.method': 'DescribeAlarms',
      'cloud.region': 'us-east-1',
      'http.response.status_code': 200,
    });
    assert.match(String(alarms.attributes['aws.request_id']), /^[\w-]{10,}$/);
    // Clocks of the two are read apart: a span of an upstream begins in the millisecond of its start.
    assert.ok(alarms.startNs >= message.startNs - 2_000_000n && alarms.endNs <= message.endNs + 2_000_000n);
  });
}

test('without a place in _meta a call is in the trace of its HTTP request, and that one begins a trace where it has none', async () => {
  const inHeader = newPlace();
  const call = { method: 'tools/call', params: { name: 'get_server_info' } };
  const told = await traced.spansOf(await ask('2025-11-25', call, { traceparent: inHeader.traceparent }));
  assert.deepEqual([told.http.traceId, told.http.parentSpanId], [inHeader.traceId, inHeader.spanId]);
  assert.deepEqual([told.message.traceId, told.message.parentSpanId], [inHeader.traceId, told.http.spanId]);
  assert.deepEqual(told.message.links, []);
  const alone = await traced.spansOf(await ask('2026-07-28', call, { traceparent: `00-${'0'.repeat(32)}-x-01` }));
  assert.equal(alone.http.parentSpanId, '');
  assert.deepEqual([alone.message.traceId, alone.message.parentSpanId], [alone.http.traceId, alone.http.spanId]);
});

test('every message has a span by its method, and its target where that is one of ours', async () => {
  const asked: [string, Record<string, unknown>, string?][] = [
    ['tools/list', {}],
    ['prompts/list', {}],
    ['prompts/get', { name: 'triage' }, 'prompts/get triage'],
    ['prompts/get', { name: marked() }],
    ['resources/list', {}],
    ['resources/templates/list', {}],
    ['resources/read', { uri: 'cloudwatch://alarms/firing' }],
    ['completion/complete', { ref: { type: 'ref/prompt', name: 'triage' }, argument: { name: 'region', value: '' } }],
    ['ping', {}],
    ['initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: marked(), version: '1' } }],
    ['tools/call', { name: marked() }],
  ];
  for (const [method, params, name = method] of asked) {
    const { message, http } = await traced.spansOf(await ask('2025-11-25', { method, params }));
    assert.equal(message.name, name);
    assert.equal(message.attributes['mcp.method.name'], method);
    assert.equal(message.parentSpanId, http.spanId);
  }
  const discover = await ask('2026-07-28', { method: 'server/discover' });
  assert.equal((await traced.spansOf(discover)).message.name, 'server/discover');
});

test('what fails is marked: the call as a tool error, the request to AWS by its kind, and an error of the protocol by its code', async () => {
  traced.sandbox.setFault('DescribeAlarmHistory', {
    error: { code: 'AccessDeniedException', message: marked(), status: 403 },
  });
  const params = { name: 'get_alarm_history', arguments: GOOD['get_alarm_history']?.() };
  const { message, of, http } = await traced.spansOf(await ask('2025-11-25', { method: 'tools/call', params }));
  traced.sandbox.setFault('DescribeAlarmHistory', undefined);
  assert.equal(message.status, ERROR);
  assert.partialDeepStrictEqual(message.attributes, {
    'error.type': 'tool_error',
    'cloudwatch_mcp.outcome': 'access_denied',
  });
  const denied = of.find(({ attributes }) => attributes['error.type'] !== undefined);
  assert.equal(denied?.status, ERROR);
  assert.equal(denied.attributes['error.type'], 'access_denied');
  assert.equal(http.status, 0);
  const unknown = { method: 'prompts/get', params: { name: marked() } };
  const refused = await traced.spansOf(await ask('2025-11-25', unknown));
  assert.equal(refused.message.attributes['error.type'], '-32602');
  assert.equal(refused.message.status, ERROR);
});

test('a request to a Prometheus is a span of an HTTP client', async () => {
  const params = { name: 'query_prometheus_range', arguments: { source: 'main', query: `up{job="${marked()}"}` } };
  const { of, message } = await traced.spansOf(await ask('2026-07-28', { method: 'tools/call', params }));
  assert.equal(message.attributes['cloudwatch_mcp.outcome'], 'ok');
  const query = of.find(({ name }) => name === 'POST /api/v1/query_range');
  assert.ok(query, of.map(({ name }) => name).join());
  assert.equal(query.kind, CLIENT);
  assert.partialDeepStrictEqual(query.attributes, {
    'http.request.method': 'POST',
    'url.template': '/api/v1/query_range',
    'http.response.status_code': 200,
  });
  traced.answer('failed');
  const bad = { name: 'query_prometheus', arguments: { source: 'main', query: `up{job="${marked()}"}` } };
  const failed = await traced.spansOf(await ask('2025-11-25', { method: 'tools/call', params: bad }));
  traced.answer('no');
  const [request] = failed.of;
  assert.partialDeepStrictEqual(request?.attributes, { 'error.type': 'upstream', 'http.response.status_code': 500 });
});

test('a caller that takes no trace is given none here, and its line still names its trace', async () => {
  const place = newPlace('00');
  const call = { method: 'tools/call', params: { name: 'get_server_info', _meta: { traceparent: place.traceparent } } };
  const headers = { traceparent: newPlace('00').traceparent, 'x-request-id': 'not-taken' };
  const posted = await ask('2025-11-25', call, headers);
  assert.equal(posted.requestId, 'not-taken');
  await until('the line', () => lines(traced.service).some((line) => line['requestId'] === 'not-taken'));
  const line = lines(traced.service).find((one) => one['requestId'] === 'not-taken');
  assert.equal(line?.['traceId'], place.traceId);
  // What came after it has been sent.
  await traced.spansOf(await ask('2025-11-25', { method: 'tools/call', params: { name: 'get_server_info' } }));
  assert.ok(!traced.receiver.spans.some(({ attributes }) => attributes['cloudwatch_mcp.request.id'] === 'not-taken'));
});

test('what is refused has a span and an id, too', async () => {
  const response = await fetch(traced.service.url, { headers: { 'x-request-id': 'a-get' } });
  assert.equal(response.status, 405);
  assert.equal(response.headers.get('x-request-id'), 'a-get');
  const refused = () => traced.receiver.spans.find((span) => span.attributes['cloudwatch_mcp.request.id'] === 'a-get');
  await until('the span', () => refused() !== undefined);
  assert.equal(refused()?.name, 'GET /mcp');
  assert.equal(refused()?.attributes['http.response.status_code'], 405);
});

test('a method that there is none of has the span of its HTTP request alone, and so has ping in a batch', async () => {
  const namesOf = async (requestId: string) => {
    const names = () =>
      traced.receiver.spans
        .filter(({ attributes }) => attributes['cloudwatch_mcp.request.id'] === requestId)
        .map(({ name }) => name);
    await until('the span of the request, which ends last', () => names().includes('POST /mcp'));
    return names().toSorted();
  };
  for (const era of ERAS) {
    const { requestId } = await ask(era, { method: `no/${marked()}` });
    assert.deepEqual(await namesOf(requestId), ['POST /mcp']);
  }
  const batch = ['ping', 'tools/list'].map((method, id) => ({ jsonrpc: '2.0', id, method }));
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const response = await fetch(traced.service.url, { method: 'POST', headers, body: JSON.stringify(batch) });
  await response.text();
  const requestId = response.headers.get('x-request-id') ?? '';
  assert.deepEqual(await namesOf(requestId), ['POST /mcp', 'tools/list']);
});

test('nothing that was asked, read or sent along is in any span', { timeout: 180_000 }, async () => {
  const secrets = {
    authorization: `Bearer ${marked()}`,
    cookie: marked(),
    'user-agent': marked(),
    'x-user-id': marked(),
  };
  for (const [name, args] of Object.entries(GOOD)) {
    const params = { name, arguments: args(), _meta: { progressToken: marked() } };
    await post(`${traced.service.url}?token=${marked()}`, '2025-11-25', { method: 'tools/call', params }, secrets);
  }
  const params = { name: 'describe_log_groups', arguments: { name_contains: `break${marked()}` } };
  const last = await post(
    traced.service.url,
    '2025-11-25',
    { method: 'tools/call', params },
    { 'x-request-id': `no ${marked()}` },
  );
  assert.match(last.text, /internal error/);
  const { message } = await traced.spansOf(last);
  assert.equal(message.attributes['cloudwatch_mcp.outcome'], 'internal');
  assert.ok(traced.receiver.spans.length > 3 * Object.keys(GOOD).length, String(traced.receiver.spans.length));
  const found = traced.receiver.requests.filter(({ body }) =>
    body.toString('latin1').toLowerCase().includes(MARK.toLowerCase()),
  );
  assert.deepEqual(
    found.map(({ body }) => body.toString('latin1')),
    [],
  );
  for (const { url, headers } of traced.receiver.requests) {
    assert.equal(url, '/base/v1/traces');
    assert.equal(headers['x-tenant'], 'seven');
  }
});
