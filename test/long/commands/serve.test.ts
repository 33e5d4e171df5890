import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { environment, finished, logged, MAIN, start } from '../../support/main-process.ts';

test('what it serves, and by which file, is in the line that says it listens, and nothing secret', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serve-test-'));
  const path = join(folder, 'config.yaml');
  const tokens = join(folder, 'tokens');
  writeFileSync(tokens, 'ana: a-token-of-thirty-two-characters\n');
  writeFileSync(
    path,
    `auth: bearer
bearerTokensFile: ${tokens}
toolsets: [alarms]
accounts:
  - { id: '123456789012', alias: central, regions: [us-east-1] }
  - { id: '222222222222', alias: staging, roleArn: 'arn:aws:iam::222222222222:role/R', externalId: x-secret, regions: [eu-west-1, us-east-1] }
policy: { rules: [{ name: a, principals: [ana] }, { name: b, principals: ['*'] }] }
`,
  );
  const child = start(['--port', '0', '--admin-port', '0', '--config', path], environment());
  try {
    const { time, url, msg, level, ...said } = await logged(child, 'listening');
    assert.deepEqual(said, {
      config: path,
      auth: 'bearer',
      regions: ['us-east-1', 'eu-west-1'],
      accounts: ['central', 'staging'],
      rules: 2,
      toolsets: ['alarms'],
      tools: 2,
    });
    assert.deepEqual([level, msg], [30, 'listening']);
    assert.ok(time !== undefined && url !== undefined);
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
});

test('without credentials it starts, and says in words what is missing', async () => {
  const child = start(['--port', '0', '--admin-port', '0'], environment());
  try {
    const { url } = await logged(child, 'listening');
    const client = new Client({ name: 'test', version: '0' });
    await client.connect(new StreamableHTTPClientTransport(new URL(url ?? '')));
    const answer = await client.callTool({ name: 'describe_log_groups', arguments: {} });
    assert.equal(answer.isError, true);
    assert.match(JSON.stringify(answer.content), /Error: No AWS credentials were found for logs:DescribeLogGroups/);
    await client.close();
  } finally {
    child.kill('SIGKILL');
  }
});

test('doctor says what is wrong with a file, and asks nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serve-test-'));
  const path = join(folder, 'config.yaml');
  writeFileSync(path, 'port: x\npolicy: { everyone: { accounts: { allow: [shop] } } }\n');
  const { code, stdout, stderr } = await finished(start(['doctor', '--config', path], environment()));
  rmSync(folder, { recursive: true });
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /config\.yaml has 2 mistakes\. Line 1: port is "x": .* Line 2: policy\.everyone\.accounts/);
});

test('the name of a tool that does not exist stops the start', async () => {
  const { code, stderr } = await finished(start([], environment({ CLOUDWATCH_MCP_DISABLED_TOOLS: 'describe_alarm' })));
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^cloudwatch-mcp: CLOUDWATCH_MCP_DISABLED_TOOLS \(--disabled-tools\) is "describe_alarm": there is no tool describe_alarm\..*\n$/,
  );
});

test('unknown commands and flags are named with what there is', async () => {
  assert.match(
    (await finished(start(['sreve'], environment()))).stderr,
    /There is no command "sreve"\. Commands: serve, stdio, demo, sandbox/,
  );
  assert.match((await finished(start(['serve', '--prot', '1'], environment()))).stderr, /--prot.*--port/);
  assert.match((await finished(start(['--version'], environment()))).stdout, /^\d+\.\d+\.\d+\n$/);
  assert.match((await finished(start(['--help'], environment()))).stdout, /cloudwatch-mcp stdio/);
});

test('toolsets and single tools are switched off', async () => {
  const env = environment({
    CLOUDWATCH_MCP_TOOLSETS: 'server,alarms',
    CLOUDWATCH_MCP_DISABLED_TOOLS: 'get_alarm_history',
  });
  const client = new Client({ name: 'test', version: '0' });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [MAIN, 'stdio'], env, stderr: 'ignore' }),
  );
  assert.deepEqual(
    (await client.listTools()).tools.map((tool) => tool.name),
    ['describe_alarms', 'get_server_info', 'list_accounts'],
  );
  // What needs other tools is not offered either.
  assert.deepEqual(
    (await client.listPrompts()).prompts.map((prompt) => prompt.name),
    ['triage', 'explain_alarm', 'what_changed'],
  );
  assert.deepEqual(
    (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    ['cloudwatch://{region}/alarms/{name}'],
  );
  const off = await client.callTool({ name: 'search_log_events', arguments: {} });
  assert.match(JSON.stringify(off.content), /There is no tool .*search_log_events/);
  await client.close();
});

test('stdio that its client ends by a signal has logged what it answered', async () => {
  const child = spawn(process.execPath, [MAIN, 'stdio'], { env: environment(), stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = finished(child);
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 't', version: '0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const params = { name: 'no_such_tool', arguments: {}, _meta: meta };
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })}\n`);
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  assert.match((await ended).stderr, /"outcome":"invalid_input".*"msg":"tool call"/);
});
