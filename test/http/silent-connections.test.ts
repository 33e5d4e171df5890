import { connect } from 'node:net';
import { test } from 'node:test';
import pino from 'pino';
import { loadConfig } from '../../src/config.ts';
import { listen } from '../../src/http/listen.ts';
import { createService } from '../../src/service.ts';

test('a connection on which nothing was sent does not hold up the end', { timeout: 10_000 }, async (t) => {
  const config = loadConfig([], { CLOUDWATCH_MCP_PORT: '0', CLOUDWATCH_MCP_ADMIN_PORT: '0' });
  const log = pino({ level: 'silent' });
  const service = createService(config, log);
  const server = await listen(config, service.mcp, log, service.registry);
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  t.after(() => socket.destroy());
  await new Promise((connected) => socket.once('connect', connected));
  // Answered on another connection, so that the server has surely seen the silent one.
  await (await fetch(server.url)).text();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await server.close();
  await closed;
  service.close();
});
