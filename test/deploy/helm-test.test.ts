import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import pino from 'pino';
import { Registry } from 'prom-client';
import { buildAdminApp } from '../../src/http/admin.ts';
import { loadConfig } from '../../src/config.ts';
import { createService } from '../../src/service.ts';
import { buildApp } from '../../src/http/app.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { DEFAULT_TOOLSETS } from '../../src/toolsets.ts';
import { only, render } from '../../scripts/chart.ts';
import { missing, type Outcome } from '../../scripts/deploy-tools.ts';

const skip = missing('helm');
const log = pino({ level: 'silent' });

/** The program of the test pod, without its URLs and the mode. */
const [node = '', ...program] = skip === false ? await programOfPod() : [];

async function programOfPod(): Promise<string[]> {
  return (only(await render(), 'Pod')['spec'].containers[0].command as string[]).slice(0, -3);
}

async function runPod(readyz: string, mcp: string, mode = 'none'): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      node,
      [...program, readyz, mcp, mode],
      { env: { ...process.env, HELM_TEST_PATIENCE_MS: '1' } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : 1, stdout, output: stdout + stderr }),
    );
  });
}

let ready = true;
const service = createService(loadConfig([], {}), log);
const app = await buildApp(loadConfig([], {}), service.mcp, log);
const admin = await buildAdminApp(new Registry(), () => ready);
const mcp = `${await app.fastify.listen({ port: 0, host: '127.0.0.1' })}/mcp`;
const health = await admin.listen({ port: 0, host: '127.0.0.1' });
/** A service that asks for a token, by a challenge where the path says so. */
const closed = createServer((request, response) => {
  const challenge = request.url === '/mcp' ? { 'www-authenticate': 'Bearer resource_metadata="x"' } : {};
  response.writeHead(401, challenge).end('{}');
});
await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
const other = createServer((_request, response) =>
  response.end('data: {"jsonrpc":"2.0","id":1,"result":{"tools":[]}}\n'),
);
await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
after(async () => {
  await Promise.all([app.drain(), admin.close()]);
  other.close();
  closed.close();
  service.close();
});

/** The tools of a service whose toolsets nobody has set. */
const USUAL = TOOLS.filter(({ toolset }) => DEFAULT_TOOLSETS.includes(toolset));

void describe('the pod of helm test', { skip }, () => {
  void test('passes before the service, and names its tools', async () => {
    const { code, output } = await runPod(`${health}/readyz`, mcp);
    assert.equal(code, 0, output);
    assert.match(output, new RegExp(`${USUAL.length} tools: .*describe_alarms`));
  });

  void test('fails before a service that is not ready, and says so', async () => {
    ready = false;
    try {
      const { code, output } = await runPod(`${health}/readyz`, mcp);
      assert.equal(code, 1);
      assert.match(output, /readyz: HTTP 503 in place of 200: .*draining/);
    } finally {
      ready = true;
    }
  });

  void test('fails where /mcp lists no tools', async () => {
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/mcp`;
    const { code, output } = await runPod(`${health}/readyz`, url);
    assert.equal(code, 1);
    assert.match(output, /no tools/);
  });

  void test('passes where strangers are asked for a token, if the mode is to ask for one', async () => {
    const base = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
    const { code, output } = await runPod(`${health}/readyz`, `${base}/mcp`, 'oidc');
    assert.equal(code, 0, output);
    assert.match(output, /asks for a token \(oidc\): Bearer resource_metadata/);
    const bare = await runPod(`${health}/readyz`, `${base}/other`, 'bearer');
    assert.equal(bare.code, 1);
    assert.match(bare.output, /401 without WWW-Authenticate/);
    assert.match((await runPod(`${health}/readyz`, `${base}/mcp`)).output, /HTTP 401 in place of 200/);
  });

  void test('fails where strangers are answered and the mode is to ask for a token', async () => {
    const { code, output } = await runPod(`${health}/readyz`, mcp, 'bearer');
    assert.equal(code, 1);
    assert.match(output, /HTTP 200 in place of 401/);
  });

  void test('fails where nothing listens', async () => {
    const { code, output } = await runPod(`${health}/readyz`, 'http://127.0.0.1:1/mcp');
    assert.equal(code, 1);
    assert.match(output, /127\.0\.0\.1:1\/mcp: /);
  });
});
