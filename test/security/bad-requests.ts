/** A request as its bytes, and the statuses that are right for it; 0: the connection is closed without an answer. */
export interface BadRequest {
  readonly name: string;
  readonly bytes: string;
  readonly status: readonly number[];
}

const BODY = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';

interface Parts {
  readonly line?: string;
  readonly host?: string | undefined;
  readonly fields?: readonly string[];
  readonly body?: string;
  readonly length?: string | undefined;
}

/** A list request, but for the given parts. */
export function requestBytes(parts: Parts = {}): string {
  const { line = 'POST /mcp HTTP/1.1', fields = [], body = BODY } = parts;
  const host = 'host' in parts ? parts.host : 'localhost';
  const length = 'length' in parts ? parts.length : String(Buffer.byteLength(body));
  return [
    line,
    ...(host === undefined ? [] : [`Host: ${host}`]),
    'Content-Type: application/json',
    'Accept: application/json, text/event-stream',
    'Connection: close',
    ...(length === undefined ? [] : [`Content-Length: ${length}`]),
    ...fields,
    '',
    body,
  ].join('\r\n');
}

/** Requests that must be refused although `token` is good, or because it is not where it belongs. */
export function badRequests(token: string): readonly BadRequest[] {
  const auth = `Authorization: Bearer ${token}`;
  const smuggled = `POST /mcp HTTP/1.1\r\nHost: localhost\r\n${auth}\r\n\r\n`;
  const entry = (name: string, status: number | readonly number[], parts: Parts): BadRequest => ({
    name,
    status: [status].flat(),
    bytes: requestBytes(parts),
  });
  const path = (target: string) =>
    entry(`the path ${target}`, 404, { line: `POST ${target} HTTP/1.1`, fields: [auth] });
  const host = (value: string, status: number | readonly number[] = 403) =>
    entry(`the Host ${value}`, status, { host: value, fields: [auth] });
  const origin = (value: string) => entry(`the Origin ${value}`, 403, { fields: [auth, `Origin: ${value}`] });
  const without = (name: string, status: number, ...fields: string[]) => entry(name, status, { fields });
  return [
    without('no token', 401),
    without('an empty header', 401, 'Authorization:'),
    without('Bearer and nothing', 401, 'Authorization: Bearer'),
    without('Bearer and a space', 401, 'Authorization: Bearer '),
    without('the token without its scheme', 401, `Authorization: ${token}`),
    without('the token as a Basic password', 401, `Authorization: Basic ${btoa(`bearer:${token}`)}`),
    without('the token by another scheme', 401, `Authorization: Token ${token}`),
    without('the token by DPoP', 401, `Authorization: DPoP ${token}`),
    without('a tab after Bearer', 401, `Authorization: Bearer\t${token}`),
    without('a colon after Bearer', 401, `Authorization: Bearer: ${token}`),
    without('quotes around the token', 401, `Authorization: Bearer "${token}"`),
    without('a word before Bearer', 401, `Authorization: x Bearer ${token}`),
    without('something after the token', 401, `Authorization: Bearer ${token} x`),
    without('two tokens with a space', 401, `Authorization: Bearer ${token} ${token}`),
    without('two tokens with a comma', 400, `Authorization: Bearer ${token}, Bearer ${token}`),
    without('two tokens without a space', 400, `Authorization: Bearer ${token},${token}`),
    without('two Authorization headers', 400, auth, auth),
    without('two Authorization headers, the first of nobody', 400, 'Authorization: Bearer x', auth),
    without('two Authorization headers, the second of nobody', 400, auth, 'Authorization: Basic eDp4'),
    without('the token in a header of its own', 401, `X-Authorization: Bearer ${token}`, `X-Access-Token: ${token}`),
    without('the token in a cookie', 401, `Cookie: access_token=${token}; Authorization=Bearer ${token}`),
    without('the token for a proxy', 401, `Proxy-Authorization: Bearer ${token}`),
    without(
      'the name of a user in headers of proxies',
      401,
      'X-Forwarded-User: alice',
      'X-User-Id: alice',
      'X-Amzn-Oidc-Identity: alice',
    ),
    without('a session id', 401, 'Mcp-Session-Id: 1868a90c-0000-4000-8000-000000000000'),
    without('an event id to go on from', 401, 'Last-Event-ID: 1'),
    without(
      'internal addresses in headers of proxies',
      401,
      'X-Forwarded-For: 127.0.0.1',
      'Forwarded: for=127.0.0.1',
      'X-Real-IP: 127.0.0.1',
    ),
    entry('the token in the query', 401, { line: `POST /mcp?access_token=${token} HTTP/1.1` }),
    entry('the token in a query and a header of nobody', 401, {
      line: `POST /mcp?access_token=${token} HTTP/1.1`,
      fields: ['Authorization: Bearer x'],
    }),
    entry('the token in the body', 401, {
      body: JSON.stringify({ ...(JSON.parse(BODY) as object), access_token: token }),
    }),
    entry('the token in a form', 401, { fields: ['X-Form: 1'], body: `access_token=${token}` }),
    entry('the token in the message’s _meta', 401, {
      body: JSON.stringify({
        ...(JSON.parse(BODY) as object),
        params: { _meta: { authorization: `Bearer ${token}` } },
      }),
    }),
    without('a token of 1 MB', 431, `Authorization: Bearer ${'a'.repeat(1024 * 1024)}`),
    without('a header of 1 MB', 431, auth, `X-Long: ${'a'.repeat(1024 * 1024)}`),
    without('a name of a header of 1 MB', 431, auth, `${'a'.repeat(1024 * 1024)}: x`),
    entry('a path of 1 MB', 431, { line: `POST /${'a'.repeat(1024 * 1024)} HTTP/1.1`, fields: [auth] }),
    without('a header with a character that is none', 400, `Authorization: Bearer \u0001${token}`),
    without('a folded header', 400, `Authorization: Bearer\r\n ${token}`),
    without('a space before the colon of a header', 400, `Authorization : Bearer ${token}`),
    ...['{"toString":1}', '["describe_alarms"]', '7', 'null'].map((name) =>
      entry(`a call of a tool named ${name}`, [200, 400], {
        fields: [auth],
        body: `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":${name}}}`,
      }),
    ),
    entry('a body of 5 MB', 413, { fields: [auth], body: '', length: String(5 * 1024 * 1024) }),
    path('/mcp/'),
    path('//mcp'),
    path('/MCP'),
    path('/mcp/../metrics'),
    path('/mcp/..%2fmetrics'),
    path('/mcp%2f'),
    path('/mcp%2F..%2Fmetrics'),
    path('/mcp;x=1'),
    path('/./mcp'),
    path('/mcp.json'),
    path('/mcp\\'),
    path('/%2e%2e/metrics'),
    path('/metrics'),
    path('/livez'),
    path('/readyz'),
    path('/.env'),
    path('/.well-known/oauth-protected-resource/../../mcp'),
    entry('a whole URL for a path', 400, { line: 'POST http://localhost/mcp HTTP/1.1', fields: [auth] }),
    entry('a whole URL of another host for a path', 400, {
      line: 'POST http://evil.example/mcp HTTP/1.1',
      fields: [auth],
    }),
    path('http://169.254.169.254/latest/meta-data/'),
    entry('an encoded path that is /mcp, without a token', 401, { line: 'POST /%6dcp HTTP/1.1' }),
    entry('a path that cannot be decoded', 400, { line: 'POST /mcp%zz HTTP/1.1', fields: [auth] }),
    entry('GET without a token', 401, { line: 'GET /mcp HTTP/1.1' }),
    entry('DELETE without a token', 401, { line: 'DELETE /mcp HTTP/1.1' }),
    entry('a body that never comes, without a token', 401, { body: '', length: '1000' }),
    entry('HEAD without a token', 401, { line: 'HEAD /mcp HTTP/1.1', body: '', length: undefined }),
    entry('PUT with a token', 405, { line: 'PUT /mcp HTTP/1.1', fields: [auth] }),
    entry('DELETE that says it is POST', 405, {
      line: 'DELETE /mcp HTTP/1.1',
      fields: [auth, 'X-HTTP-Method-Override: POST'],
    }),
    entry('POST that says it is OPTIONS, without a token', 401, {
      fields: ['X-HTTP-Method-Override: OPTIONS', 'X-HTTP-Method: OPTIONS', 'X-Method-Override: OPTIONS'],
    }),
    entry('OPTIONS with a call in it, without a token', [400, 401], { line: 'OPTIONS /mcp HTTP/1.1' }),
    entry('TRACE', [404, 405], { line: 'TRACE /mcp HTTP/1.1', fields: [auth], body: '', length: undefined }),
    entry('PROPFIND', [404, 405], { line: 'PROPFIND /mcp HTTP/1.1', fields: [auth] }),
    entry('CONNECT', [0, 400, 404, 405], { line: 'CONNECT 169.254.169.254:80 HTTP/1.1', body: '', length: undefined }),
    entry('a method that is none', 400, { line: 'FROBNICATE /mcp HTTP/1.1', fields: [auth] }),
    entry('an upgrade to WebSocket without a token', 401, {
      line: 'GET /mcp HTTP/1.1',
      fields: ['Upgrade: websocket', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13'],
    }),
    entry('an upgrade to HTTP/2 without a token', 401, {
      fields: ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'],
    }),
    entry('HTTP/1.0 without a token', 401, { line: 'POST /mcp HTTP/1.0' }),
    entry('HTTP/9.9', 400, { line: 'POST /mcp HTTP/9.9', fields: [auth] }),
    entry('no version, without a token', 401, { line: 'POST /mcp' }),
    host('evil.example'),
    host('localhost.evil.example'),
    host('evil.example@localhost'),
    host('evil-localhost'),
    host('localhost:80:80', [400, 403]),
    host('localhost/evil', [400, 403]),
    host('localhost evil.example', [400, 403]),
    host('169.254.169.254'),
    host(''),
    entry('no Host', 400, { host: undefined, fields: [auth] }),
    entry('two Hosts', [400, 403], { fields: [auth, 'Host: evil.example'] }),
    entry('another Host in headers of proxies', 403, {
      host: 'evil.example',
      fields: [auth, 'X-Forwarded-Host: localhost'],
    }),
    origin('null'),
    origin('https://evil.example'),
    origin('http://localhost.evil.example'),
    origin('http://evil.example/localhost'),
    origin('http://localhost@evil.example'),
    origin('http://evil.example#localhost'),
    origin('http://localhost, https://evil.example'),
    origin('file://'),
    entry('two Origins, the first ours', 403, {
      fields: [auth, 'Origin: http://localhost', 'Origin: https://evil.example'],
    }),
    entry('length and chunks', 400, { fields: [auth, 'Transfer-Encoding: chunked'], body: `0\r\n\r\n${smuggled}` }),
    entry('chunks twice', 400, {
      fields: [auth, 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
      length: undefined,
      body: `0\r\n\r\n${smuggled}`,
    }),
    entry('chunks by another name', 400, {
      fields: [auth, 'Transfer-Encoding: xchunked'],
      length: undefined,
      body: smuggled,
    }),
    entry('a chunk of a size that is none', 400, {
      fields: [auth, 'Transfer-Encoding: chunked'],
      length: undefined,
      body: 'zz\r\n',
    }),
    entry('two lengths', 400, { fields: [auth, 'Content-Length: 0'] }),
    entry('a length that is negative', 400, { fields: [auth], length: '-1' }),
    entry('a length with a sign', 400, { fields: [auth], length: '+46' }),
    { name: 'no HTTP', status: [400], bytes: '\u0016\u0003\u0001\u0002\r\n\r\n' },
    {
      name: 'a line end in the middle of a header',
      status: [400],
      bytes: `POST /mcp HTTP/1.1\nHost: localhost\n${auth}\n\n${BODY}`,
    },
  ];
}
