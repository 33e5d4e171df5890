import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { HTTP_LIMITS } from '../../src/http/limits.ts';
import { callOf, JSON_HEADERS, LIST, startSecuredService, type SecuredService } from '../support/secured-service.ts';

/** As short as a busy machine allows; where headers are meant, bodies have longer than the test waits. */
const FOR_HEADERS = { headersTimeoutMs: 300, requestTimeoutMs: 60_000, checkEveryMs: 50 };
const FOR_BODIES = { headersTimeoutMs: 600, requestTimeoutMs: 600, checkEveryMs: 50 };

/** Whoever is still connected after so long was not cut off. */
const PATIENCE_MS = 10_000;

let service: SecuredService;
let forBodies: SecuredService;
before(async () => {
  service = await startSecuredService({ limits: FOR_HEADERS });
  forBodies = await startSecuredService({ limits: FOR_BODIES });
});
after(async () => {
  await service.close();
  await forBodies.close();
});

/** Connects, sends `first`, then `rest` every 50 ms, until the server ends it. */
async function drip(url: string, first: string, rest: string): Promise<{ received: string; lastedMs: number }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  const started = performance.now();
  let received = '';
  socket.setEncoding('latin1').on('data', (text: string) => (received += text));
  socket.on('error', () => undefined);
  socket.once('end', () => socket.destroy());
  socket.write(first);
  const timer = setInterval(() => {
    if (performance.now() - started > PATIENCE_MS) socket.destroy();
    else if (socket.writable && rest !== '') socket.write(rest);
  }, 50);
  await closed;
  clearInterval(timer);
  const lastedMs = performance.now() - started;
  assert.ok(lastedMs < PATIENCE_MS, 'it was not cut off');
  return { received, lastedMs };
}

const HEAD = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

test('whoever sends headers for ever is cut off, with 408', { timeout: 20_000 }, async () => {
  const { received, lastedMs } = await drip(service.url, HEAD, 'X-A: b\r\n');
  assert.match(received, /^HTTP\/1\.1 408 Request Timeout\r\n/);
  assert.match(received, /\{"jsonrpc":"2\.0","error":\{"code":-32000,"message":"Request Timeout\."\},"id":null\}$/);
  assert.ok(lastedMs >= FOR_HEADERS.headersTimeoutMs, `${lastedMs} ms`);
});

test('whoever sends a body for ever is cut off, of known length or in chunks', { timeout: 20_000 }, async () => {
  const long = await drip(forBodies.url, `${HEAD}Content-Length: 100000\r\n\r\n{`, ' ');
  assert.match(long.received, /^(?:HTTP\/1\.1 408 |$)/);
  const chunks = await drip(forBodies.url, `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n');
  assert.match(chunks.received, /^(?:HTTP\/1\.1 408 |$)/);
  for (const { lastedMs } of [long, chunks]) assert.ok(lastedMs >= FOR_BODIES.requestTimeoutMs, `${lastedMs} ms`);
});

test('whoever opens a connection and begins no request is cut off too', { timeout: 20_000 }, async () => {
  const { received } = await drip(service.url, '', '');
  assert.match(received, /^(?:HTTP\/1\.1 408 |$)/);
});

test('two hundred slow callers do not keep another one waiting', { timeout: 20_000 }, async () => {
  const slow = Array.from({ length: 200 }, () => drip(service.url, HEAD, 'X-A: b\r\n'));
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

test('bodies that one caller never ends keep no other waiting, whatever the length of theirs', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'slow-requests-'));
  const bearerTokensFile = join(folder, 'tokens');
  const [ana, bo] = ['a-token-of-ana-0123456789abcdef', 'a-token-of-bo-0123456789abcdef'];
  writeFileSync(bearerTokensFile, `ana: ${ana}\nbo: ${bo}\n`, { mode: 0o600 });
  const secured = await startSecuredService({ file: { auth: 'bearer', bearerTokensFile } });
  const begun = `${HEAD}Accept: application/json, text/event-stream\r\nAuthorization: Bearer ${ana}\r\n`;
  const endless = Array.from({ length: 12 }, (_, i) => {
    const socket = connect(Number(new URL(secured.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `${begun}${i % 2 === 0 ? 'Content-Length: 4194304\r\n\r\n{' : 'Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n'}`,
    );
    return socket;
  });
  t.after(async () => {
    for (const socket of endless) socket.destroy();
    await secured.close();
    rmSync(folder, { recursive: true });
  });
  const asked = callOf('describe_log_groups', { name_contains: 'x'.repeat(20_000) });
  const started = performance.now();
  const long = await secured.send(asked, bo);
  assert.match(await long.text(), /at most/);
  const inChunks = await fetch(secured.url, {
    method: 'POST',
    headers: { ...JSON_HEADERS, authorization: `Bearer ${bo}` },
    body: new Blob([JSON.stringify(LIST)]).stream(),
    duplex: 'half',
  });
  assert.equal(inChunks.status, 200);
  await inChunks.text();
  const ms = performance.now() - started;
  assert.ok(ms < HTTP_LIMITS.longestReadingMs, `${ms} ms`);
});
