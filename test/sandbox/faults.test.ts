import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { CloudWatchLogsClient, DescribeLogGroupsCommand, ListLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from './small-world.ts';

async function setUp(t: TestContext, options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ makeWorld: smallWorld, ...options });
  t.after(() => sandbox.close());
  const client = new CloudWatchLogsClient({
    endpoint: sandbox.url,
    region: 'us-east-1',
    credentials: sandboxCredentials,
    maxAttempts: 1,
  });
  /** What each of `count` calls came to: 'ok' or the error's name. */
  const outcomes = async (count: number) => {
    const names: string[] = [];
    for (let call = 0; call < count; call += 1) {
      names.push(
        await client.send(new DescribeLogGroupsCommand()).then(
          () => 'ok',
          (error: Error) => error.name,
        ),
      );
    }
    return names;
  };
  return { sandbox, client, outcomes };
}

void test('throttling strikes the operation it is set for, as often as it says', async (t) => {
  const { sandbox, client, outcomes } = await setUp(t, {
    faults: { DescribeLogGroups: { kind: 'throttle', times: 2 } },
  });
  await client.send(new ListLogGroupsCommand());
  assert.deepEqual(await outcomes(3), ['ThrottlingException', 'ThrottlingException', 'ok']);
  assert.deepEqual(sandbox.calls(), { ListLogGroups: 1, DescribeLogGroups: 3 });
  sandbox.clear();
  assert.deepEqual([sandbox.calls(), sandbox.requests], [{}, []]);
});

void test('a share of calls fails, evenly, until the fault is lifted', async (t) => {
  const { sandbox, outcomes } = await setUp(t);
  const error = { code: 'ServiceUnavailableException', message: 'down', status: 503 };
  sandbox.setFault('*', { error, share: 0.5 });
  assert.deepEqual(await outcomes(4), ['ok', error.code, 'ok', error.code]);
  sandbox.setFault('*', undefined);
  assert.deepEqual(await outcomes(2), ['ok', 'ok']);
});

void test('a caller that goes away is seen at once, and nothing stays open', async (t) => {
  const { sandbox, client } = await setUp(t);
  sandbox.setFault('DescribeLogGroups', { delayMs: 60_000 });
  const abort = new AbortController();
  const call = client.send(new DescribeLogGroupsCommand(), { abortSignal: abort.signal });
  await sandbox.waitForCall('DescribeLogGroups');
  assert.equal(sandbox.openRequests(), 1);
  abort.abort();
  await assert.rejects(call, { name: 'AbortError' });
  await sandbox.waitForAbort('DescribeLogGroups');
  assert.equal(sandbox.openRequests(), 0);
});

void test('an answered call is no abort', async (t) => {
  const { sandbox, outcomes } = await setUp(t);
  sandbox.setFault('DescribeLogGroups', { delayMs: 5 });
  assert.deepEqual(await outcomes(2), ['ok', 'ok']);
  assert.deepEqual(sandbox.aborted, []);
});

void test('a sandbox that runs alone is steered over HTTP', async (t) => {
  const { sandbox, outcomes } = await setUp(t);
  const put = (operation: string, body: string) =>
    fetch(`${sandbox.url}/_sandbox/faults/${operation}`, { method: 'PUT', body });
  await put('DescribeLogGroups', JSON.stringify({ kind: 'throttle' }));
  assert.deepEqual(await outcomes(1), ['ThrottlingException']);
  await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'DELETE' });
  assert.deepEqual(await outcomes(1), ['ok']);
  const calls = await fetch(`${sandbox.url}/_sandbox/calls`);
  assert.deepEqual(await calls.json(), { DescribeLogGroups: 2 });
  const wrong = await put('DescribeLogGroups', '{"trottle":true}');
  assert.equal(wrong.status, 400);
  assert.match(await wrong.text(), /unknown key trottle/);
  assert.match(await (await put('DescribeLogGroups', '{"kind":"trottle"}')).text(), /unknown kind; there are throttle/);
  assert.equal((await fetch(`${sandbox.url}/_sandbox/nothing`)).status, 404);
});

void test('a fault of an operation that is none is refused with those there are', async (t) => {
  const { sandbox } = await setUp(t);
  const put = (operation: string) =>
    fetch(`${sandbox.url}/_sandbox/faults/${operation}`, { method: 'PUT', body: '{"kind":"throttle"}' });
  const wrong = await put('DescribeAlarm');
  assert.equal(wrong.status, 400);
  assert.match(await wrong.text(), /unknown operation DescribeAlarm; there are \*, .*DescribeAlarms, .*QueryMetrics/);
  for (const operation of ['*', 'QueryMetrics', 'AssumeRoleWithWebIdentity', 'ListWorkspaces'])
    assert.equal((await put(operation)).status, 200, operation);
});

void test('the faults in force are listed with what is left of them, and with the kinds there are', async (t) => {
  const { sandbox, outcomes } = await setUp(t);
  const listed = async () =>
    (await (await fetch(`${sandbox.url}/_sandbox/faults`)).json()) as {
      faults: unknown;
      kinds: string[];
      operations: string[];
    };
  assert.deepEqual((await listed()).faults, {});
  sandbox.setFault('DescribeLogGroups', { kind: 'throttle', times: 2 });
  sandbox.setFault('*', { delayMs: 1 });
  await outcomes(1);
  const { faults, kinds, operations } = await listed();
  assert.deepEqual(faults, { DescribeLogGroups: { kind: 'throttle', times: 1 }, '*': { delayMs: 1 } });
  assert.ok(kinds.includes('slowBody'));
  assert.deepEqual(operations, [...new Set(operations)]);
  await outcomes(1);
  assert.deepEqual((await listed()).faults, { '*': { delayMs: 1 } });
});

void test('a denial names the caller as GetCallerIdentity does', async (t) => {
  const { sandbox, client } = await setUp(t, { faults: { DescribeLogGroups: { kind: 'accessDenied' } } });
  const sts = new STSClient({ endpoint: sandbox.url, region: 'us-east-1', credentials: sandboxCredentials });
  const { Arn } = await sts.send(new GetCallerIdentityCommand());
  await assert.rejects(client.send(new DescribeLogGroupsCommand()), (error: Error) => {
    assert.equal(/^User: (\S+) is not authorized/.exec(error.message)?.[1], Arn);
    return true;
  });
});

void test('a taken port is an error', async (t) => {
  const { sandbox } = await setUp(t);
  await assert.rejects(startSandbox({ port: sandbox.port }), { code: 'EADDRINUSE' });
});
