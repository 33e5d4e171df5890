import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import { compileCache } from '../support/compile-cache.ts';
import { startSecuredService, type SecuredService } from '../support/secured-service.ts';
import { until } from '../support/until.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');

/** As AgentCore makes them, and sends with each request of a client. */
const SESSION = 'c9b1f3d2-6a41-4f7e-9d0c-3b2a1e5f7c88-runtime';
const OTHER_SESSION = '0a7d2c44-1f5b-4c3e-8a99-7d6e5f4c3b2a-runtime';
const [ALICE, BOB] = ['alices-token-0123456789', 'bobs-token-0123456789'];

/** A query that is never done. */
const QUERY = {
  name: 'run_logs_insights_query',
  arguments: { query: 'fields @message', groups: ['/aws/containerinsights/shop/application'] },
};
const RUNS_ON = /"result":\{"content":\[\{"type":"text","text":"[^"]*Still running/;
const LEGACY = { 'mcp-protocol-version': '2025-11-25' };

const folder = mkdtempSync(join(tmpdir(), 'cancellation-'));
let service: SecuredService;
before(async () => {
  const tokens = join(folder, 'tokens');
  writeFileSync(tokens, `alice: ${ALICE}\nbob: ${BOB}\n`);
  const env = {
    CLOUDWATCH_MCP_AUTH: 'bearer',
    CLOUDWATCH_MCP_BEARER_TOKENS_FILE: tokens,
    // What is not cancelled is answered then, and its query runs on.
    CLOUDWATCH_MCP_TOOL_TIMEOUT: '8',
  };
  service = await startSecuredService({ env });
});
after(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  service.sandbox.requests.length = 0;
  service.sandbox.setInsights({ polls: 100_000 });
});

const count = (operation: string) =>
  service.sandbox.requests.filter((request) => request.operation === operation).length;

/** Starts the query and resolves when AWS has begun with it: the request that waits for its answer. */
async function begin(id: number | string, token: string, headers: Record<string, string>): Promise<Response> {
  const begun = count('StartQuery');
  const response = await service.send({ jsonrpc: '2.0', id, method: 'tools/call', params: QUERY }, token, {
    ...LEGACY,
    ...headers,
  });
  await until('the query runs', () => count('StartQuery') > begun && count('GetQueryResults') > 0);
  return response;
}

async function cancel(requestId: number | string, token: string, headers: Record<string, string>): Promise<void> {
  const message = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId, reason: 'enough' } };
  const { status } = await service.send(message, token, { ...LEGACY, ...headers });
  assert.equal(status, 202);
}

test('a notification with the session that a platform made stops the call and its Insights query, nobody else’s', async () => {
  const own = await begin(1, ALICE, { 'mcp-session-id': SESSION });
  const others = [
    await begin(1, BOB, { 'mcp-session-id': SESSION }),
    await begin(1, ALICE, { 'mcp-session-id': OTHER_SESSION }),
    await begin(1, ALICE, {}),
  ];
  await cancel(1, ALICE, { 'mcp-session-id': SESSION });
  await service.sandbox.waitForCall('StopQuery');
  assert.equal((await own.text()).replaceAll(': keepalive\n\n', ''), '', 'the stream ends without an answer');
  for (const other of others) assert.match(await other.text(), RUNS_ON);
  assert.equal(count('StopQuery'), 1);
});

test('one whose id was drawn at random is stopped by that id alone', async () => {
  const id = 'd4a1c1de-7b51-4d5b-a5a5-0a4c7a1f9b10';
  const own = await begin(id, ALICE, {});
  await cancel(id, ALICE, {});
  await service.sandbox.waitForCall('StopQuery');
  assert.doesNotMatch(await own.text(), /"id":/);
});

test('notifications that anyone could have meant stop nothing', async () => {
  const own = await begin(1, ALICE, {});
  await cancel(1, ALICE, {});
  await cancel(1, ALICE, { 'mcp-session-id': SESSION });
  await cancel(1, BOB, {});
  assert.match(await own.text(), RUNS_ON);
  assert.equal(count('StopQuery'), 0);
});

test('a client behind such a platform cancels as it would elsewhere', async () => {
  const headers = { authorization: `Bearer ${ALICE}`, 'mcp-session-id': randomUUID() };
  const client = new Client({ name: 'test', version: '0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(service.url), { requestInit: { headers } }));
  await cancelsByItself(client, service.sandbox);
});

test('a caller who hangs up in 2026-07-28 stops its query', async () => {
  const gone = new AbortController();
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const sent = fetch(service.url, {
    method: 'POST',
    signal: gone.signal,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${ALICE}`,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': QUERY.name,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { ...QUERY, _meta } }),
  });
  await service.sandbox.waitForCall('GetQueryResults');
  assert.equal((await sent).status, 200);
  gone.abort();
  await service.sandbox.waitForCall('StopQuery');
});

test('over stdio, where there is one client, the id says enough', async () => {
  const sandbox = await startSandbox();
  sandbox.setInsights({ polls: 100_000 });
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_ACCESS_KEY_ID: sandboxCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandboxCredentials.secretAccessKey,
    ...compileCache(),
  };
  const client = new Client({ name: 'test', version: '0' });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [MAIN, 'stdio'], env, stderr: 'ignore' }),
  );
  await cancelsByItself(client, sandbox);
  await sandbox.close();
});

/** The query is stopped while its client stays. */
async function cancelsByItself(client: Client, sandbox: SecuredService['sandbox']): Promise<void> {
  const controller = new AbortController();
  const outcome = client.callTool(QUERY, undefined, { signal: controller.signal }).then(
    () => 'answered',
    () => 'released',
  );
  await sandbox.waitForCall('GetQueryResults');
  controller.abort();
  await sandbox.waitForCall('StopQuery');
  assert.equal(await outcome, 'released');
  await client.ping();
  await client.close();
}
