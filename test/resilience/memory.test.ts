import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { V8_OPTIONS } from '../bench/processes.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { startCanned } from '../support/canned-prometheus.ts';
import { until } from '../support/until.ts';
import { startMachine, type Machine } from './support/machine.ts';

const HEAP_MB = 192;
/** Between what the service calls full and what V8 can bear. */
const NEARLY_FULL_MIB = 0.85 * HEAP_MB;
/** As the image and the chart have it. */
const SMALL_YOUNG = V8_OPTIONS.join(' ');

async function startSmall(t: TestContext, env: Record<string, string> = {}, young = SMALL_YOUNG): Promise<Machine> {
  const sandbox = await startSandbox({ makeWorld: smallWorld });
  t.after(() => sandbox.close());
  return startMachine(t, {
    nodeOptions: `--max-old-space-size=${HEAP_MB} ${young}`,
    env: { AWS_ENDPOINT_URL: sandbox.url, ...env },
  });
}

void suite('memory', { concurrency: true }, () => {
  for (const young of [
    { of: 'a small young generation', flag: SMALL_YOUNG },
    { of: 'the young generation that Node has by default', flag: '' },
  ]) {
    void test(`a heap that is nearly full, beside ${young.of}: calls are refused in words, health goes on, and all is well once there is room`, async (t) => {
      const { call, order, service } = await startSmall(t, {}, young.flag);
      await call('describe_log_groups');
      await order({ leakToMib: NEARLY_FULL_MIB });
      await service.logged('short of memory: calls are refused');
      const { text, isError } = await call('describe_log_groups', { name_contains: 'web' });
      assert.ok(isError);
      assert.match(
        text,
        /^Error: The server is short of memory \(.* of .* are in use\): nothing more is read\. Wait 10 seconds/,
      );
      assert.equal((await fetch(`${service.adminUrl}/livez`)).status, 200);
      assert.match(
        await (await fetch(`${service.adminUrl}/metrics`)).text(),
        /^cloudwatch_mcp_calls_refused_total\{reason="memory"\} 1$/m,
      );
      await order({ leakToMib: 0 });
      await service.logged('memory is enough again');
      assert.equal((await call('describe_log_groups', { name_contains: 'web' })).isError, false);
    });
  }

  void test('a heap that stays full for a minute: it says so and ends with code 1, to be started anew', async (t) => {
    const { order, service } = await startSmall(t);
    await order({ leakToMib: NEARLY_FULL_MIB });
    const { level } = await service.logged('out of memory: ending, to be started anew');
    assert.equal(level, 60);
    assert.equal(await service.ended, 1);
  });

  void test('a heap that is full at once: V8 says so on standard error, and the process is gone', async (t) => {
    const { order, service } = await startSmall(t);
    await order({ leakToMib: 100 * HEAP_MB });
    assert.equal(await service.ended, 'SIGABRT');
    await until('the line is there', () => service.output().includes('JavaScript heap out of memory'));
  });

  void test('forty answers of three megabytes at once: most are read, the others refused in words, and the process stays small', async (t) => {
    const series = (i: number) => ({
      metric: { __name__: 'up', instance: `host-${i}`.padEnd(200, 'x') },
      value: [1_795_000_000, '1'],
    });
    const data = { resultType: 'vector', result: Array.from({ length: 11_000 }, (_, i) => series(i)) };
    const body = JSON.stringify({ status: 'success', data });
    const prometheus = await startCanned((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
    t.after(() => prometheus.close());
    const { call, order, service } = await startSmall(t, {
      CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=${prometheus.url.origin}`,
    });
    const before = await order({});
    const calls = Array.from({ length: 40 }, (_, i) =>
      call('query_prometheus', { source: 'main', query: `up == ${i}` }),
    );
    let read = 0;
    for (const { text, isError } of await Promise.all(calls)) {
      if (!isError) read += 1;
      if (isError) assert.match(text, /^Error: The server is short of memory|did not finish within|did not answer/);
      else assert.match(text, /11,000 series/);
    }
    assert.ok(read > calls.length / 2, `${read} of ${calls.length} were read`);
    assert.equal(service.child.exitCode, null);
    const next = await call('query_prometheus', { source: 'main', query: 'up' });
    assert.match(next.text, /11,000 series/);
    const after = await order({});
    t.diagnostic(
      `${body.length} bytes each; ${read} read; RSS ${before.rss} to ${after.rss}, live ${before.liveBytes} to ${after.liveBytes}`,
    );
    assert.ok(after.liveBytes < before.liveBytes + 10_000_000);
    assert.ok(after.rss < 2 * HEAP_MB * 1024 * 1024 + before.rss, `${after.rss} bytes`);
  });
});
