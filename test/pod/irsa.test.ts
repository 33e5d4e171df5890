import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { sendJson, startCanned } from '../support/canned-prometheus.ts';
import { load, ROLE_ARN, serveWith, tokenFile } from '../support/assumed-role.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { serviceAccountToken } from '../support/service-account-token.ts';
import { until } from '../support/until.ts';

const ASSUME = 'AssumeRoleWithWebIdentity';

/** A sandbox as AWS, and a service process that has a role and a token for it, and nothing else. */
async function pod(t: TestContext, sessionMs = 3_600_000) {
  const sandbox = await startSandbox({ makeWorld: smallWorld });
  t.after(() => sandbox.close());
  sandbox.sessions.setDuration(sessionMs);
  const first = serviceAccountToken({ jti: 'first' });
  const token = await tokenFile(first);
  const ask = await serveWith(t, {
    AWS_ROLE_ARN: ROLE_ARN,
    AWS_WEB_IDENTITY_TOKEN_FILE: token.path,
    AWS_ROLE_SESSION_NAME: 'pod',
    AWS_ENDPOINT_URL: sandbox.url,
  });
  return { sandbox, token, first, ask };
}

/** The tokens that STS saw, in order. */
function tokensSeen(sandbox: Sandbox): unknown[] {
  return sandbox.requests.filter(({ operation }) => operation === ASSUME).map(({ input }) => input['WebIdentityToken']);
}

void test('the role of the service account is assumed once for all clients, and the tools work with it', async (t) => {
  const { sandbox, first, ask } = await pod(t);
  const [info] = await Promise.all([
    ask('get_server_info'),
    ask('describe_alarms'),
    ask('describe_log_groups'),
    ask('list_metrics'),
    ask('list_prometheus_workspaces'),
  ]);
  assert.match(info, /assumed-role\/CloudWatchMCPServerRole\/pod/);
  assert.deepEqual(tokensSeen(sandbox), [first]);
  const { input } = await sandbox.waitForCall(ASSUME);
  assert.deepEqual([input['RoleArn'], input['RoleSessionName']], [ROLE_ARN, 'pod']);
});

void test('a token that was rotated is the one of the next refresh, before the old credentials have ended', async (t) => {
  // Less than the five minutes before their end at which credentials are renewed.
  const { sandbox, token, first, ask } = await pod(t, 240_000);
  await ask('describe_alarms', { name_prefix: 'one' });
  const second = serviceAccountToken({ jti: 'second' });
  await token.replace(second);
  await ask('describe_alarms', { name_prefix: 'two' });
  await until('the new token is used', () => tokensSeen(sandbox).includes(second));
  assert.equal(tokensSeen(sandbox)[0], first);
});

void test('over several lives of the credentials no call fails', async (t) => {
  const { sandbox, ask } = await pod(t, 1_000);
  const begun = performance.now();
  const calls = await load(ask, 8, () => performance.now() - begun > 3_000);
  const refreshes = tokensSeen(sandbox).length;
  t.diagnostic(`${calls} calls, ${refreshes} refreshes`);
  assert.ok(calls > 30, `only ${calls} calls`);
  assert.ok(refreshes >= 3, `only ${refreshes} refreshes`);
});

void test('credentials that end while a request is on its way are renewed, and the request is sent again', async (t) => {
  const { sandbox, ask } = await pod(t);
  await ask('get_server_info');
  const before = tokensSeen(sandbox).length;
  // Whatever they say of themselves: the two clocks differ, or a retry came too late.
  sandbox.sessions.endAll();
  const names = Array.from({ length: 20 }, (_, i) => `alarm-${i}`);
  await Promise.all([
    ...names.map((name) => ask('describe_alarms', { name_prefix: name })),
    ask('describe_log_groups'),
  ]);
  assert.equal(tokensSeen(sandbox).length, before + 1);
});

void test('credentials that end before their time, over and over, cost no call', async (t) => {
  const { sandbox, ask } = await pod(t);
  let answers = 0;
  let ends = 0;
  const calls = await load(ask, 8, () => {
    answers += 1;
    if (answers % 40 === 0) {
      sandbox.sessions.endAll();
      ends += 1;
    }
    return ends === 6;
  });
  const refreshes = tokensSeen(sandbox).length;
  t.diagnostic(`${calls} calls, ${refreshes} refreshes`);
  assert.ok(refreshes >= 6 && refreshes <= 7, `${refreshes} refreshes`);
});

void test('a request for credentials that hangs is given up, and sent again', async (t) => {
  const { sandbox, ask } = await pod(t);
  sandbox.setFault(ASSUME, { delayMs: 60_000, times: 1 });
  await ask('describe_alarms', { name_prefix: 'one' });
  assert.equal(tokensSeen(sandbox).length, 2);
});

void test('a role that may not be assumed is said to be that', async (t) => {
  const { sandbox, ask } = await pod(t);
  const refused = {
    code: 'AccessDenied',
    message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    status: 403,
  };
  sandbox.setFault(ASSUME, { error: refused });
  await assert.rejects(ask('describe_alarms'), /gets no AWS credentials.*trust policy, which must admit/s);
  sandbox.setFault(ASSUME, undefined);
  await ask('describe_alarms');
});

void test('a PromQL query whose credentials have ended is signed again with others', async (t) => {
  const prometheus = await startCanned((_request, response) =>
    sendJson(response, 200, { status: 'success', data: { resultType: 'vector', result: [] } }),
  );
  t.after(() => prometheus.close());
  const { sandbox, ask } = await pod(t);
  sandbox.setPrometheusUrl(prometheus.url.origin);
  const source = 'cloudwatch:us-east-1';
  await ask('query_prometheus', { query: 'up', source });
  sandbox.sessions.endAll();
  await ask('query_prometheus', { query: 'up == 0', source });
  assert.equal(tokensSeen(sandbox).length, 2);
});

void test('a refresh that fails costs nothing while the old credentials last', async (t) => {
  const { sandbox, ask } = await pod(t, 240_000);
  await ask('describe_alarms', { name_prefix: 'one' });
  const refused = {
    code: 'AccessDenied',
    message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    status: 403,
  };
  sandbox.setFault(ASSUME, { error: refused });
  const before = tokensSeen(sandbox).length;
  for (const name of ['two', 'three', 'four']) await ask('describe_alarms', { name_prefix: name });
  await until('a refresh was tried', () => tokensSeen(sandbox).length > before);
  await ask('describe_log_groups');
  sandbox.sessions.endAll();
  await assert.rejects(ask('describe_alarms', { name_prefix: 'five' }), /AWS credentials do not work.*expired.*IRSA/s);
  sandbox.setFault(ASSUME, undefined);
  await ask('describe_alarms', { name_prefix: 'six' });
});
