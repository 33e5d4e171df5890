import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { ROLE_ARN } from '../support/assumed-role.ts';
import { compileCache } from '../support/compile-cache.ts';
import { serviceAccountToken } from '../support/service-account-token.ts';
import { until } from '../support/until.ts';
import { folderOf, startMachine } from './support/machine.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');

/** What `serve` says, and the code that it ends with. */
async function startAndFail(env: Record<string, string>): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--admin-port', '0'], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', AWS_REGION: 'us-east-1', ...compileCache(), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, [code]] = await Promise.all([textOf(child.stderr), once(child, 'exit') as Promise<[number | null]>]);
  return { code, stderr };
}

async function openSandbox(t: TestContext): Promise<Sandbox> {
  const sandbox = await startSandbox({ makeWorld: smallWorld });
  t.after(() => sandbox.close());
  return sandbox;
}

void test('the token of the service account cannot be read: said in words, and over once it can', async (t) => {
  const sandbox = await openSandbox(t);
  const path = join(folderOf(t), 'token');
  const { call } = await startMachine(t, {
    env: {
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_ROLE_ARN: ROLE_ARN,
      AWS_WEB_IDENTITY_TOKEN_FILE: path,
    },
  });
  const refused = async () => {
    const { text, isError } = await call('describe_log_groups');
    assert.ok(isError, text);
    assert.match(text, /^Error: .*AWS credentials.*\b(ENOENT|EISDIR|no such file|could not be read|not found)/s);
    assert.match(text, /IRSA|role annotation/);
  };
  await refused();
  // A folder is what nobody may read as a file, not even root.
  mkdirSync(path);
  await refused();
  rmSync(path, { recursive: true });
  writeFileSync(`${path}.new`, serviceAccountToken());
  renameSync(`${path}.new`, path);
  const { text, isError } = await call('describe_log_groups');
  assert.equal(isError, false, text);
});

void test('the file of bearer tokens is rotated, goes away and comes back: a running service follows', async (t) => {
  const sandbox = await openSandbox(t);
  const [one, two] = ['the-first-token-0123456789', 'the-second-token-0123456789'];
  const path = join(folderOf(t), 'tokens');
  writeFileSync(path, `ana: ${one}\n`);
  const { service, call } = await startMachine(t, {
    token: one,
    env: {
      AWS_ENDPOINT_URL: sandbox.url,
      CLOUDWATCH_MCP_AUTH: 'bearer',
      CLOUDWATCH_MCP_BEARER_TOKENS_FILE: path,
    },
  });
  assert.equal((await call('describe_log_groups')).isError, false);
  const statusOf = async (token: string) => {
    const response = await fetch(service.url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
    });
    await response.text();
    return response.status;
  };
  writeFileSync(`${path}.new`, `ana: ${two}\n`);
  renameSync(`${path}.new`, path);
  await until('the new one is good', async () => (await statusOf(two)) === 200);
  assert.equal(await statusOf(one), 401);
  rmSync(path);
  await until('nobody is let in', async () => (await statusOf(two)) === 401);
  const { reason } = await service.logged('the file of tokens cannot be read in full: only these tokens are good');
  assert.equal(reason, 'there is no such file');
  assert.equal((await fetch(`${service.adminUrl}/readyz`)).status, 200);
  writeFileSync(path, `ana: ${two}\n`);
  await until('it is good again', async () => (await statusOf(two)) === 200);
});

void test('the configuration file goes away or breaks while it runs: what was read at the start holds', async (t) => {
  const sandbox = await openSandbox(t);
  const path = join(folderOf(t), 'config.yaml');
  writeFileSync(path, 'toolsets: [logs, server]\n');
  const { call, service } = await startMachine(t, {
    env: { AWS_ENDPOINT_URL: sandbox.url, CLOUDWATCH_MCP_CONFIG: path },
  });
  for (const change of [() => writeFileSync(path, 'toolsets: {'), () => rmSync(path)]) {
    change();
    assert.equal((await call('describe_log_groups')).isError, false);
    assert.match((await call('describe_alarms')).text, /^Error: There is no tool/);
  }
  assert.equal((await fetch(`${service.adminUrl}/readyz`)).status, 200);
});

for (const [what, variable] of [
  ['the configuration file', 'CLOUDWATCH_MCP_CONFIG'],
  ['the file of bearer tokens', 'CLOUDWATCH_MCP_BEARER_TOKENS_FILE'],
] as const) {
  void test(`${what} cannot be read at the start: one line that names it, and code 2`, async (t) => {
    const folder = folderOf(t);
    const env = { CLOUDWATCH_MCP_AUTH: variable.includes('BEARER') ? 'bearer' : 'none', [variable]: folder };
    const { code, stderr } = await startAndFail(env);
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`^cloudwatch-mcp: ${variable}.*: it is a folder\\.\n$`));
  });
}
