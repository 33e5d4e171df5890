import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { startTestService } from '../support/harness.ts';

/** A port that takes no connection and refuses none, as where a firewall drops the packets: its queue is full, and nobody takes from it. */
async function openDroppingPort(t: TestContext): Promise<number> {
  const script = `const s = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port))`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const sockets: Socket[] = [];
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    child.kill('SIGKILL');
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  child.kill('SIGSTOP');
  // Until one is left waiting, the queue is not full.
  for (let full = false; !full;) {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    sockets.push(socket);
    full = await Promise.race([
      once(socket, 'connect').then(() => false),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 500)),
    ]);
  }
  return port;
}

test('AWS behind a firewall that drops what is sent: the answer says that it cannot be reached', async (t) => {
  const port = await openDroppingPort(t);
  const service = await startTestService({
    endpoint: `http://127.0.0.1:${port}`,
    env: { CLOUDWATCH_MCP_TOOL_TIMEOUT: '60' },
  });
  t.after(() => service.close());
  const { text, isError } = await service.call('describe_log_groups');
  assert.ok(isError);
  assert.match(
    text,
    /^Error: AWS cannot be reached for logs:DescribeLogGroups in us-east-1 \(ETIMEDOUT\)\. The operator must check .*VPC endpoints/,
  );
});
