import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { startServiceProcess, type ServiceProcess } from '../support/service-process.ts';
import { until } from '../support/until.ts';

async function openService(t: TestContext, drainDelay: number): Promise<ServiceProcess> {
  const service = await startServiceProcess({ CLOUDWATCH_MCP_DRAIN_DELAY: String(drainDelay) });
  t.after(() => service.child.kill('SIGKILL'));
  return service;
}

/** Fails after a while where the process does not end. */
function codeOf({ child }: ServiceProcess): Promise<number | null> {
  return until('it ends', () => child.exitCode !== null, 8_000).then(() => child.exitCode);
}

test('the last lines of the log are written before it ends', async (t) => {
  const service = await openService(t, 0);
  let text = '';
  service.child.stdout?.on('data', (chunk) => (text += String(chunk)));
  service.child.kill('SIGTERM');
  await once(service.child, 'close');
  assert.match(text, /"msg":"draining".*\n.*"msg":"ended"/);
});

test('a second signal loses no line', async (t) => {
  const service = await openService(t, 300);
  let text = '';
  service.child.stdout?.on('data', (chunk) => (text += String(chunk)));
  service.child.kill('SIGTERM');
  await until('readyz is 503', async () => (await fetch(`${service.adminUrl}/readyz`)).status === 503);
  service.child.kill('SIGTERM');
  await once(service.child, 'close');
  assert.match(text, /"msg":"draining"/);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends it also where nobody reads its output any more`, async (t) => {
    const service = await openService(t, 0);
    service.child.stdout?.destroy();
    service.child.kill(signal);
    assert.equal(await codeOf(service), 0);
  });
}

test('so does a second signal', async (t) => {
  const service = await openService(t, 300);
  service.child.stdout?.destroy();
  service.child.kill('SIGTERM');
  await until('readyz is 503', async () => (await fetch(`${service.adminUrl}/readyz`)).status === 503);
  service.child.kill('SIGTERM');
  assert.equal(await codeOf(service), 1);
});
