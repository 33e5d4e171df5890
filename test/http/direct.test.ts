import assert from 'node:assert/strict';
import { request, type IncomingHttpHeaders } from 'node:http';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { directRequest } from '../../src/http/direct-request.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { startTestService, type TestService } from '../support/harness.ts';
import { QUESTIONS } from '../support/questions.ts';

let service: TestService;
before(async () => {
  service = await startTestService({ regions: ['us-east-1', 'eu-west-1'] });
});
after(() => service.close());

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2025-06-18',
};

function post(message: object, headers: Record<string, string> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(service.url, { method: 'POST', headers: { ...HEADERS, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject).end(JSON.stringify(message));
  });
}

/** The same request with something in it that only the SDK reads, and that changes nothing of the answer. */
function forTheSdk(message: { params?: object }): object {
  const { params = {} } = message;
  return { ...message, params: { ...params, _meta: { ...(params as { _meta?: object })._meta, 'test/other': 1 } } };
}

/** What may differ: the moment, the request's id, and how the end of a body of known length is marked. */
function compared({ headers, ...reply }: Reply): object {
  const {
    date: _date,
    'x-request-id': _id,
    'content-length': _length,
    'transfer-encoding': _encoding,
    ...kept
  } = headers;
  // Errors and Logs Insights queries have ids that are made anew.
  const body = reply.body.replaceAll(/reference [\da-f]{8}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, 'id');
  return { ...reply, body, headers: kept };
}

interface Message {
  readonly method: string;
  readonly params?: { readonly name?: string; readonly arguments?: object; readonly _meta?: object };
}

/** The same request as a client of 2026-07-28 sends it. */
function modern(message: Message, headers: Record<string, string> = {}): [Message, Record<string, string>] {
  const { params = {} } = message;
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '0' },
    'io.modelcontextprotocol/clientCapabilities': { roots: {} },
  };
  const names = { 'mcp-method': message.method, ...(params.name !== undefined && { 'mcp-name': params.name }) };
  return [
    { ...message, params: { ...params, _meta: { ...params._meta, ...envelope } } },
    { ...headers, 'mcp-protocol-version': '2026-07-28', ...names },
  ];
}

/** Sends a request of each era directly and past the direct way; the direct answer of the older one. */
async function assertSame(message: Message, headers: Record<string, string> = {}): Promise<Reply> {
  const replies: Reply[] = [];
  // Other names travel encoded, which the SDK reads.
  const inHeader = /^[!-~]*$/.test(message.params?.name ?? '');
  for (const [body, all] of [[message, headers] as const, ...(inHeader ? [modern(message, headers)] : [])]) {
    assert.ok(directRequest({ ...HEADERS, ...all }, body), `not read as a direct request: ${JSON.stringify(body)}`);
    assert.equal(directRequest({ ...HEADERS, ...all }, forTheSdk(body)), undefined);
    const direct = await post(body, all);
    assert.deepEqual(compared(direct), compared(await post(forTheSdk(body), all)));
    replies.push(direct);
  }
  return replies[0] as Reply;
}

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

test('any call in the plain shape is answered as the SDK would answer it', async () => {
  const id = fc.oneof(fc.string(), fc.maxSafeInteger());
  const args = fc.option(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }), { nil: undefined });
  const name = fc.oneof(fc.constantFrom(...QUESTIONS.map(([tool]) => tool)), fc.string());
  await fc.assert(
    fc.asyncProperty(id, name, args, async (requestId, tool, given) => {
      fc.pre(!Object.hasOwn(given ?? {}, '__proto__') && !Object.hasOwn(given ?? {}, 'constructor'));
      const params = { name: tool, ...(given && { arguments: given }) };
      await assertSame({ ...rpc('tools/call', requestId), params });
    }),
    { numRuns: 150 },
  );
});

function withMeta(message: Message, key: string, value: unknown): object {
  const [{ params, ...rest }] = modern(message);
  return { ...rest, params: { ...params, _meta: { ...params?._meta, [key]: value } } };
}

function rpc(
  method: string,
  id: string | number = 1,
): { jsonrpc: '2.0'; id: string | number; method: string; params?: object } {
  return { jsonrpc: '2.0', id, method };
}
