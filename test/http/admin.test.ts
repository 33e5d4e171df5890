import assert from 'node:assert/strict';
import { request, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import pino from 'pino';
import { ConfigError, loadConfig } from '../../src/config.ts';
import { listen } from '../../src/http/listen.ts';
import { createService } from '../../src/service.ts';
import { freePort } from '../support/free-port.ts';

const log = pino({ level: 'silent' });

test('health and metrics have a port of their own, where any Host is answered', async () => {
  const config = loadConfig([], { CLOUDWATCH_MCP_PORT: '0', CLOUDWATCH_MCP_ADMIN_PORT: String(await freePort()) });
  const service = createService(config, log);
  const server = await listen(config, service.mcp, log, service.registry);
  try {
    assert.ok(server.adminUrl);
    for (const path of ['/livez', '/readyz']) assert.equal((await fetch(server.adminUrl + path)).status, 200);
    const metrics = await (await fetch(`${server.adminUrl}/metrics`)).text();
    assert.match(metrics, /^# TYPE cloudwatch_mcp_tool_calls_total counter$/m);
    assert.match(metrics, /^process_resident_memory_bytes \d/m);
    assert.equal((await fetch(`${server.adminUrl}/mcp`, { method: 'POST' })).status, 404);
    assert.equal((await fetch(server.url.replace('/mcp', '/metrics'))).status, 404);
  } finally {
    await server.close();
    service.close();
  }
});

test('while the last requests are answered, readyz says that no more should come', async () => {
  const config = loadConfig([], { CLOUDWATCH_MCP_PORT: '0', CLOUDWATCH_MCP_ADMIN_PORT: String(await freePort()) });
  const service = createService(config, log);
  const server = await listen(config, service.mcp, log, service.registry);
  const headers = { 'content-type': 'application/json', expect: '100-continue' };
  const pending = request(server.url, { method: 'POST', headers });
  const answered = once(pending, 'response') as Promise<[IncomingMessage]>;
  pending.flushHeaders();
  // The server is told to end when it has seen the request, and not yet its body.
  await once(pending, 'continue');
  const closed = server.close();
  const ready = await fetch(`${server.adminUrl}/readyz`);
  pending.end('{"jsonrpc":"2.0","id":1,"method":"ping"}');
  const [response] = await answered;
  response.resume();
  await closed;
  service.close();
  assert.equal(ready.status, 503);
  assert.deepEqual(await ready.json(), { status: 'draining' });
});

test('a taken port is an error that names the flag and the variable', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const config = loadConfig(['--port', String(port), '--admin-port', '0'], {});
  const service = createService(config, log);
  try {
    await assert.rejects(listen(config, service.mcp, log, service.registry), (error: Error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, new RegExp(`Port ${port} is taken.*--port.*CLOUDWATCH_MCP_PORT`));
      return true;
    });
  } finally {
    service.close();
    holder.close();
  }
});
