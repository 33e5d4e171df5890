import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestService } from '../support/harness.ts';
import { sendJson, startCanned } from '../support/canned-prometheus.ts';

const VECTOR = { resultType: 'vector', result: [{ metric: { __name__: 'up' }, value: [1_795_000_000, '1'] }] };

void test('a clock that is twenty minutes off is corrected, for the SDK and for PromQL alike', async (t) => {
  const prometheus = await startCanned((_request, response) =>
    sendJson(response, 200, { status: 'success', data: VECTOR }),
  );
  const service = await startTestService({
    sandbox: { prometheusUrl: prometheus.url.origin, faults: { '*': { kind: 'clockSkew' } } },
  });
  t.after(() => Promise.all([service.close(), prometheus.close()]));
  const groups = await service.call('describe_log_groups', {});
  assert.equal(groups.isError, false, groups.text);
  const up = await service.call('query_prometheus', { query: 'up', source: 'cloudwatch:us-east-1' });
  assert.match(up.text, /^1 series/);
  assert.equal(prometheus.requests.length, 1);
});
