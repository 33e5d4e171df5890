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
import { only, render } from '../../scripts/chart.ts';
import { missing, type Outcome } from '../../scripts/deploy-tools.ts';

const skip = missing('helm');
const log = pino({ level: 'silent' });

/** The program of the test pod, without its two URLs. */
const [node = '', ...program] = skip === false ? await programOfPod() : [];

async function programOfPod(): Promise<string[]> {
  return (only(await render(), 'Pod')['spec'].containers[0].command as string[]).slice(0, -2);
}

async function runPod(readyz: string, mcp: string): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      node,
      [...program, readyz, mcp],
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
const other = createServer((_request, response) =>
  response.end('data: {"jsonrpc":"2.0","id":1,"result":{"tools":[]}}\n'),
);
await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
after(async () => {
  await Promise.all([app.drain(), admin.close()]);
  other.close();
  service.close();
});

void describe('the pod of helm test', { skip }, () => {
  void test('passes before the service, and names its tools', async () => {
    const { code, output } = await runPod(`${health}/readyz`, mcp);
    assert.equal(code, 0, output);
    assert.match(output, new RegExp(`${TOOLS.length} tools: .*describe_alarms`));
  });

  void test('fails before a service that is not ready, and says so', async () => {
    ready = false;
    try {
      const { code, output } = await runPod(`${health}/readyz`, mcp);
      assert.equal(code, 1);
      assert.match(output, /readyz: HTTP 503: .*draining/);
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

  void test('fails where nothing listens', async () => {
    const { code, output } = await runPod(`${health}/readyz`, 'http://127.0.0.1:1/mcp');
    assert.equal(code, 1);
    assert.match(output, /127\.0\.0\.1:1\/mcp: /);
  });
});
