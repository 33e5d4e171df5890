import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../support/harness.ts';

let service: TestService;
before(async () => {
  service = await startTestService();
});
after(() => service.close());

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'x-user-id': '',
};

const post = (body: unknown, headers: Record<string, string> = HEADERS) =>
  fetch(service.url, { method: 'POST', headers, body: JSON.stringify(body) });

/** The JSON-RPC message of an answer, streamed or not. */
async function message(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text();
  const data = /^data: (.*)$/m.exec(text);
  return JSON.parse(data?.[1] ?? text) as Record<string, unknown>;
}

test('the order of requests that LibreChat makes is answered as it needs', async (t) => {
  await t.test('its probes for OAuth see no login: 405, 400 and 404, never 401', async () => {
    const head = await fetch(service.url, { method: 'HEAD' });
    assert.equal(head.status, 405);
    const bare = await fetch(service.url, { method: 'POST', body: '{}' });
    assert.ok([400, 415].includes(bare.status), `status ${bare.status}`);
    const json = await fetch(service.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    assert.ok([400, 406].includes(json.status), `status ${json.status}`);
    for (const path of ['/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/mcp']) {
      assert.equal((await fetch(new URL(path, service.url))).status, 404);
    }
  });

  await t.test('initialize names the server, its instructions, and gives no session id', async () => {
    const response = await post({
      jsonrpc: '2.0',
      id: 0,
      method: 'initialize',
      params: {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo: { name: '@librechat/api-client', version: '1.2.3' },
      },
    });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('mcp-session-id'), null);
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
    const { result } = (await message(response)) as {
      result: { serverInfo: { name: string }; instructions: string; protocolVersion: string };
    };
    assert.equal(result.serverInfo.name, 'cloudwatch-mcp');
    assert.equal(result.protocolVersion, '2025-06-18');
    assert.match(result.instructions, /describe_alarms/);
  });

  await t.test('notifications/initialized gets 202', async () => {
    const response = await post({ jsonrpc: '2.0', method: 'notifications/initialized' });
    assert.equal(response.status, 202);
    await response.text();
  });

  await t.test('its GET for a stream gets 405 with a JSON-RPC body', async () => {
    const response = await fetch(service.url, { headers: { accept: 'text/event-stream' } });
    assert.equal(response.status, 405);
    assert.equal(((await response.json()) as { jsonrpc: string }).jsonrpc, '2.0');
  });

  await t.test('ping is answered with exactly {}', async () => {
    const pong = await message(await post({ jsonrpc: '2.0', id: 1, method: 'ping' }));
    assert.deepEqual(pong, { jsonrpc: '2.0', id: 1, result: {} });
  });

  await t.test('tools/list has no nextCursor on its last page', async () => {
    const listed = (await message(await post({ jsonrpc: '2.0', id: 2, method: 'tools/list' }))) as {
      result: { tools: unknown[] };
    };
    assert.ok(listed.result.tools.length > 0);
    assert.equal('nextCursor' in listed.result, false);
  });

  await t.test('a call streams its headers at once and answers with text', async () => {
    service.sandbox.setFault('DescribeAlarms', { delayMs: 300 });
    const asked = performance.now();
    const response = await post({
      jsonrpc: '2.0',
      id: 3,
      method: 'tools/call',
      params: { name: 'describe_alarms', arguments: {} },
    });
    const headersAfter = performance.now() - asked;
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    assert.equal(response.headers.get('x-accel-buffering'), 'no');
    const { result } = (await message(response)) as { result: { content: { text: string }[]; isError?: boolean } };
    const answerAfter = performance.now() - asked;
    service.sandbox.setFault('DescribeAlarms', undefined);
    assert.ok(answerAfter - headersAfter > 200, `headers after ${headersAfter} ms, answer after ${answerAfter} ms`);
    assert.notEqual(result.isError, true);
    assert.match(result.content[0]?.text ?? '', /alarm/);
  });

  await t.test('"arguments": null is no arguments', async () => {
    const answer = (await message(
      await post({ jsonrpc: '2.0', id: 4, method: 'tools/call', params: { name: 'get_server_info', arguments: null } }),
    )) as { result: { isError?: boolean; content: { text: string }[] } };
    assert.notEqual(answer.result.isError, true, answer.result.content[0]?.text);
  });

  await t.test('a session id of the platform is accepted on every request', async () => {
    const response = await post(
      { jsonrpc: '2.0', id: 5, method: 'ping' },
      { ...HEADERS, 'mcp-session-id': 'made-by-agentcore' },
    );
    assert.equal(response.status, 200);
    await response.text();
  });

  await t.test('its DELETE at the end gets 405, also with a content type and no body', async () => {
    const response = await fetch(service.url, { method: 'DELETE', headers: { 'content-type': 'application/json' } });
    assert.equal(response.status, 405);
    await response.text();
  });
});

test('what HTTP refuses on /mcp is a JSON-RPC error', async (t) => {
  const cases: readonly (readonly [string, RequestInit, number])[] = [
    ['broken JSON', { method: 'POST', headers: HEADERS, body: '{"jsonrpc": ' }, 400],
    ['an empty body', { method: 'POST', headers: HEADERS, body: '' }, 400],
    [
      'a foreign content type',
      { method: 'POST', headers: { ...HEADERS, 'content-type': 'text/xml' }, body: '<a/>' },
      415,
    ],
    [
      'a body over the limit',
      { method: 'POST', headers: HEADERS, body: JSON.stringify({ x: 'x'.repeat(4.2 * 1024 * 1024) }) },
      413,
    ],
    [
      'a browser page of another origin',
      { method: 'POST', headers: { ...HEADERS, origin: 'https://evil.example' }, body: '{}' },
      403,
    ],
  ];
  for (const [what, init, status] of cases) {
    await t.test(`${what}: ${status}`, async () => {
      const response = await fetch(service.url, init);
      assert.equal(response.status, status);
      const body = (await response.json()) as { jsonrpc: string; error: { code: number; message: string } };
      assert.equal(body.jsonrpc, '2.0');
      assert.ok(body.error.message.length > 5);
      assert.doesNotMatch(body.error.message, /\bat .*\.ts:|node_modules/);
    });
  }
});

test('pages of local origins may ask, with any port and the headers of the protocol; others may not', async () => {
  for (const origin of ['http://localhost:5173', 'http://127.0.0.1:6274']) {
    const asked = 'authorization,content-type,mcp-protocol-version,mcp-method,mcp-param-region';
    const preflight = await fetch(service.url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': asked },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-origin'), origin);
    assert.equal(preflight.headers.get('access-control-allow-headers'), asked);
    const response = await post({ jsonrpc: '2.0', id: 1, method: 'ping' }, { ...HEADERS, origin });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('access-control-allow-origin'), origin);
    assert.equal(response.headers.get('access-control-expose-headers'), 'WWW-Authenticate, X-Request-Id');
    await response.text();
  }
  const foreign = await fetch(service.url, {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  });
  assert.equal(foreign.status, 403);
});
