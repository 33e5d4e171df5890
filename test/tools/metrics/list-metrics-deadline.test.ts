import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestService } from '../../support/harness.ts';
import { metricOf, metricsWorld, NOW } from './metrics-world.ts';

/** Five pages of ListMetrics. */
const METRICS = Array.from({ length: 2_100 }, (_, i) =>
  metricOf('Fleet', `Load${i % 7}`, { Host: `host-${i}` }, () => 1),
);

test('a list too long for half the deadline is counted as far as it was read, and says so', async () => {
  const service = await startTestService({
    clock: () => NOW,
    env: { CLOUDWATCH_MCP_TOOL_TIMEOUT: '2' },
    sandbox: { makeWorld: metricsWorld(METRICS), faults: { ListMetrics: { delayMs: 350 } } },
  });
  try {
    const { text, structured, isError } = await service.call('list_metrics');
    assert.equal(isError, false, text);
    assert.equal(structured['complete'], false);
    const read = structured['series'] as number;
    assert.ok(read >= 500 && read < 2_100, `${read} read`);
    assert.match(
      text,
      new RegExp(`among the first ${read.toLocaleString('en-US')} series read, more exist: name a namespace or metric`),
    );
  } finally {
    await service.close();
  }
});
