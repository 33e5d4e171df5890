import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { freePort } from '../support/free-port.ts';
import { startClientsService, type ClientsService } from './clients-service.ts';
import { assertServed } from './journey.ts';
import { ANSWERED, type Question } from './questions.ts';
import { connectV1 } from './sdk-clients.ts';
import { answerOf, walk } from './walk.ts';

/** What AgentCore Runtime expects of a container (AWS's guide, "MCP protocol contract"), but for the port, which may be taken. */
let runtime: ClientsService;
let port: number;
before(async () => {
  port = await freePort();
  runtime = await startClientsService({
    env: {
      CLOUDWATCH_MCP_SERVER_HOST: '0.0.0.0',
      CLOUDWATCH_MCP_PORT: String(port),
      CLOUDWATCH_MCP_ALLOW_UNAUTHENTICATED: 'true',
    },
  });
});
after(() => runtime.close());

/** Where the platform finds the container: `0.0.0.0` is every address of this machine. */
const url = (): string => `http://127.0.0.1:${port}/mcp`;

/** What the platform adds to requests, with ids of its own, and forwards of them. */
function platformHeaders(session: string = randomUUID()): Record<string, string> {
  return {
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    'mcp-session-id': session,
    'x-amzn-bedrock-agentcore-runtime-session-id': session,
    'x-amzn-bedrock-agentcore-runtime-user-id': 'a-user-of-the-platform',
    'x-amzn-trace-id': 'Root=1-6929c1a0-0123456789abcdef01234567;Sampled=1',
    baggage: 'tenant=a',
  };
}

/** A payload of InvokeAgentRuntime, handed through. */
function invoke(message: object, headers = platformHeaders()): Promise<Response> {
  return fetch(url(), { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', ...message }) });
}

function callOf({ tool, args }: Question, more: object = {}): object {
  return { id: 1, method: 'tools/call', params: { name: tool, arguments: args, ...more } };
}

/** The messages of an answer, streamed or not. */
async function messagesOf(response: Response): Promise<Record<string, unknown>[]> {
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('mcp-session-id'), null, 'the session is the platform’s alone');
  const text = await response.text();
  const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => data);
  return (events.length > 0 ? events : [text]).map((json) => JSON.parse(json) as Record<string, unknown>);
}

test('a client behind the platform is served', async () => {
  const { accept: _accept, 'content-type': _type, ...headers } = platformHeaders();
  assertServed(await walk(await connectV1({ url: url(), headers })), { protocol: '2025-11-25' });
});

test('a machine that was just started answers a call of a session that began on another', async () => {
  const headers = platformHeaders();
  const [listed] = await messagesOf(await invoke({ id: 1, method: 'tools/list' }, headers));
  const { tools } = (listed?.['result'] ?? {}) as { tools?: unknown[] };
  assert.ok(tools !== undefined && tools.length > 0);
  const [called] = await messagesOf(await invoke(callOf(ANSWERED), headers));
  assert.match(answerOf(called?.['result'] as object).text, /alarms in ALARM/);
});

test('sessions are told apart by nobody: each request may have another', async () => {
  for (const session of [randomUUID(), 'x'.repeat(256), 'not-a-uuid']) {
    const pong = await messagesOf(await invoke({ id: 7, method: 'ping' }, platformHeaders(session)));
    assert.deepEqual(pong, [{ jsonrpc: '2.0', id: 7, result: {} }]);
  }
});

test('the newest revision is served with the session of the platform, too', async () => {
  const version = '2026-07-28';
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': version,
    'io.modelcontextprotocol/clientInfo': { name: 'agent', version: '0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const headers = {
    ...platformHeaders(),
    'mcp-protocol-version': version,
    'mcp-method': 'tools/call',
    'mcp-name': ANSWERED.tool,
  };
  const [called] = await messagesOf(await invoke(callOf(ANSWERED, { _meta }), headers));
  assert.match(answerOf(called?.['result'] as object).text, /alarms in ALARM/);
});

test('what the platform pings and what a notification gets is what it reads as healthy', async () => {
  const noted = await invoke({ method: 'notifications/initialized' });
  assert.equal(noted.status, 202);
  assert.equal(await noted.text(), '');
  const closed = await fetch(url(), { method: 'DELETE', headers: platformHeaders() });
  assert.equal(closed.status, 405);
  await closed.text();
});

test('a caller whose Accept does not fit is told so in words, not answered with what it cannot read', async () => {
  const response = await invoke(callOf(ANSWERED), { ...platformHeaders(), accept: 'application/json' });
  assert.equal(response.status, 406);
  assert.match(await response.text(), /application\/json and text\/event-stream/);
});
