import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/until.ts';
import { KEYS, startMachine } from './support/machine.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');

async function openSandbox(t: TestContext): Promise<Sandbox> {
  const sandbox = await startSandbox({ makeWorld: smallWorld });
  t.after(() => sandbox.close());
  return sandbox;
}

void test('a disk that fills: calls are answered, standard error says so once, and lines are written when there is room', async (t) => {
  const sandbox = await openSandbox(t);
  const { call, order, service } = await startMachine(t, { env: { AWS_ENDPOINT_URL: sandbox.url } });
  await order({ diskFull: true });
  for (let i = 0; i < 3; i += 1) assert.equal((await call('list_metrics', { metric_name: `m-${i}` })).isError, false);
  await until('standard error says so', () => service.output().includes('takes no line'));
  assert.equal((await call('describe_log_groups')).isError, false);
  assert.doesNotMatch(service.output(), /"tool":"list_metrics"/);
  await order({ diskFull: false });
  await service.logged('standard output takes lines again');
  const said = service.output();
  assert.equal(said.match(/"tool":"list_metrics"/g)?.length, 3, said);
  assert.equal(said.match(/cloudwatch-mcp: standard output takes no line \(ENOSPC\)/g)?.length, 1, said);
});

void test('a full device from the start, for both outputs and the compile cache: it serves, and ends in order', async (t) => {
  const sandbox = await openSandbox(t);
  const [port, adminPort] = [await freePort(), await freePort()];
  const full = openSync('/dev/full', 'w');
  const env = {
    ...KEYS,
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    AWS_ENDPOINT_URL: sandbox.url,
    CLOUDWATCH_MCP_DRAIN_DELAY: '0',
    // Nothing can be kept there either.
    NODE_COMPILE_CACHE: '/dev/full/cache',
  };
  const args = [MAIN, 'serve', '--port', String(port), '--admin-port', String(adminPort)];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', full, full] });
  t.after(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const asks = () =>
    fetch(`http://localhost:${adminPort}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until('it is ready', asks);
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'describe_log_groups', arguments: {} } };
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  for (let i = 0; i < 5; i += 1) {
    const answer = await fetch(`http://localhost:${port}/mcp`, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.match(await answer.text(), /3 log groups/);
  }
  // The log is written four times a second: it has been refused by now.
  assert.equal(child.exitCode, null);
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
});

void test('stdio with a full device for its log: calls are answered, and it ends with its client', async (t) => {
  const sandbox = await openSandbox(t);
  const full = openSync('/dev/full', 'w');
  const env = { ...KEYS, PATH: process.env['PATH'], HOME: '/nonexistent', AWS_ENDPOINT_URL: sandbox.url };
  const child = spawn(process.execPath, [MAIN, 'stdio'], { env, stdio: ['pipe', 'pipe', full] });
  t.after(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const { stdin, stdout } = child;
  assert.ok(stdin !== null && stdout !== null);
  const answers: string[] = [];
  createInterface({ input: stdout }).on('line', (line) => answers.push(line));
  const send = (message: object) => stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const clientInfo = { name: 'test', version: '0' };
  send({ id: 0, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } });
  send({ method: 'notifications/initialized' });
  for (let id = 1; id <= 3; id += 1) {
    send({ id, method: 'tools/call', params: { name: 'describe_log_groups', arguments: {} } });
    await until(`call ${id} is answered`, () => answers.length > id);
    assert.match(answers[id] ?? '', /3 log groups/);
  }
  stdin.end();
  await until('it ends', () => child.exitCode !== null);
  assert.deepEqual(await ended, [0, null]);
});
