import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { HTTP_LIMITS } from '../../src/http/limits.ts';
import { LIST, startSecuredService, type SecuredService } from '../support/secured-service.ts';

/** As short as a busy machine allows. */
const LIMITS = { headersTimeoutMs: 300, requestTimeoutMs: 600, checkEveryMs: 50 };

let service: SecuredService;
before(async () => {
  service = await startSecuredService({ limits: LIMITS });
});
after(() => service.close());

/** Connects, sends `first`, then a byte of `rest` every 50 ms for ever, until the server ends it. */
async function drip(first: string, rest: string): Promise<{ received: string; lastedMs: number }> {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  await once(socket, 'connect');
  const started = performance.now();
  let received = '';
  socket.setEncoding('latin1').on('data', (text: string) => (received += text));
  socket.on('error', () => undefined);
  socket.write(first);
  const timer = setInterval(() => socket.writable && socket.write(rest), 50);
  await closed(socket);
  clearInterval(timer);
  return { received, lastedMs: performance.now() - started };
}

async function closed(socket: Socket): Promise<void> {
  const shut = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.once('end', () => socket.destroy());
  await shut;
}

const HEAD = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

test('whoever sends headers for ever is cut off, with 408', { timeout: 20_000 }, async () => {
  const { received, lastedMs } = await drip(HEAD, 'X-A: b\r\n');
  assert.match(received, /^HTTP\/1\.1 408 Request Timeout\r\n/);
  assert.match(received, /\{"jsonrpc":"2\.0","error":\{"code":-32000,"message":"Request Timeout\."\},"id":null\}$/);
  assert.ok(lastedMs >= LIMITS.headersTimeoutMs, `${lastedMs} ms`);
});

test('whoever sends a body for ever is cut off, of known length or in chunks', { timeout: 20_000 }, async () => {
  const long = await drip(`${HEAD}Content-Length: 100000\r\n\r\n{`, ' ');
  assert.match(long.received, /^(?:HTTP\/1\.1 408 |$)/);
  const chunks = await drip(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n');
  assert.match(chunks.received, /^(?:HTTP\/1\.1 408 |$)/);
  for (const { lastedMs } of [long, chunks]) assert.ok(lastedMs >= LIMITS.requestTimeoutMs, `${lastedMs} ms`);
});

test('whoever opens a connection and begins no request is cut off too', { timeout: 20_000 }, async () => {
  const { received } = await drip('', '');
  assert.match(received, /^(?:HTTP\/1\.1 408 |$)/);
});

test('two hundred slow callers do not keep another one waiting', { timeout: 20_000 }, async () => {
  const slow = Array.from({ length: 200 }, () => drip(HEAD, 'X-A: b\r\n'));
  const answer = await service.send(LIST);
  assert.equal(answer.status, 200);
  await answer.text();
  for (const { received } of await Promise.all(slow)) assert.match(received, /^HTTP\/1\.1 408 /);
});

test('a body just under 4 MB is read, one above is not', async () => {
  const filled = (bytes: number) => ({ ...LIST, params: { _meta: { 'test/long': 'a'.repeat(bytes) } } });
  const max = HTTP_LIMITS.maxBodyBytes;
  assert.equal(max, 4 * 1024 * 1024);
  assert.equal((await service.send(filled(max - 200))).status, 200);
  const over = await service.send(filled(max));
  assert.equal(over.status, 413);
  assert.deepEqual(await over.json(), {
    jsonrpc: '2.0',
    error: { code: -32_000, message: 'Request body is too large' },
    id: null,
  });
});

test('the limits of a served process leave slow callers seconds, not minutes', () => {
  const { headersTimeoutMs, requestTimeoutMs, checkEveryMs } = HTTP_LIMITS;
  assert.ok(headersTimeoutMs + checkEveryMs <= 40_000 && requestTimeoutMs + checkEveryMs <= 70_000);
});
