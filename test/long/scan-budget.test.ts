import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startLimitedService } from '../support/limited-service.ts';

const QUERY = { query: 'stats count(*)', groups: ['/shop/checkout'], start: '-10m' };

test('a query that the budget has not enough left for is not started, and says what it needs', async (t) => {
  const { ask, asked } = await startLimitedService(t, { principalPerHour: { logBytesScanned: 1_000 } });
  const { text, isError } = await ask('ann', 'run_logs_insights_query', QUERY);
  assert.ok(isError);
  assert.match(text, /^Error: This needs a scan of about [\d.]+ MiB of logs\. Left: 1,?000 B of your 1,?000 B an hour/);
  assert.match(text, /shorter window or fewer log groups, or filter by an indexed field \(filterIndex\)/);
  assert.equal(asked('StartQuery'), 0);
});

test('what a query scanned counts, not what it was expected to', async (t) => {
  const { ask, records, sandbox } = await startLimitedService(t, { principalPerHour: { logBytesScanned: 1e12 } });
  const { structured } = await ask('ann', 'run_logs_insights_query', QUERY);
  const { scannedBytes, estimatedBytes, id } = structured as unknown as Record<string, number>;
  assert.ok((scannedBytes ?? 0) > 0 && scannedBytes !== estimatedBytes);
  assert.equal(records.at(-1)?.usage.logBytesScanned, scannedBytes);
  await ask('ann', 'get_logs_insights_results', { id });
  assert.equal(records.at(-1)?.usage.logBytesScanned, undefined);
  sandbox.setInsights({ outcome: 'Failed' });
  await ask('ann', 'run_logs_insights_query', QUERY);
  assert.ok((records.at(-1)?.usage.logBytesScanned ?? 0) < (estimatedBytes ?? 0));
});
