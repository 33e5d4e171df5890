import fc from 'fast-check';
import { edits, junk, oddText } from './odd-values.ts';

/** One HTTP request whose framing is right, whatever it carries. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** A call of a tool, as both eras of the protocol may send it. */
export interface ToolCall {
  readonly name: string;
  readonly args: unknown;
}

const MODERN = '2026-07-28';
const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const META = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': { name: 'fuzz', version: '0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
const METHODS = [
  'tools/call',
  'tools/list',
  'initialize',
  'ping',
  'server/discover',
  'notifications/initialized',
  'notifications/cancelled',
  'prompts/list',
  'resources/read',
  'completion/complete',
  'logging/setLevel',
  'subscriptions/listen',
  'sampling/createMessage',
  'tasks/get',
  '',
  'rpc.discover',
  '__proto__',
  'toString',
] as const;
const VERSIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', MODERN, '2026-01-01', '1.0', ''];

/** A request of one of the two eras that is right but for its arguments. */
export function toolCallRequest(call: fc.Arbitrary<ToolCall>): fc.Arbitrary<HttpRequest> {
  return fc.tuple(call, fc.boolean(), fc.boolean()).map(([{ name, args }, modern, progress]) => {
    const token = progress ? { progressToken: 'p' } : {};
    const message = modern
      ? envelope('tools/call', { name, arguments: args, _meta: { ...META, ...token } })
      : envelope('tools/call', { name, arguments: args, ...(progress && { _meta: token }) });
    return post(JSON.stringify(message), modern ? modernHeaders('tools/call', name) : {});
  });
}

/** JSON-RPC that is wrong somewhere: its version, id, method, parameters, shape, or that it is JSON at all. */
export function brokenMessageRequest(call: fc.Arbitrary<ToolCall>): fc.Arbitrary<HttpRequest> {
  const id = fc.oneof(fc.constantFrom<unknown>(1, 'a', null, 0, -1, 1.5, 1e300, '', true, [], {}), oddText);
  const params = fc.oneof(
    { weight: 3, arbitrary: call.map(({ name, args }): unknown => ({ name, arguments: args })) },
    { weight: 1, arbitrary: call.map(({ name, args }): unknown => ({ name, arguments: args, _meta: META })) },
    { weight: 1, arbitrary: fc.record({ name: junk, arguments: junk, _meta: junk }, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.record({ protocolVersion: junk, capabilities: junk, clientInfo: junk }) },
    { weight: 1, arbitrary: junk },
  );
  const message = fc.record(
    {
      jsonrpc: fc.oneof(
        { weight: 8, arbitrary: fc.constant('2.0') },
        { weight: 1, arbitrary: fc.constantFrom<unknown>('1.0', 2, null, '2.0 ') },
      ),
      id,
      method: fc.oneof({ weight: 8, arbitrary: fc.constantFrom<unknown>(...METHODS) }, { weight: 1, arbitrary: junk }),
      params,
      result: junk,
    },
    { requiredKeys: ['jsonrpc', 'method'] },
  );
  const text = fc.oneof(
    { weight: 6, arbitrary: message.map((made) => JSON.stringify(made)) },
    { weight: 2, arbitrary: fc.array(message, { maxLength: 4 }).map((batch) => JSON.stringify(batch)) },
    { weight: 3, arbitrary: fc.tuple(message, edits).map(([made, edit]) => edit(JSON.stringify(made))) },
    {
      weight: 1,
      arbitrary: message.map((made) => `{"id":7,"method":"ping","params":null,${JSON.stringify(made).slice(1)}`),
    },
    { weight: 1, arbitrary: junk.map((value) => JSON.stringify(value) ?? '') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        ' ',
        'null',
        '\ufeff{}',
        '{',
        '[',
        '"',
        '{"a":1}{"b":2}',
        `[${'1,'.repeat(9_999)}1]`,
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .integer({ min: 1, max: 1_100_000 })
        .map((size) => `{"jsonrpc":"2.0","id":1,"method":"${'m'.repeat(size)}"}`),
    },
  );
  const bytes = fc.oneof(
    { weight: 8, arbitrary: text.map((made): string | Buffer => made) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(text, fc.uint8Array({ minLength: 1, maxLength: 9 }))
        .map(([made, odd]) => Buffer.concat([Buffer.from(made.slice(0, -9)), odd, Buffer.from(made.slice(-9))])),
    },
    { weight: 1, arbitrary: text.map((made) => Buffer.from(made, 'utf16le')) },
  );
  return fc.tuple(bytes, oddHeaders).map(([body, headers]) => post(body, headers));
}

/** Headers, methods and paths that are wrong somewhere, around a message that is right. */
export function brokenHeadRequest(call: fc.Arbitrary<ToolCall>): fc.Arbitrary<HttpRequest> {
  const method = fc.oneof(
    { weight: 5, arbitrary: fc.constant('POST') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('GET', 'DELETE', 'PUT', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'SEARCH', 'QUERY'),
    },
  );
  const path = fc.oneof(
    { weight: 6, arbitrary: fc.constant('/mcp') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '/mcp?a=b',
        '/mcp?%',
        '/mcp/',
        '//mcp',
        '/MCP',
        '/',
        '/%',
        '/%00',
        '/mcp/../x',
        '/mcp;x',
        '/mcp%2f',
        '/metrics',
        `/${'a'.repeat(5_000)}`,
        '/__proto__',
      ),
    },
  );
  return fc.tuple(toolCallRequest(call), method, path, oddHeaders).map(([right, verb, where, headers]) => ({
    ...right,
    method: verb,
    path: where,
    headers: { ...right.headers, ...headers },
  }));
}

/** What a header may hold: visible ASCII, spaces and Latin-1. */
const headerText = oddText.map((text) => text.replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '?').slice(0, 3_000));

const oddHeaders: fc.Arbitrary<Record<string, string>> = fc
  .array(
    fc.oneof(
      fc.tuple(
        fc.constant('content-type'),
        fc.oneof(
          headerText,
          fc.constantFrom(
            'text/plain',
            'application/json; charset=utf-16',
            'application/json;',
            'multipart/form-data',
            'application/JSON; charset="',
          ),
        ),
      ),
      fc.tuple(
        fc.constant('accept'),
        fc.oneof(headerText, fc.constantFrom('*/*', 'application/json', 'text/event-stream', 'text/html;q=0.9')),
      ),
      fc.tuple(fc.constant('mcp-protocol-version'), fc.oneof(headerText, fc.constantFrom(...VERSIONS))),
      fc.tuple(fc.constant('mcp-method'), fc.oneof(headerText, fc.constantFrom(...METHODS))),
      fc.tuple(
        fc.constantFrom(
          'mcp-name',
          'mcp-session-id',
          'last-event-id',
          'authorization',
          'cookie',
          'x-forwarded-for',
          'traceparent',
          'mcp-param-x',
        ),
        headerText,
      ),
      fc.tuple(
        fc.constantFrom('origin', 'host'),
        fc.oneof(
          headerText,
          fc.constantFrom('null', 'http://localhost', 'localhost:1', '[::1]', 'http://evil.example', '@', ':'),
        ),
      ),
      fc.tuple(fc.constant('content-encoding'), fc.constantFrom('gzip', 'br', 'identity', 'x')),
      fc.tuple(fc.constant('expect'), fc.constantFrom('100-continue', 'x')),
      fc.tuple(
        fc.constant('x-long'),
        fc.integer({ min: 1, max: 40_000 }).map((size) => 'h'.repeat(size)),
      ),
    ),
    { maxLength: 3 },
  )
  .map((pairs) => Object.fromEntries(pairs));

export function modernHeaders(method: string, name: string): Record<string, string> {
  return { 'mcp-protocol-version': MODERN, 'mcp-method': method, 'mcp-name': name };
}

export function envelope(method: string, params: unknown): object {
  return { jsonrpc: '2.0', id: 1, method, params };
}

function post(body: string | Buffer, headers: Record<string, string>): HttpRequest {
  return { method: 'POST', path: '/mcp', headers: { ...JSON_HEADERS, ...headers }, body };
}
