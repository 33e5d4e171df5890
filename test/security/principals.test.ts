import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pino from 'pino';
import { loadConfig } from '../../src/config.ts';
import { callTool, type Answer } from '../../src/mcp/call-tool.ts';
import type { McpServices } from '../../src/mcp/answer.ts';
import type { Principal } from '../../src/principal.ts';
import { sandboxCredentials, startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { createService } from '../../src/service.ts';
import { ACCOUNTS, configFile, PROD, ROLES } from '../support/accounts.ts';
import { TEST_NOW } from '../support/harness.ts';

let services: McpServices;
let sandbox: Sandbox;
let close: () => Promise<void>;
before(async () => {
  const clock = () => TEST_NOW;
  sandbox = await startSandbox({ clock, roles: ROLES });
  const aws = { endpoint: sandbox.url, credentials: sandboxCredentials };
  const config = loadConfig([], configFile({ accounts: ACCOUNTS }));
  const service = createService(config, pino({ level: 'silent' }), { aws, clock });
  services = service.mcp;
  close = async () => {
    service.close();
    await sandbox.close();
  };
});
after(() => close());

function principal(name: string): Principal {
  return { name, groups: [], scopes: undefined };
}

function ask(name: string, tool: string, args: object): Promise<Answer> {
  const { signal } = new AbortController();
  return callTool({ name: tool, args, signal, principal: principal(name), progress: () => undefined }, services);
}

void test('each caller reads an account with a role in a session of its own, and gets no answer kept for another', async () => {
  sandbox.clear();
  const names = ['ada@example.com', 'system:serviceaccount:jarvis:bot'];
  for (const name of [...names, ...names])
    await ask(name, 'describe_log_groups', { account: 'prod', region: 'us-east-1' });
  const reads = sandbox.requests.filter(({ operation }) => operation === 'DescribeLogGroups');
  assert.deepEqual(
    reads.map(({ account, sourceIdentity }) => [account, sourceIdentity?.replace(/-[0-9a-f]{16}$/, '-#')]),
    [
      [PROD, 'ada@example.com'],
      [PROD, 'system-serviceaccount-jarvis-bot-#'],
    ],
  );
});

void test('answers of the server’s own account are kept for everybody', async () => {
  sandbox.clear();
  for (const name of ['ada', 'ben']) await ask(name, 'describe_log_groups', { region: 'us-east-1' });
  assert.equal(sandbox.calls()['DescribeLogGroups'], 1);
});

void test('everybody who sees the same gets the same list of tools', () => {
  assert.equal(services.published(principal('ada')), services.published(principal('ben')));
});

void test('200 callers of two accounts take the memory of their credentials, not of clients', async (t) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = () => {
    collect();
    collect();
    return process.memoryUsage().heapUsed;
  };
  const askBoth = async (name: string) => {
    for (const account of ['staging', 'prod']) {
      const { isError } = await ask(name, 'describe_log_groups', { account, region: 'us-east-1', name_prefix: '/svc' });
      assert.equal(isError, false);
    }
  };
  for (let i = 0; i < 20; i += 1) await askBoth(`warm-${i}`);
  sandbox.clear();
  const start = used();
  for (let i = 0; i < 200; i += 1) await askBoth(`caller-${i}`);
  const assumed = sandbox.calls()['AssumeRole'];
  sandbox.clear();
  const perSession = (used() - start) / 400;
  assert.equal(assumed, 400);
  // An SDK client takes about 300 KB; a session with its kept page of log groups, and the sandbox's own record of it, takes a few.
  t.diagnostic(`${(perSession / 1024).toFixed(1)} KiB for a caller in an account`);
  assert.ok(perSession < 30 * 1024, `${(perSession / 1024).toFixed(1)} KiB`);
});
