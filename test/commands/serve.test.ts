import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import { environment, finished, logged, MAIN, start } from '../support/main-process.ts';

test('serve uses the default credential chain and AWS_ENDPOINT_URL, and ends on SIGTERM with exit code 0', async () => {
  const sandbox = await startSandbox();
  const child = start(
    ['--port', '0', '--admin-port', '0'],
    environment({
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ACCESS_KEY_ID: sandboxCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sandboxCredentials.secretAccessKey,
      CLOUDWATCH_MCP_DRAIN_DELAY: '0',
    }),
  );
  try {
    const { url } = await logged(child, 'listening');
    const client = new Client({ name: 'test', version: '0' });
    await client.connect(new StreamableHTTPClientTransport(new URL(url ?? '')));
    const answer = await client.callTool({ name: 'get_server_info', arguments: {} });
    assert.match(JSON.stringify(answer.content), /account 123456789012/);
    await client.close();
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.equal(code, 0);
  } finally {
    child.kill('SIGKILL');
    await sandbox.close();
  }
});

test('a wrong value stops the start with one line and exit code 2', async () => {
  const { code, stdout, stderr } = await finished(start(['serve'], environment({ CLOUDWATCH_MCP_PORT: 'http' })));
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.equal(
    stderr,
    'cloudwatch-mcp: CLOUDWATCH_MCP_PORT is "http": allowed is a port from 0 to 65535 (0: a free one).\n',
  );
});

test('stdio answers a local client, null arguments too, and ends when its input does', async () => {
  const sandbox = await startSandbox();
  const env = environment({
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_ACCESS_KEY_ID: sandboxCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandboxCredentials.secretAccessKey,
  });
  const child = spawn(process.execPath, [MAIN, 'stdio'], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  try {
    const lines = createInterface({ input: child.stdout });
    const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    const next = async () =>
      JSON.parse(String((await once(lines, 'line'))[0])) as { id: number; result: Record<string, unknown> };
    send({
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '0' } },
    });
    assert.equal((await next()).id, 1);
    send({ method: 'notifications/initialized' });
    send({ id: 2, method: 'tools/call', params: { name: 'get_server_info', arguments: null } });
    const answer = await next();
    assert.equal(answer.id, 2);
    assert.match(JSON.stringify(answer.result), /account 123456789012/);
    child.stdin.end();
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.equal(code, 0);
  } finally {
    child.kill('SIGKILL');
    await sandbox.close();
  }
});
