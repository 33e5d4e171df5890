import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Session } from '../../src/sandbox/sessions.ts';
import { ACCOUNTS, configFile, PROD, readerRole, STAGING } from '../support/accounts.ts';
import { startServiceProcess, type ServiceProcess } from '../support/service-process.ts';
import { GOOD, MARK, marked, markedWorld, marks } from './marked-world.ts';

const TOKENS = { ana: `${marked()}-token-of-ana-0123456789`, bo: `${marked()}-token-of-bo-0123456789` };
const [accessKeyId, secretAccessKey] = [`AKIA${MARK.toUpperCase()}`, marked()];
const externalId = marked();
const folder = mkdtempSync(join(tmpdir(), 'own-logs-'));

let sandbox: Sandbox;
let service: ServiceProcess;
/** What the sandbox handed out for roles. */
const sessions: Session[] = [];

before(async () => {
  sandbox = await startSandbox({
    makeWorld: markedWorld,
    credentials: { [accessKeyId]: secretAccessKey },
    // The external id of `prod` is not the one that its role wants.
    roles: { [readerRole(STAGING)]: { externalId }, [readerRole(PROD)]: { externalId: marked() } },
  });
  const open = sandbox.sessions.open.bind(sandbox.sessions);
  Object.assign(sandbox.sessions, {
    open: (role: Parameters<typeof open>[0]) => {
      const session = open(role);
      sessions.push(session);
      return session;
    },
  });
  const tokens = join(folder, 'tokens');
  writeFileSync(tokens, `ana: ${TOKENS.ana}\nbo: ${TOKENS.bo}\n`, { mode: 0o600 });
  const [central, staging, prod] = ACCOUNTS;
  service = await startServiceProcess({
    ...configFile({
      accounts: [central, { ...staging, externalId }, { ...prod, externalId: marked() }],
      policy: { rules: [{ name: 'all', principals: ['ana'] }] },
    }),
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    CLOUDWATCH_MCP_AUTH: 'bearer',
    CLOUDWATCH_MCP_BEARER_TOKENS_FILE: tokens,
    CLOUDWATCH_MCP_LOG_LEVEL: 'DEBUG',
    CLOUDWATCH_MCP_DRAIN_DELAY: '0',
    CLOUDWATCH_MCP_TOOL_TIMEOUT: '5',
  });
});
after(async () => {
  service.child.kill('SIGKILL');
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

async function ask(token: string, name: string, args: object, url = service.url): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
  return `${response.status} ${await response.text()}`;
}

void test('with tokens and roles it writes neither, nor what is asked and read by them', async () => {
  const outcomes = new Set<string>();
  for (const account of ['central', 'staging', 'prod', 'all', marked()]) {
    for (const [name, good] of Object.entries(GOOD)) {
      if (name.includes('prometheus')) continue;
      const text = await ask(TOKENS.ana, name, { ...good(), account });
      outcomes.add(`${account} ${/"isError":true/.test(text) ? 'refused' : 'answered'}`);
    }
  }
  for (const told of ['central answered', 'staging answered', 'prod refused', 'all answered']) {
    assert.ok(outcomes.has(told), `${told}: ${[...outcomes].join(', ')}`);
  }
  assert.match(await ask(TOKENS.bo, 'describe_alarms', { account: 'staging' }), /no rule of the policy names you/);
  for (const token of [marked(), `${TOKENS.ana}x`, TOKENS.ana.slice(0, -1), `${TOKENS.ana} ${TOKENS.bo}`]) {
    assert.match(await ask(token, 'describe_alarms', {}), /^40[01] /);
  }
  await ask(marked(), 'describe_alarms', {}, `${service.url}?access_token=${TOKENS.ana}`);
  sandbox.sessions.endAll();
  await ask(TOKENS.ana, 'describe_alarms', { account: 'staging' });
  sandbox.setFault('AssumeRole', { error: { code: 'AccessDenied', message: marked(), status: 403 } });
  sandbox.sessions.endAll();
  await ask(TOKENS.ana, 'describe_alarms', { account: 'staging' });

  const metrics = await (await fetch(`${service.adminUrl}/metrics`)).text();
  service.child.kill('SIGTERM');
  assert.equal(await service.ended, 0);
  const written = `${service.output()}\n${metrics}`;
  assert.match(written, /"principal":"ana"/);
  assert.ok(marks() > 50 && sessions.length > 0, `${marks()} marks, ${sessions.length} sessions`);
  const found = written.split('\n').filter((line) => line.toLowerCase().includes(MARK.toLowerCase()));
  assert.deepEqual(
    found.map((line) => line.slice(0, 600)),
    [],
  );
  for (const form of ['base64', 'base64url', 'hex'] as const) {
    assert.ok(!written.includes(Buffer.from(MARK).toString(form).slice(0, 10)), form);
  }
  for (const session of sessions) {
    for (const key of ['accessKeyId', 'secretAccessKey', 'sessionToken'] as const) {
      assert.ok(!written.includes(session[key].slice(0, 16)), key);
    }
  }
});
