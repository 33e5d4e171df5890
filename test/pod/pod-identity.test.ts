import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { load, serveWith, tokenFile } from '../support/assumed-role.ts';
import { startPodIdentityAgent } from '../support/pod-identity-agent.ts';
import { until } from '../support/until.ts';

/** A sandbox as AWS, the node's agent, and a service process that has what EKS gives to a pod of an association. */
async function pod(t: TestContext, sessionMs = 3_600_000) {
  const sandbox = await startSandbox({ makeWorld: smallWorld });
  t.after(() => sandbox.close());
  sandbox.sessions.setDuration(sessionMs);
  const token = await tokenFile('first');
  const agent = await startPodIdentityAgent(sandbox.sessions, 'first');
  t.after(() => agent.close());
  const ask = await serveWith(t, {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.url,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: token.path,
    AWS_ENDPOINT_URL: sandbox.url,
  });
  return { sandbox, agent, token, ask };
}

void test('the agent is asked once, with the token of the pod, and the tools work with what it gives', async (t) => {
  const { agent, ask } = await pod(t);
  const [info] = await Promise.all([
    ask('get_server_info'),
    ask('describe_alarms'),
    ask('describe_log_groups'),
    ask('list_metrics'),
    ask('list_prometheus_workspaces'),
  ]);
  assert.match(info, /assumed-role\/CloudWatchMCPServerRole\/eks-cluster-pod/);
  assert.deepEqual(agent.tokens, ['first']);
});

void test('a token that was rotated is the one of the next refresh', async (t) => {
  const { agent, token, ask } = await pod(t, 240_000);
  await ask('describe_alarms', { name_prefix: 'one' });
  agent.expect('second');
  await token.replace('second');
  await ask('describe_alarms', { name_prefix: 'two' });
  await until('the new token is used', () => agent.tokens.includes('second'));
  assert.equal(agent.tokens[0], 'first');
});

void test('over several lives of the credentials no call fails', async (t) => {
  const { agent, ask } = await pod(t, 1_000);
  const begun = performance.now();
  const calls = await load(ask, 8, () => performance.now() - begun > 3_000);
  t.diagnostic(`${calls} calls, ${agent.tokens.length} refreshes`);
  assert.ok(calls > 30, `only ${calls} calls`);
  assert.ok(agent.tokens.length >= 3, `only ${agent.tokens.length} refreshes`);
});

void test('credentials that end while a request is on its way are renewed, also by an agent that fails at first', async (t) => {
  const { sandbox, agent, ask } = await pod(t);
  await ask('get_server_info');
  sandbox.sessions.endAll();
  agent.fail(true);
  const calls = Promise.all(['one', 'two', 'three'].map((prefix) => ask('describe_alarms', { name_prefix: prefix })));
  await until('the agent is asked again', () => agent.tokens.length === 2);
  agent.fail(false);
  await calls;
  assert.equal(agent.tokens.length, 3);
});
