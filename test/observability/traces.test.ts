import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sandboxEnv } from './sandbox-env.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { until } from '../support/until.ts';
import { startServiceProcess, type ServiceProcess } from '../support/service-process.ts';
import { startOtlpReceiver, type OtlpReceiver } from './otlp-receiver.ts';

let receiver: OtlpReceiver;
let sandbox: Sandbox;
let service: ServiceProcess;
before(async () => {
  receiver = await startOtlpReceiver();
  sandbox = await startSandbox();
  service = await startServiceProcess({
    ...sandboxEnv(sandbox),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_BSP_SCHEDULE_DELAY: '20',
  });
});
after(async () => {
  service.child.kill('SIGKILL');
  await sandbox.close();
  await receiver.close();
});

test('a call is a span of the protocol in the span of its request, found from its log line', async () => {
  const response = await fetch(service.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'describe_alarms' } }),
  });
  assert.match(await response.text(), /alarms/);
  await until('spans', () => receiver.spans.length >= 2);
  const [http] = receiver.spans.filter(({ name }) => name === 'POST /mcp');
  const [call] = receiver.spans.filter(({ name }) => name === 'tools/call describe_alarms');
  assert.equal(call?.parentSpanId, http?.spanId);
  const line = await service.logged('tool call');
  assert.equal(line['traceId'], call?.traceId);
  assert.equal(line['requestId'], response.headers.get('x-request-id'));
});
