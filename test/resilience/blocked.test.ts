import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { startMachine } from './support/machine.ts';

const BLOCK_MS = 3_000;

void test('an event loop that is blocked: probes have no answer meanwhile, all is answered after, and the log says how long', async (t) => {
  const sandbox = await startSandbox({ makeWorld: smallWorld });
  t.after(() => sandbox.close());
  const { call, order, service } = await startMachine(t, { env: { AWS_ENDPOINT_URL: sandbox.url } });
  await call('describe_log_groups');
  const began = performance.now();
  await order({ blockMs: BLOCK_MS });
  // As the kubelet asks, by default one second.
  for (const path of ['/livez', '/readyz']) {
    await assert.rejects(fetch(service.adminUrl + path, { signal: AbortSignal.timeout(1_000) }), /aborted/);
  }
  const answer = await call('describe_log_groups', { name_contains: 'web' });
  assert.equal(answer.isError, false, answer.text);
  assert.ok(performance.now() - began >= BLOCK_MS);
  for (const path of ['/livez', '/readyz']) assert.equal((await fetch(service.adminUrl + path)).status, 200);
  const { blockedMs, level } = await service.logged('event loop blocked');
  assert.equal(level, 40);
  assert.ok(Number(blockedMs) >= BLOCK_MS - 500, String(blockedMs));
});
