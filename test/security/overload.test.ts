import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Answer } from '../../src/mcp/call-tool.ts';
import { startTestService } from '../support/harness.ts';
import { budgetsFile, startLimitedService } from '../support/limited-service.ts';
import { until } from '../support/until.ts';

/** How long AWS takes in these tests, milliseconds: longer than all that the service itself does for a call. */
const AWS_MS = 100;

let asked = 0;
/** Questions that differ, so that none is shared or kept. */
const question = () => ({ namespace: 'AWS/RDS', metric_name: `none-${(asked += 1)}` });

/** Bytes of live objects. */
function liveBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

void test('five hundred calls of one caller at once: each is answered, and another caller hardly waits', async (t) => {
  const { ask, sandbox, service } = await startLimitedService(t, {});
  sandbox.setFault('ListMetrics', { delayMs: AWS_MS });
  const timed = async (who: string) => {
    const since = performance.now();
    const { isError, text } = await ask(who, 'list_metrics', question());
    assert.equal(isError, false, text);
    return performance.now() - since;
  };
  for (let i = 0; i < 5; i += 1) await timed('ben');
  const alone: number[] = [];
  for (let i = 0; i < 10; i += 1) alone.push(await timed('ben'));
  const flood = Array.from({ length: 500 }, () => ask('ann', 'list_metrics', question()));
  const beside: number[] = [];
  for (let i = 0; i < 8; i += 1) beside.push(await timed('ben'));
  assert.ok(service.mcp.load.state().waiting > 0, 'the flood was there all along');
  const answers = await Promise.all(flood);
  t.diagnostic(
    `another caller: ${median(alone).toFixed(0)} ms alone, ${median(beside).toFixed(0)} ms beside the flood`,
  );
  assert.ok(median(beside) < 4 * median(alone), `${median(beside)} ms, alone ${median(alone)} ms`);
  const refused = answers.filter(({ isError }) => isError);
  assert.equal(refused.length, 500 - 8 - 100);
  for (const { text } of refused)
    assert.match(text, /^Error: You have 8 calls under way .* Wait \d+ seconds?, then ask/);
  assert.deepEqual(service.mcp.load.state(), { running: 0, waiting: 0 });
});

void test('over HTTP an overload is an answer of the tool: status 200, in words; lists and health do not wait', async (t) => {
  const env = {
    CLOUDWATCH_MCP_CONFIG: budgetsFile(t, { concurrency: { total: 4, queueTotal: 8 } }),
    CLOUDWATCH_MCP_ADMIN_PORT: '0',
  };
  const service = await startTestService({ env });
  t.after(() => service.close());
  service.sandbox.setFault('ListMetrics', { delayMs: 2_000 });
  const call = async (id: number) => {
    const response = await fetch(service.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id,
        method: 'tools/call',
        params: { name: 'list_metrics', arguments: question() },
      }),
    });
    return { status: response.status, body: await response.text() };
  };
  const flood = Array.from({ length: 200 }, (_, id) => call(id));
  const since = performance.now();
  const { tools } = await service.client.listTools();
  const listMs = performance.now() - since;
  assert.ok(tools.length > 0);
  const answers = await Promise.all(flood);
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  const refused = answers.filter(({ body }) => body.includes('"isError":true'));
  assert.equal(refused.length, 200 - 4 - 8);
  assert.match(refused[0]?.body ?? '', /Error: The server has 4 calls under way and 8 waiting: no more may wait\./);
  t.diagnostic(`tools/list beside 200 calls: ${listMs.toFixed(0)} ms`);
  assert.match(await service.metrics(), /^cloudwatch_mcp_calls_refused_total\{reason="queue_full"\} 188$/m);
});

void test('a thousand who wait take little memory, and leave none behind', async (t) => {
  const limits = { concurrency: { total: 1, queueTotal: 1_000, longestWaitSeconds: 60 } };
  const { ask, sandbox, service } = await startLimitedService(t, limits);
  sandbox.setFault('ListMetrics', { delayMs: 2_000 });
  const gone = new AbortController();
  const crowd = (): Promise<Answer>[] =>
    Array.from({ length: 1_001 }, (_, i) => ask(`caller-${i}`, 'list_metrics', question(), gone.signal));
  const before = liveBytes();
  const calls = crowd();
  await until('all but one wait', () => service.mcp.load.state().waiting === 1_000);
  assert.deepEqual(service.mcp.load.state(), { running: 1, waiting: 1_000 });
  const perCall = (liveBytes() - before) / 1_001;
  t.diagnostic(`${(perCall / 1024).toFixed(1)} KiB a call that waits`);
  assert.ok(perCall < 16 * 1024, `${perCall} bytes`);
  gone.abort();
  await Promise.all(calls);
  assert.deepEqual(service.mcp.load.state(), { running: 0, waiting: 0 });
});
