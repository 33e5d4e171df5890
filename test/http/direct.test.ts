import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { directRequest } from '../../src/http/direct-request.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { assertSame as sameAt, HEADERS, modern, rpc, type Message } from '../support/both-ways.ts';
import { startTestService, type TestService } from '../support/harness.ts';
import { QUESTIONS } from '../support/questions.ts';

let service: TestService;
before(async () => {
  service = await startTestService({ regions: ['us-east-1', 'eu-west-1'] });
});
after(() => service.close());

const assertSame = (message: Message, headers?: Record<string, string>) => sameAt(service.url, message, headers);

test('tools/list has the bytes that the SDK would send', async () => {
  const reply = await assertSame({ ...rpc('tools/list'), params: {} });
  assert.equal(reply.status, 200);
  assert.equal((JSON.parse(reply.body) as { result: { tools: unknown[] } }).result.tools.length, TOOLS.length);
  await assertSame(rpc('tools/list', 'a "quoted" id\u2028'));
});

for (const [tool, args] of QUESTIONS) {
  test(`a call of ${tool} has the bytes that the SDK would send`, async () => {
    const reply = await assertSame({ ...rpc('tools/call'), params: { name: tool, arguments: args } });
    assert.match(reply.body, /^event: message\ndata: \{"result":\{"content":\[\{"type":"text","text":"/);
    assert.doesNotMatch(reply.body, /"isError"/);
  });
}

test('errors, missing arguments, progress and places in traces have the bytes that the SDK would send, with CORS and without', async () => {
  await assertSame({ ...rpc('tools/call', -7), params: { name: 'no_such_tool' } });
  await assertSame({ ...rpc('tools/call'), params: { name: 'describe_alarms', arguments: { state: 'BROKEN' } } });
  const search = { groups: ['/aws/containerinsights/shop/application'], start: '-3h', end: '-2h' };
  const told = await assertSame(
    { ...rpc('tools/call'), params: { name: 'search_log_events', arguments: search, _meta: { progressToken: 't' } } },
    { origin: 'http://localhost:3080', 'content-type': 'application/json; charset=utf-8' },
  );
  assert.match(told.body, /"method":"notifications\/progress"/);
  const _meta = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, tracestate: 'a=b', baggage: 'c=d' };
  await assertSame({ ...rpc('tools/call'), params: { name: 'no_such_tool', _meta } });
  assert.equal(told.headers['access-control-allow-origin'], 'http://localhost:3080');
});

test('whatever is not plain is left to the SDK', () => {
  const call = { ...rpc('tools/call'), params: { name: 'x', arguments: {} } };
  const others: [object, Record<string, string>?][] = [
    [{ ...call, id: 1.5 }],
    [{ ...call, id: null }],
    [{ ...call, jsonrpc: '1.0' }],
    [{ ...call, extra: 1 }],
    [{ ...call, method: 'ping' }],
    [{ ...call, params: { name: 'x', task: {} } }],
    [{ ...call, params: { name: 7 } }],
    [{ ...call, params: { name: 'x', arguments: [] } }],
    [{ ...call, params: { name: 'x', _meta: { progressToken: {} } } }],
    [{ ...rpc('tools/list'), params: { cursor: 'c' } }],
    [[call]],
    [call, { 'mcp-protocol-version': '2026-07-28' }],
    [modern(call)[0], { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call' }],
    [modern(call)[0], { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list', 'mcp-name': 'x' }],
    [modern(call)[0], { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'y' }],
    [modern(call)[0]],
    [withMeta(call, 'io.modelcontextprotocol/protocolVersion', '2025-11-25'), modern(call)[1]],
    [withMeta(call, 'io.modelcontextprotocol/clientInfo', { name: 'x' }), modern(call)[1]],
    [withMeta(call, 'io.modelcontextprotocol/clientCapabilities', { roots: { listChanged: 'yes' } }), modern(call)[1]],
    [withMeta(call, 'traceparent', 1), modern(call)[1]],
    [call, { 'mcp-protocol-version': '1999-01-01' }],
    [call, { 'mcp-method': 'tools/call' }],
    [call, { accept: 'application/json' }],
    [call, { 'content-type': 'text/plain' }],
  ];
  for (const [body, headers] of others) {
    assert.equal(directRequest({ ...HEADERS, ...headers }, body), undefined, JSON.stringify([body, headers]));
  }
});

function withMeta(message: Message, key: string, value: unknown): object {
  const [{ params, ...rest }] = modern(message);
  return { ...rest, params: { ...params, _meta: { ...params?._meta, [key]: value } } };
}
