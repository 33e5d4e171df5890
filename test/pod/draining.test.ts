import assert from 'node:assert/strict';
import { Agent, get, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { sandboxCredentials, startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { sendJson, startCanned } from '../support/canned-prometheus.ts';
import { startServiceProcess, type ServiceProcess } from '../support/service-process.ts';
import { startTcpService } from '../support/tcp-service.ts';
import { until } from '../support/until.ts';

async function openSandbox(t: TestContext): Promise<Sandbox> {
  const sandbox = await startSandbox();
  t.after(() => sandbox.close());
  return sandbox;
}

async function openService(
  t: TestContext,
  sandbox: Sandbox,
  delaySeconds: number,
  env: Record<string, string> = {},
): Promise<ServiceProcess> {
  const service = await startServiceProcess({
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_ACCESS_KEY_ID: sandboxCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandboxCredentials.secretAccessKey,
    CLOUDWATCH_MCP_TOOL_TIMEOUT: '20',
    CLOUDWATCH_MCP_DRAIN_DELAY: String(delaySeconds),
    ...env,
  });
  t.after(() => service.child.kill('SIGKILL'));
  return service;
}

/** What the Prometheus of this file answers to a query. */
function valueOf(query: string): number {
  return 100 + Number(query.split('_')[1]);
}

async function openClient(t: TestContext, url: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  t.after(() => client.close());
  return client;
}

async function alarmNames(sandbox: Sandbox): Promise<string[]> {
  return [...(await sandbox.world('us-east-1')).alarms].map(({ name }) => name);
}

/** A caller with one connection, which it keeps for as long as answers let it. */
function openAgent(t: TestContext): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  return agent;
}

/** Calls a tool on the agent's connection; rejects where no answer comes, or one without what it is about. */
async function askOn(agent: Agent, url: string, tool: string, args: object, expected: string): Promise<void> {
  const params = { name: tool, arguments: args };
  const answer = Promise.withResolvers<string>();
  request(url, {
    agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  })
    .once('error', answer.reject)
    .once('response', (response) => answer.resolve(textOf(response)))
    .end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }));
  const text = await answer.promise;
  if (!text.includes(expected) || text.includes('"isError":true')) throw new Error(text);
}

/** The status by which a connection of its own is answered, or the code of the error by which it is not. */
function knock(url: string): Promise<string> {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => resolve(String(response.resume().statusCode))).once(
      'error',
      (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message),
    );
  });
}

async function readyStatus(service: ServiceProcess): Promise<number> {
  const response = await fetch(`${service.adminUrl}/readyz`);
  await response.text();
  return response.status;
}

test('50 calls in flight at SIGTERM are answered, and connections are taken for the whole readiness period', async (t) => {
  const release = Promise.withResolvers<void>();
  const prometheus = await startCanned(({ body }, response) => {
    const query = new URLSearchParams(body).get('query') ?? '';
    const result = [{ metric: { __name__: query }, value: [1_795_000_000, String(valueOf(query))] }];
    const data = { resultType: 'vector', result };
    void release.promise.then(() => sendJson(response, 200, { status: 'success', data }));
  });
  t.after(() => prometheus.close());
  const service = await openService(t, await openSandbox(t), 1, {
    CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=${prometheus.url.origin}`,
  });
  const client = await openClient(t, service.url);
  let answered = 0;
  const calls = Array.from({ length: 50 }, async (_, i) => {
    const query = `metric_${i}`;
    const { content, isError } = await client.callTool({
      name: 'query_prometheus',
      arguments: { query, source: 'main' },
    });
    const text = JSON.stringify(content);
    assert.ok(isError !== true && text.includes(query) && text.includes(String(valueOf(query))), text);
    answered += 1;
  });
  const all = Promise.all(calls);
  all.catch(() => undefined);
  await until('50 calls are in flight', () => prometheus.requests.length === 50);

  const told = performance.now();
  service.child.kill('SIGTERM');
  await until('readyz is 503', async () => (await readyStatus(service)) === 503);
  const notReadyMs = performance.now() - told;
  assert.ok(notReadyMs < 1_000, `readyz took ${notReadyMs} ms`);

  const knocks: string[] = [];
  await until(
    'connections are refused',
    async () => knocks.push(await knock(service.url)) > 0 && knocks.at(-1) !== '405',
  );
  const refusedMs = performance.now() - told;
  assert.equal(knocks.at(-1), 'ECONNREFUSED', knocks.join(' '));
  assert.ok(knocks.length > 5, `only ${knocks.length} connections were tried`);
  assert.ok(refusedMs >= 1_000, `refused after ${refusedMs} ms`);
  assert.equal(answered, 0);
  assert.equal(await readyStatus(service), 503);

  release.resolve();
  await all;
  assert.equal(await service.ended, 0);
});

test('a rolling replacement of two processes behind a load balancer costs no call', async (t) => {
  const sandbox = await openSandbox(t);
  // Longer than the headers of an answer wait for it: the kept connection was promised before anybody knew of the end.
  sandbox.setFault('DescribeAlarms', { delayMs: 80, share: 0.5 });
  const names = await alarmNames(sandbox);
  const proxy = await startTcpService(300);
  t.after(() => proxy.close());
  const start = async () => {
    // Long enough that a machine that stands still for a second does not make the load balancer miss it.
    const service = await openService(t, sandbox, 2);
    proxy.add(service);
    await until('it takes connections', () => proxy.isIn(service));
    return service;
  };
  const old = await Promise.all([start(), start()]);

  let calls = 0;
  const over = new AbortController();
  t.after(() => over.abort());
  const failures: unknown[] = [];
  const load = Array.from({ length: 8 }, async (_, worker) => {
    // Never idle: a connection that is closed after a time without a call may always cross with the next one.
    const agent = openAgent(t);
    for (let i = worker; !over.signal.aborted; i += 1) {
      calls += 1;
      const name = names[i % names.length] ?? '';
      const asked = askOn(agent, proxy.url, 'describe_alarms', { names: [name] }, name);
      await asked.catch((error: unknown) => failures.push(error));
    }
  });
  const more = (count: number) => {
    const goal = calls + count;
    return until(`${count} calls more`, () => calls >= goal || failures.length > 0);
  };

  await more(50);
  const replacements: ServiceProcess[] = [];
  for (const service of old) {
    replacements.push(await start());
    service.child.kill('SIGTERM');
    assert.equal(await service.ended, 0);
  }
  await more(50);
  over.abort();
  await Promise.all(load);

  assert.deepEqual(failures, []);
  assert.ok(calls >= 200, `only ${calls} calls were made`);
  assert.ok(proxy.connections() < calls / 3, `${proxy.connections()} connections were made for ${calls} calls`);
  for (const { adminUrl } of replacements) {
    assert.match(await (await fetch(`${adminUrl}/metrics`)).text(), /outcome="ok"\} [1-9]/);
  }
  t.diagnostic(`${calls} calls over ${proxy.connections()} connections`);
});

test('calls that outlast the readiness period cost none either, nor those that follow them on far callers’ connections', async (t) => {
  const sandbox = await openSandbox(t);
  // Some are answered just before the port closes, some after it, all with the promise that their connection is kept.
  sandbox.setFault('DescribeAlarmHistory', { delayMs: 1_200 });
  const [name = ''] = await alarmNames(sandbox);
  // Far enough that of some callers the next call is on its way when the port closes.
  const proxy = await startTcpService(100, 60);
  t.after(() => proxy.close());
  const services = await Promise.all([openService(t, sandbox, 1), openService(t, sandbox, 1)]);
  for (const service of services) proxy.add(service);
  await until('both take connections', () => services.every((service) => proxy.isIn(service)));

  let calls = 0;
  const over = new AbortController();
  t.after(() => over.abort());
  const failures: unknown[] = [];
  const callers = Array.from({ length: 24 }, async (_, caller) => {
    // Each on a connection of its own, which is never idle for longer than the way, and each at another moment.
    const agent = openAgent(t);
    await sleep(caller * 55);
    for (; !over.signal.aborted; calls += 1) {
      const asked = askOn(agent, proxy.url, 'get_alarm_history', { name }, name);
      await asked.catch((error: unknown) => failures.push(error));
    }
  });
  const more = (count: number) => {
    const goal = calls + count;
    return until(`${count} calls more`, () => calls >= goal || failures.length > 0);
  };
  await more(24);
  services[0].child.kill('SIGTERM');
  assert.equal(await services[0].ended, 0);
  await more(24);
  over.abort();
  await Promise.all(callers);
  assert.deepEqual(failures, []);
  t.diagnostic(`${calls} calls over ${proxy.connections()} connections`);
});

test('SIGINT does not wait for load balancers', async (t) => {
  const service = await openService(t, await openSandbox(t), 300);
  service.child.kill('SIGINT');
  assert.equal(await service.ended, 0);
});

test('a second signal ends it at once', async (t) => {
  const service = await openService(t, await openSandbox(t), 300);
  service.child.kill('SIGTERM');
  await until('readyz is 503', async () => (await readyStatus(service)) === 503);
  service.child.kill('SIGTERM');
  assert.equal(await service.ended, 1);
});
