import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { startTestService, type TestService } from '../support/harness.ts';
import { until } from '../support/until.ts';

interface Connection {
  readonly socket: Socket;
  /** All that has come so far. */
  received(): string;
  /** Resolves when so many answers have come to their end. */
  answers(count: number): Promise<void>;
}

async function open(t: TestContext, service: TestService): Promise<Connection> {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return {
    socket,
    received: () => text,
    answers: (count) => until(`${count} answers`, () => text.split('"jsonrpc":"2.0","id":').length > count),
  };
}

/** A call by its id, as bytes of HTTP. */
function call(id: number, tool: string): string {
  const body = JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: tool } });
  const head = [
    'POST /mcp HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    'Accept: application/json, text/event-stream',
    `Content-Length: ${body.length}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** Resolves when new connections are refused. */
function refusal(service: TestService): Promise<void> {
  return until('no more connections are taken', () =>
    fetch(service.url).then(
      async (response) => (await response.text()) === '',
      () => true,
    ),
  );
}

/** What the answers say of the connection, in order. */
function promises(connection: Connection): string[] {
  return [...connection.received().matchAll(/^connection: (\S+)/gim)].map(([, word = '']) => word);
}

/** The service, told to leave with so much time for those who have not heard of it. */
async function leaving(t: TestContext, delayMs: number) {
  const service = await startTestService();
  t.after(() => service.close());
  const leave = () => {
    const closed = service.server.close(delayMs);
    t.after(() => closed);
    return closed;
  };
  return { service, leave };
}

test('in the readiness period every answer ends its connection, and new ones are taken', async (t) => {
  const { service, leave } = await leaving(t, 400);
  const kept = await open(t, service);
  kept.socket.write(call(1, 'no_such_tool'));
  await kept.answers(1);
  const closed = leave();
  kept.socket.write(call(2, 'no_such_tool'));
  const fresh = await open(t, service);
  fresh.socket.write(call(3, 'no_such_tool'));
  await Promise.all([once(kept.socket, 'close'), once(fresh.socket, 'close'), closed]);
  assert.deepEqual(promises(kept), ['keep-alive', 'close']);
  assert.deepEqual(promises(fresh), ['close']);
});

test('new connections are taken for the whole readiness period', async (t) => {
  const { service, leave } = await leaving(t, 400);
  const began = performance.now();
  void leave();
  await refusal(service);
  const tookMs = performance.now() - began;
  assert.ok(tookMs >= 399, `refused after ${tookMs} ms`);
});

test('of requests sent without waiting for answers none is dropped', async (t) => {
  const { service, leave } = await leaving(t, 0);
  service.sandbox.setFault('DescribeLogGroups', { delayMs: 200 });
  const connection = await open(t, service);
  connection.socket.write(call(1, 'describe_log_groups'));
  await service.sandbox.waitForCall('DescribeLogGroups');
  const closed = leave();
  connection.socket.write(call(2, 'no_such_tool') + call(3, 'no_such_tool'));
  await Promise.all([once(connection.socket, 'close'), closed]);
  for (const id of [1, 2, 3]) assert.match(connection.received(), new RegExp(`"id":${id}\\}`));
  assert.deepEqual(promises(connection), ['keep-alive', 'keep-alive', 'close']);
});

test('a kept connection whose last answer promised to keep it may ask once more', async (t) => {
  const { service, leave } = await leaving(t, 0);
  service.sandbox.setFault('DescribeLogGroups', { delayMs: 300 });
  const connection = await open(t, service);
  connection.socket.write(call(1, 'describe_log_groups'));
  await until('the headers of the answer', () => connection.received().includes('\r\n\r\n'));
  const closed = leave();
  await connection.answers(1);
  connection.socket.write(call(2, 'no_such_tool'));
  await Promise.all([once(connection.socket, 'close'), closed]);
  assert.match(connection.received(), /"id":2\}/);
  assert.deepEqual(promises(connection), ['keep-alive', 'close']);
});

test('so may one whose last answer ended just before new connections were refused', async (t) => {
  const { service, leave } = await leaving(t, 500);
  service.sandbox.setFault('DescribeLogGroups', { delayMs: 300 });
  const connection = await open(t, service);
  const gone = once(connection.socket, 'close');
  connection.socket.write(call(1, 'describe_log_groups'));
  await until('the headers of the answer', () => connection.received().includes('\r\n\r\n'));
  const closed = leave();
  await connection.answers(1);
  await refusal(service);
  connection.socket.write(call(2, 'no_such_tool'));
  await Promise.all([gone, closed]);
  assert.match(connection.received(), /"id":2\}/);
  assert.deepEqual(promises(connection), ['keep-alive', 'close']);
});

test('a connection opened in the last moment is answered', async (t) => {
  const { service, leave } = await leaving(t, 0);
  const connection = await open(t, service);
  // Answered on another connection, so that the server has surely seen this one.
  await (await fetch(service.url)).text();
  const closed = leave();
  await refusal(service);
  connection.socket.write(call(1, 'no_such_tool'));
  await Promise.all([once(connection.socket, 'close'), closed]);
  assert.match(connection.received(), /"id":1\}/);
});
