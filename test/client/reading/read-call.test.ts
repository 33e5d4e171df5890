import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCall } from '../../../src/client/reading/read-call.ts';
import { formatCall } from '../../../src/format/call.ts';

test('a proposed call is read back as it was written, whatever is in its values', () => {
  const args = {
    namespace: 'AWS/RDS',
    dimensions: ['DBInstanceIdentifier=orders "db"', 'a=]b}'],
    queries: [{ id: 'm1', expression: 'SUM([a, b]) / 2', nested: { deep: [1, 2] } }],
    period: 60,
    ratio: -0.5,
    flag: true,
  };
  const text = `It fires.\n\nNext: ${formatCall('get_metric_statistics', args)}\nOr: get_alarm_history name="x"`;
  assert.deepEqual(readCall(text, 'get_metric_statistics'), { tool: 'get_metric_statistics', args });
  assert.deepEqual(readCall(text, 'get_alarm_history')?.args, { name: 'x' });
});

test('a tool that is only mentioned is no call', () => {
  assert.equal(readCall('For a course use query_prometheus_range.', 'query_prometheus_range'), undefined);
  assert.equal(readCall('get_log_events pointer=<group stream time>', 'get_log_events'), undefined);
  assert.equal(readCall('Next: get_metric_data queries=["a', 'get_metric_data'), undefined);
});
