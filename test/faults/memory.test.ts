import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startTestService } from '../support/harness.ts';
import { startFaultyPrometheus } from './prometheus.ts';

const HUGE = { kind: 'hugeBody' } as const;
/** An answer up to its bound, once as it comes in and once put together, and what a call holds beside it. */
const ALLOWED_BYTES = 50_000_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** The most that is held beyond the start while `work` runs, in bytes: heap and buffers of the whole process. */
async function growthDuring(work: () => Promise<unknown>): Promise<number> {
  const used = () => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const start = used();
  let most = start;
  const sampling = setInterval(() => (most = Math.max(most, used())), 20);
  await work();
  clearInterval(sampling);
  return Math.max(most, used()) - start;
}

void suite('a body of 100 MB is left where the bound is', () => {
  for (const [name, tool, args] of [
    ['JSON', 'DescribeLogGroups', { tool: 'describe_log_groups', args: { region: 'us-east-1' } }],
    ['REST', 'ListWorkspaces', { tool: 'list_prometheus_workspaces', args: { region: 'us-east-1' } }],
    ['XML', 'GetCallerIdentity', { tool: 'get_server_info', args: {} }],
  ] as const) {
    void test(`of ${name}`, async (t) => {
      const service = await startTestService({ sandbox: { faults: { [tool]: HUGE } } });
      t.after(() => service.close());
      const grown = await growthDuring(() => service.call(args.tool, args.args));
      assert.ok(grown < ALLOWED_BYTES, `${Math.round(grown / 1e6)} MB`);
    });
  }
  void test('of a Prometheus', async (t) => {
    const prometheus = await startFaultyPrometheus();
    prometheus.setFault('/api/v1/query', HUGE);
    const service = await startTestService({ env: { CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=${prometheus.url}` } });
    t.after(() => Promise.all([service.close(), prometheus.close()]));
    const grown = await growthDuring(() =>
      service.call('query_prometheus', { query: 'up', source: 'prometheus:main' }),
    );
    assert.ok(grown < ALLOWED_BYTES, `${Math.round(grown / 1e6)} MB`);
  });
});
