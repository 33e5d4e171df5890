import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, test, type TestContext } from 'node:test';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { freePort } from '../support/free-port.ts';
import { startServiceProcess, type ServiceProcess } from '../support/service-process.ts';
import { until } from '../support/until.ts';
import { lines, sandboxEnv } from './lines.ts';
import { startOtlpReceiver, type OtlpReceiver } from './otlp-receiver.ts';
import { newPlace, post } from './post.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox();
});
after(() => sandbox.close());

const NOT_TAKEN = 'traces are not taken: calls go on without, said once';

async function start(t: TestContext, env: Record<string, string>): Promise<ServiceProcess> {
  const service = await startServiceProcess({ ...sandboxEnv(sandbox), ...env });
  t.after(() => service.child.kill('SIGKILL'));
  return service;
}

async function receive(
  t: TestContext,
  options: { port?: number; answer?: (response: ServerResponse) => void } = {},
): Promise<OtlpReceiver> {
  const receiver = await startOtlpReceiver(options);
  t.after(() => receiver.close());
  return receiver;
}

/** One read of AWS a call, of an operation that no pace holds back. */
const ALARM = {
  method: 'tools/call',
  params: { name: 'describe_alarms', arguments: { names: ['checkout-5xx-rate'] } },
};
const ask = (service: ServiceProcess, headers = {}) => post(service.url, '2025-11-25', ALARM, headers);

/** How long a call takes, milliseconds. */
async function timed(service: ServiceProcess): Promise<number> {
  const started = performance.now();
  const { status, text } = await ask(service);
  assert.equal(status, 200);
  assert.doesNotMatch(text, /"isError"/);
  return performance.now() - started;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

test('what is not sent yet is sent at the end', async (t) => {
  const receiver = await receive(t);
  const service = await start(t, {
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.endpoint}/v1/traces`,
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_BSP_SCHEDULE_DELAY: '3600000',
  });
  for (let n = 0; n < 5; n += 1) await ask(service);
  assert.equal(receiver.spans.length, 0);
  service.child.kill('SIGTERM');
  assert.equal(await service.ended, 0);
  assert.equal(receiver.spans.filter(({ name }) => name === 'tools/call describe_alarms').length, 5);
  assert.equal(receiver.spans.filter(({ name }) => name === 'POST /mcp').length, 5);
  assert.deepEqual([...new Set(receiver.requests.map(({ headers }) => headers['content-encoding']))], ['gzip']);
});

test('a receiver that is not there is said once, costs no call, and takes the traces from when it is', async (t) => {
  const port = await freePort();
  const service = await start(t, {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://user:hunter2@127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_TIMEOUT: '50',
    OTEL_BSP_SCHEDULE_DELAY: '20',
  });
  assert.equal((await service.logged('listening'))['traces'], `http://127.0.0.1:${port}`);
  await timed(service);
  const { why, level } = await service.logged(NOT_TAKEN);
  assert.deepEqual([why, level], ['ECONNREFUSED', 40]);
  for (let n = 0; n < 20; n += 1) await timed(service);
  const receiver = await receive(t, { port });
  await until('a span', async () => {
    await timed(service);
    return receiver.spans.length > 0;
  });
  const again = await service.logged('traces are taken again');
  assert.ok(Number(again['lost']) >= 2);
  service.child.kill('SIGTERM');
  assert.equal(await service.ended, 0);
  assert.equal(lines(service).filter(({ msg }) => msg === NOT_TAKEN).length, 1);
  assert.doesNotMatch(service.output(), /hunter2/);
});

test('a receiver that refuses is said once, with its status and nothing that it answered', async (t) => {
  const receiver = await receive(t, {
    answer: (response) => void response.writeHead(401).end('your token is hunter2'),
  });
  const service = await start(t, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20hunter3',
    OTEL_BSP_SCHEDULE_DELAY: '20',
  });
  await ask(service);
  assert.equal((await service.logged(NOT_TAKEN))['why'], 'HTTP 401');
  const tries = receiver.requests.length;
  await ask(service);
  await until('another try', () => receiver.requests.length > tries);
  assert.equal(receiver.requests[0]?.headers.authorization, 'Bearer hunter3');
  service.child.kill('SIGTERM');
  assert.equal(await service.ended, 0);
  assert.equal(lines(service).filter(({ msg }) => msg === NOT_TAKEN).length, 1);
  assert.doesNotMatch(service.output(), /hunter/);
});

/** What a busy machine adds to a call of a few milliseconds; a call that waits for a receiver waits for seconds. */
const NOISE_MS = 25;

test('a receiver that never answers makes no call slower and holds the end up for two seconds at most', async (t) => {
  const silent = await receive(t, { answer: () => undefined });
  const traced = await start(t, {
    OTEL_EXPORTER_OTLP_ENDPOINT: silent.endpoint,
    OTEL_BSP_SCHEDULE_DELAY: '20',
    OTEL_BSP_MAX_QUEUE_SIZE: '100',
  });
  const plain = await start(t, { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: silent.endpoint });
  const times = { traced: [] as number[], plain: [] as number[] };
  // More spans than the queue holds.
  for (let n = 0; n < 150; n += 1) {
    times.traced.push(await timed(traced));
    times.plain.push(await timed(plain));
  }
  assert.ok(silent.requests.length > 0);
  const [tracedMs, plainMs] = [median(times.traced.slice(30)), median(times.plain.slice(30))];
  t.diagnostic(
    `median of a call: ${tracedMs.toFixed(1)} ms with a silent receiver, ${plainMs.toFixed(1)} ms with none`,
  );
  assert.ok(tracedMs < 1.5 * plainMs + NOISE_MS, `${tracedMs} ms, without ${plainMs} ms`);
  const ended = async (service: ServiceProcess) => {
    const started = performance.now();
    service.child.kill('SIGTERM');
    assert.equal(await service.ended, 0);
    return performance.now() - started;
  };
  const withoutMs = await ended(plain);
  const withMs = await ended(traced);
  t.diagnostic(`ended in ${Math.round(withoutMs)} ms without, ${Math.round(withMs)} ms with it`);
  assert.ok(withMs - withoutMs < 4_000, `${withMs} ms, without ${withoutMs} ms`);
  const last = lines(traced).find(({ msg }) => msg === 'ended before all traces were sent');
  assert.ok(Number(last?.['spans']) > 0);
});

test('samplers decide: by a part, never, and by none but themselves', async (t) => {
  const receiver = await receive(t);
  const to = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY: '3600000' };
  const taken = async (env: Record<string, string>, flags: string) => {
    const service = await start(t, { ...to, ...env });
    const known = receiver.spans.length;
    for (let n = 0; n < 40; n += 1) await ask(service, { traceparent: newPlace(flags).traceparent });
    service.child.kill('SIGTERM');
    assert.equal(await service.ended, 0);
    return receiver.spans.slice(known).filter(({ name }) => name === 'tools/call describe_alarms').length;
  };
  assert.equal(await taken({ OTEL_TRACES_SAMPLER: 'always_on' }, '00'), 40);
  assert.equal(await taken({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, '01'), 40);
  assert.equal(await taken({ OTEL_TRACES_SAMPLER: 'always_off' }, '01'), 0);
  const part = await taken({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' }, '01');
  // Of 40 by a fair coin: beyond these once in a million runs.
  assert.ok(part >= 5 && part <= 35, String(part));
});

test('what is set and not done is told at the start, and an endpoint that is none stops it', async (t) => {
  const service = await start(t, { OTEL_TRACES_EXPORTER: 'otlp', OTEL_TRACES_SAMPLER: 'sometimes' });
  const told = lines(service).find(({ level }) => level === 40);
  assert.match(String(told?.['msg']), /^OTEL_TRACES_SAMPLER is "sometimes": known are/);
  await assert.rejects(start(t, { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }), /ended with 2/);
});
