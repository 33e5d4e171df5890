import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageAttributes, upstreamSpan } from '../../src/telemetry/otel/attributes.ts';

const ended = { outcome: 'ok', startedMs: 0, durationMs: 1, throttled: 0 } as const;

test('requests that were sent again are counted on their span, and paths hold no name of a caller', () => {
  const logs = { ...ended, service: 'logs', operation: 'FilterLogEvents', region: 'eu-west-1', attempts: 3 } as const;
  assert.deepEqual(upstreamSpan(logs), {
    name: 'CloudWatch Logs.FilterLogEvents',
    attributes: {
      'rpc.system.name': 'aws-api',
      'rpc.system': 'aws-api',
      'rpc.service': 'CloudWatch Logs',
      'rpc.method': 'FilterLogEvents',
      'cloud.region': 'eu-west-1',
      'http.request.resend_count': 2,
    },
  });
  const values = { ...ended, service: 'aps', operation: 'label_values', region: 'us-east-1', attempts: 1 } as const;
  assert.equal(upstreamSpan(values).name, 'GET /api/v1/label/{name}/values');
  assert.equal(upstreamSpan({ ...values, operation: 'series' }).name, 'POST /api/v1/series');
});

test('what comes by no HTTP request came by a pipe', () => {
  assert.deepEqual(messageAttributes({ method: 'ping', id: 0 }, undefined), {
    'mcp.method.name': 'ping',
    'jsonrpc.request.id': '0',
    'network.transport': 'pipe',
  });
});
