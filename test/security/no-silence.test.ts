import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test, type TestContext } from 'node:test';
import { Worker } from 'node:worker_threads';
import { sandboxCredentials, startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import type { World } from '../../src/sandbox/world/types.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { startServiceProcess, type ServiceProcess } from '../support/service-process.ts';
import { groupOf } from '../tools/logs/logs-world.ts';

/** The longest that others may wait, milliseconds, on a machine that is busy too; such calls once took six seconds and more. */
const MOST_MS = 2_500;
/** As much as an event may have. */
const EVENT_CHARS = 250_000;

/** Texts that took long to read once, each of some events. */
const SLOW = { urls: 'a://b:c', passes: 'pass: ', keys: '-----BEGIN PRIVATE KEY-----', names: 'token=password="' };

function world(region: string, madeAt: number): World {
  const logGroups = Object.entries(SLOW).map(([name, text]) => {
    const message = text.repeat(EVENT_CHARS / text.length);
    const events = Array.from({ length: 4 }, (_, i) => ({ stream: 's', time: madeAt - 60_000 - i * 1_000, message }));
    return groupOf(`/slow/${name}`, events);
  });
  return { ...smallWorld(region, madeAt, 1), logGroups };
}

/** Asks for /livez without pause, where nothing else runs, and keeps the longest time that an answer took. */
const PROBE = `
const { parentPort, workerData } = require('node:worker_threads');
const { get, Agent } = require('node:http');
const agent = new Agent({ keepAlive: true });
const { url, ended } = workerData;
let longest = 0, answers = 0;
function ask() {
  const began = performance.now();
  get(url, { agent }, (response) => {
    response.resume().on('end', () => {
      if (answers > 0) longest = Math.max(longest, performance.now() - began);
      else parentPort.postMessage('asking');
      answers += 1;
      if (Atomics.load(ended, 0) === 0) return void setTimeout(ask, 5);
      parentPort.postMessage({ longest, answers });
      agent.destroy();
    });
  });
}
ask();
`;

let sandbox: Sandbox;
let service: ServiceProcess;
before(async () => {
  sandbox = await startSandbox({ makeWorld: world });
  service = await startServiceProcess({
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_ACCESS_KEY_ID: sandboxCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandboxCredentials.secretAccessKey,
    CLOUDWATCH_MCP_TOOL_TIMEOUT: '20',
  });
});
after(async () => {
  service.child.kill('SIGKILL');
  await service.ended;
  await sandbox.close();
});

async function call(name: string, args: object): Promise<string> {
  const response = await fetch(service.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
  return response.text();
}

/** The longest that /livez kept waiting while something was done. */
async function silenceDuring(t: TestContext, act: () => Promise<string>): Promise<string> {
  const ended = new Int32Array(new SharedArrayBuffer(4));
  const probe = new Worker(PROBE, { eval: true, workerData: { url: `${service.adminUrl}/livez`, ended } });
  await once(probe, 'message');
  const began = performance.now();
  const text = await act();
  const took = performance.now() - began;
  Atomics.store(ended, 0, 1);
  const [{ longest, answers }] = (await once(probe, 'message')) as [{ longest: number; answers: number }];
  t.diagnostic(`${Math.round(took)} ms, in which ${answers} others waited ${Math.round(longest)} ms at most`);
  assert.ok(longest < MOST_MS, `others waited ${Math.round(longest)} ms`);
  return text;
}

for (const name of Object.keys(SLOW)) {
  void test(`a search over a megabyte of ${name} keeps nobody waiting`, async (t) => {
    const text = await silenceDuring(t, () => call('search_log_events', { groups: [`/slow/${name}`] }));
    assert.match(text, /4 log events/);
  });
}

void test('five hundred expressions that name one another keep nobody waiting', async (t) => {
  const first = { id: 'q0', namespace: 'AWS/SQS', metric_name: 'm', statistic: 'Sum' };
  const rest = Array.from({ length: 499 }, (_, i) => ({
    id: `q${i + 1}`,
    expression: Array.from({ length: Math.min(90, i + 1) }, (__, back) => `q${i - back}`).join('+'),
  }));
  // What takes long is done before AWS is asked; the sandbox would be long about the sums.
  sandbox.setFault('*', { error: { code: 'InternalFailure', message: 'no', status: 400 } });
  const text = await silenceDuring(t, () => call('get_metric_data', { queries: [first, ...rest] }));
  assert.match(text, /AWS refuses cloudwatch:GetMetricData/);
});
