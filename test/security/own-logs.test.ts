import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { TOOLS } from '../../src/tools/index.ts';
import type { CannedPrometheus } from '../support/canned-prometheus.ts';
import { until } from '../support/until.ts';
import { GOOD, MARK, marked, marks, markedWorld, startMarkedPrometheus, type Broken } from './marked-world.ts';
import { startServiceProcess, type ServiceProcess } from '../support/service-process.ts';

let sandbox: Sandbox;
let prometheus: CannedPrometheus;
let service: ServiceProcess;
let client: Client;
/** What the Prometheus answers next. */
let broken: Broken = 'no';

before(async () => {
  prometheus = await startMarkedPrometheus(() => broken);
  const [accessKeyId, secretAccessKey] = [`AKIA${MARK.toUpperCase()}`, marked()];
  sandbox = await startSandbox({ makeWorld: markedWorld, credentials: { [accessKeyId]: secretAccessKey } });
  service = await startServiceProcess(
    {
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      CLOUDWATCH_MCP_LOG_LEVEL: 'DEBUG',
      CLOUDWATCH_MCP_TOOLSETS: 'all',
      CLOUDWATCH_MCP_DRAIN_DELAY: '0',
      CLOUDWATCH_MCP_TOOL_TIMEOUT: '5',
      CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=http://user:${marked()}@${prometheus.url.host}/`,
    },
    'test/security/failing-service.ts',
  );
  client = await openClient();
});
after(async () => {
  await client.close();
  service.child.kill('SIGKILL');
  await prometheus.close();
  await sandbox.close();
});

/** A client that says who it is, by headers too. */
async function openClient(): Promise<Client> {
  const one = new Client({ name: marked(), version: marked() });
  const headers = {
    authorization: `Bearer ${marked()}`,
    cookie: marked(),
    'x-user-id': marked(),
    'user-agent': marked(),
  };
  await one.connect(new StreamableHTTPClientTransport(new URL(service.url), { requestInit: { headers } }));
  return one;
}

async function call(name: string, args: Record<string, unknown>, signal?: AbortSignal): Promise<string> {
  const result = await client.callTool({ name, arguments: args }, undefined, {
    timeout: 60_000,
    ...(signal && { signal }),
  });
  return (result.content as { text: string }[]).map(({ text }) => text).join('\n');
}

/** Every parameter of a tool with a marked text in it, whatever it should be. */
function bad(tool: (typeof TOOLS)[number]): Record<string, unknown> {
  const names = Object.keys((tool.input as unknown as { shape: object }).shape);
  return Object.fromEntries([...names.map((name) => [name, marked()]), [marked(), marked()]]);
}

function lines(): Record<string, unknown>[] {
  return service
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

void test(
  'what the service writes holds nothing that it was asked, that it read, or that it was trusted with',
  { timeout: 180_000 },
  async () => {
    const answers: string[] = [];
    const everyTool = async () => {
      for (const [name, args] of Object.entries(GOOD)) answers.push(await call(name, args()));
    };
    assert.deepEqual(Object.keys(GOOD).toSorted(), TOOLS.map(({ name }) => name).toSorted());
    await everyTool();
    for (const tool of TOOLS) answers.push(await call(tool.name, bad(tool)));
    for (const tool of TOOLS)
      answers.push(await call(tool.name, { ...GOOD[tool.name]?.(), region: marked(), cursor: marked() }));
    for (const code of [
      'ValidationException',
      'AccessDeniedException',
      'ResourceNotFoundException',
      'InternalFailure',
      marked(),
    ]) {
      sandbox.setFault('*', { error: { code, message: marked(), status: code === 'InternalFailure' ? 500 : 400 } });
      await everyTool();
    }
    sandbox.setFault('*', undefined);
    for (const how of ['refused', 'failed', 'garbage'] as const) {
      broken = how;
      for (const name of Object.keys(GOOD).filter((tool) => tool.includes('prometheus')))
        answers.push(await call(name, GOOD[name]?.() ?? {}));
    }
    broken = 'no';
    const internal = await call('describe_log_groups', { name_contains: `break${marked()}` });
    assert.match(internal, /^Error: internal error, reference/);
    answers.push(await call(marked(), { [marked()]: marked() }).catch(() => ''));

    // Left before the answer.
    broken = 'silent';
    const leaving = await openClient();
    const seen = prometheus.requests.length;
    const left = leaving
      .callTool({ name: 'query_prometheus', arguments: GOOD['query_prometheus']?.() ?? {} })
      .catch(() => 'left');
    await until('the query is under way', () => prometheus.requests.length > seen);
    await leaving.close();
    await left;
    broken = 'no';

    // What is no call at all.
    const post = (body: string, headers: Record<string, string> = {}) =>
      fetch(`${service.url}?token=${marked()}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          authorization: `Bearer ${marked()}`,
          ...headers,
        },
        body,
      }).then((response) => response.text());
    await post(`{"jsonrpc":"2.0","id":1,"method":"${marked()}","params":{"a":"${marked()}"}}`);
    await post(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${marked()}","arguments":"${marked()}"}}`,
    );
    await post(`{"${marked()}`);
    await post(`{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{}}`, { 'mcp-protocol-version': marked() });
    await post('[]', { 'content-type': `text/${marked()}` });
    await fetch(`${service.url}/${marked()}`);
    const raw = connect(Number(new URL(service.url).port), '127.0.0.1');
    raw.end(`NONSENSE ${marked()}\r\n${marked()}: ${marked()}\r\n\r\n`).resume();
    await once(raw, 'close');

    const metrics = await (await fetch(`${service.adminUrl}/metrics`)).text();
    service.child.kill('SIGTERM');
    assert.equal(await service.ended, 0);

    // The marks were there to be found.
    assert.ok(marks() > 300, String(marks()));
    assert.ok(answers.filter((answer) => answer.includes(MARK)).length > 30);
    const written = `${service.output()}\n${metrics}`;
    const found = written.split('\n').filter((line) => line.toLowerCase().includes(MARK.toLowerCase()));
    assert.deepEqual(
      found.map((line) => line.slice(0, 600)),
      [],
    );
    for (const form of ['base64', 'base64url', 'hex'] as const) {
      assert.ok(!written.includes(Buffer.from(MARK).toString(form).slice(0, 10)), form);
    }

    const calls = lines().filter(({ msg }) => msg === 'tool call');
    for (const { name } of TOOLS) {
      const outcomes = new Set(calls.filter(({ tool }) => tool === name).map(({ outcome }) => outcome));
      assert.ok(outcomes.has('invalid_input'), `${name}: ${[...outcomes].join()}`);
      assert.ok(outcomes.size > 1, `${name}: ${[...outcomes].join()}`);
    }
    const outcomes = new Set(calls.map(({ outcome }) => outcome));
    for (const outcome of ['ok', 'invalid_input', 'access_denied', 'not_found', 'upstream', 'internal', 'cancelled']) {
      assert.ok(outcomes.has(outcome), `${outcome} in ${[...outcomes].join()}`);
    }
    const search = calls.find(({ tool, outcome }) => tool === 'search_log_events' && outcome === 'ok');
    assert.deepEqual(search?.['args'], { groups: 'list(1)', text: `text(${MARK.length})`, limit: 'number' });
    assert.equal(search['principal'], 'anyone');
    assert.ok(Number(search['rows']) === 5 && Number(search['tokens']) > 100);
    const denied = calls.find(({ outcome }) => outcome === 'access_denied');
    assert.equal((denied?.['cause'] as { type?: string } | undefined)?.type, 'AccessDeniedException');
    const { err } = lines().find(({ msg }) => msg === 'internal error') as unknown as {
      err: { type: string; stack: string };
    };
    assert.equal(err.type, 'TypeError');
    assert.match(err.stack, /failing-service\.ts:\d+:\d+/);
  },
);

void test('the same question is known again, and another one is told from it', () => {
  const questions = lines()
    .filter(
      ({ msg, tool, outcome }) =>
        msg === 'tool call' && tool === 'list_prometheus_metrics' && outcome !== 'invalid_input',
    )
    .map(({ question }) => question);
  assert.ok(questions.length > 3 && new Set(questions).size === 1, questions.join());
  const others = lines()
    .filter(
      ({ msg, tool, outcome }) =>
        msg === 'tool call' && tool === 'find_prometheus_series' && outcome !== 'invalid_input',
    )
    .map(({ question }) => question);
  assert.equal(new Set(others).size, others.length);
});
