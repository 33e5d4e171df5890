import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { startServiceProcess, type ServiceProcess } from '../support/service-process.ts';

/** The heap that the chart gives a pod. */
const HEAP = '--max-old-space-size=256';
const TOKEN = 'a-token-of-one-caller-alone-0123456789abcdef';

/** The service before an AWS that never answers. */
async function startBeforeSilence(t: TestContext, auth: 'none' | 'bearer'): Promise<ServiceProcess> {
  const silence = createServer((request) => void request.resume());
  silence.listen(0, '127.0.0.1');
  await once(silence, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'cloudwatch-mcp-bodies-'));
  const tokens = join(folder, 'tokens');
  writeFileSync(tokens, `one: ${TOKEN}\n`, { mode: 0o600 });
  const service = await startServiceProcess({
    NODE_OPTIONS: HEAP,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(silence.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    CLOUDWATCH_MCP_TOOL_TIMEOUT: '5',
    CLOUDWATCH_MCP_AUTH: auth,
    ...(auth === 'bearer' && { CLOUDWATCH_MCP_BEARER_TOKENS_FILE: tokens }),
  });
  t.after(async () => {
    service.child.kill('SIGKILL');
    await service.ended;
    silence.closeAllConnections();
    silence.close();
    rmSync(folder, { recursive: true });
  });
  return service;
}

/** A call whose body has so many bytes, and that fits the tool's schema. */
function bodyOf(bytes: number, beside: object = {}): string {
  const call = (dimensions: string[]) => {
    const queries = [
      { namespace: 'AWS/SQS', metric_name: 'm', statistic: 'Sum' },
      { namespace: 'AWS/SQS', metric_name: 'n', statistic: 'Sum', dimensions },
    ];
    const params = { name: 'get_metric_data', arguments: { queries }, ...beside };
    return JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
  };
  const dimensions: string[] = [];
  for (let left = bytes - call([]).length; left > 1_010; left -= 1_003) dimensions.push(`d=${'x'.repeat(998)}`);
  return call(dimensions);
}

async function ask({ url }: ServiceProcess, body: string): Promise<{ status: number; text: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${TOKEN}`,
    },
    body,
  });
  return { status: response.status, text: await response.text() };
}

/** Calls that were turned away since there was no room for their arguments, as /metrics counts them. */
async function counted({ adminUrl }: ServiceProcess): Promise<number> {
  const text = await (await fetch(`${adminUrl}/metrics`)).text();
  return Number(/^cloudwatch_mcp_calls_refused_total\{reason="arguments_held"\} (\d+)$/m.exec(text)?.[1]);
}

for (const auth of ['bearer', 'none'] as const) {
  void test(`a hundred and eight bodies of 3 MB at once (${auth}): each is told to ask for less, and the process lives`, async (t) => {
    const service = await startBeforeSilence(t, auth);
    const body = bodyOf(3_000_000);
    const answers = await Promise.all(Array.from({ length: 108 }, () => ask(service, body)));
    for (const { status, text } of answers) {
      assert.equal(status, 200);
      assert.match(text, /Error: The arguments of get_metric_data are 2,?\d+ KB of JSON together: at most 256 KB\./);
    }
    assert.equal(service.child.exitCode, null);
  });

  void test(`what calls hold is bounded whatever they are made of (${auth}): beyond it they are an overload, in words`, async (t) => {
    const service = await startBeforeSilence(t, auth);
    const small = bodyOf(240_000);
    // As large beside the arguments, where the SDK looks at it.
    const odd = bodyOf(1_000, { _meta: { 'example.com/note': 'é'.repeat(1_400_000) } });
    const bodies = Array.from({ length: 240 }, (_, i) => (i % 3 === 0 ? odd : small));
    const answers = await Promise.all(bodies.map((body) => ask(service, body)));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    const whose = auth === 'bearer' ? 'You have' : 'The server has';
    const refused = answers.filter(
      ({ text }) =>
        new RegExp(`"isError":true`).test(text) &&
        text.includes(`Error: ${whose} calls with `) &&
        text.includes('of arguments under way or waiting: there is no room for the'),
    );
    t.diagnostic(`${refused.length} of ${answers.length} refused`);
    assert.ok(refused.length > 0, answers.map(({ text }) => text.slice(0, 300)).join('\n'));
    assert.equal(await counted(service), refused.length);
    assert.equal(service.child.exitCode, null);
  });
}
