import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { AmpClient, ListWorkspacesCommand } from '@aws-sdk/client-amp';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  GetLogEventsCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import aws4 from 'aws4';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from './small-world.ts';

const NOW = Date.parse('2026-11-21T09:40:00Z');

interface Failure {
  readonly name: string;
  readonly $metadata?: { httpStatusCode?: number };
}

async function setUp(t: TestContext, maxAttempts = 1) {
  const sandbox = await startSandbox({ makeWorld: smallWorld, clock: () => NOW });
  t.after(() => sandbox.close());
  const config = { endpoint: sandbox.url, region: 'us-east-1', credentials: sandboxCredentials, maxAttempts };
  const [cloudwatch, logs] = [new CloudWatchClient(config), new CloudWatchLogsClient(config)];
  const [sts, amp] = [new STSClient(config), new AmpClient(config)];
  t.after(() => [cloudwatch, logs, sts, amp].forEach((client) => client.destroy()));
  /** One call of each service. */
  const calls = {
    monitoring: () => cloudwatch.send(new DescribeAlarmsCommand()),
    logs: () => logs.send(new DescribeLogGroupsCommand()),
    sts: () => sts.send(new GetCallerIdentityCommand()),
    aps: () => amp.send(new ListWorkspacesCommand()),
  };
  return { sandbox, logs, calls };
}

/** The body that `operation` is answered with under `kind`, as the wire has it. */
async function rawBody(t: TestContext, kind: FaultKind | undefined, service: 'logs' | 'sts'): Promise<Response> {
  const { sandbox } = await setUp(t);
  sandbox.setFault('*', { kind });
  const target = { 'x-amz-target': 'Logs_20140328.DescribeLogGroups', 'content-type': 'application/x-amz-json-1.1' };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = service === 'logs' ? '{}' : 'Action=GetCallerIdentity&Version=2011-06-15';
  const request = {
    host: new URL(sandbox.url).host,
    service,
    region: 'us-east-1',
    method: 'POST',
    path: '/',
    body,
    headers: service === 'logs' ? target : form,
  };
  const { headers } = new aws4.RequestSigner(request, sandboxCredentials).sign();
  const { Host: _host, ...sent } = headers;
  return fetch(sandbox.url, { method: 'POST', headers: sent, body });
}

const REFUSALS: [kind: FaultKind, codes: Record<string, string>][] = [
  [
    'throttle',
    {
      monitoring: 'Throttling 400',
      logs: 'ThrottlingException 400',
      sts: 'Throttling 400',
      aps: 'ThrottlingException 429',
    },
  ],
  [
    'serverError',
    {
      monitoring: 'InternalServiceFault 500',
      logs: 'ServiceUnavailableException 503',
      sts: 'InternalFailure 500',
      aps: 'InternalServerException 500',
    },
  ],
  [
    'accessDenied',
    {
      monitoring: 'AccessDenied 403',
      logs: 'AccessDeniedException 400',
      sts: 'AccessDenied 403',
      aps: 'AccessDeniedException 403',
    },
  ],
  [
    'expiredToken',
    {
      monitoring: 'ExpiredToken 403',
      logs: 'ExpiredTokenException 400',
      sts: 'ExpiredToken 403',
      aps: 'ExpiredTokenException 403',
    },
  ],
];

for (const [kind, codes] of REFUSALS) {
  void test(`${kind} has each service's own code and status`, async (t) => {
    const { sandbox, calls } = await setUp(t);
    sandbox.setFault('*', { kind });
    const seen: Record<string, string> = {};
    for (const [service, call] of Object.entries(calls)) {
      await call().catch((error: Failure) => (seen[service] = `${error.name} ${error.$metadata?.httpStatusCode}`));
    }
    assert.deepEqual(seen, codes);
  });
}

void test('under clock skew a first attempt is refused and an SDK that corrects its clock is answered', async (t) => {
  const once = await setUp(t);
  once.sandbox.setFault('*', { kind: 'clockSkew' });
  await assert.rejects(once.calls.logs(), { name: 'InvalidSignatureException', message: /Signature expired/ });
  const again = await setUp(t, 2);
  again.sandbox.setFault('*', { kind: 'clockSkew' });
  for (const call of Object.values(again.calls)) await call();
  assert.equal(again.sandbox.calls()['DescribeLogGroups'], 1, 'what is not signed for is no call');
});

void test('a cut connection breaks the answer off', async (t) => {
  const { sandbox, calls } = await setUp(t);
  sandbox.setFault('*', { kind: 'cut' });
  await assert.rejects(calls.logs(), { code: 'ECONNRESET' });
  assert.deepEqual(sandbox.aborted, []);
});

void test('a malformed body is none of the protocols', async (t) => {
  const { sandbox, calls } = await setUp(t);
  sandbox.setFault('*', { kind: 'malformed' });
  for (const call of Object.values(calls)) await assert.rejects(call());
});

void test('a body of another shape has lists and objects swapped, or texts and numbers', async (t) => {
  const right = (await (await rawBody(t, undefined, 'logs')).json()) as { logGroups: Record<string, unknown>[] };
  const shape = (await (await rawBody(t, 'wrongShape', 'logs')).json()) as object;
  assert.deepEqual(shape, { logGroups: Object.fromEntries(right.logGroups.entries()) });
  const types = (await (await rawBody(t, 'wrongTypes', 'logs')).json()) as typeof right;
  assert.equal(types.logGroups.length, right.logGroups.length);
  assert.equal(typeof types.logGroups[0]?.['logGroupName'], 'number');
  assert.equal(typeof types.logGroups[0]?.['storedBytes'], 'string');
  assert.match(await (await rawBody(t, 'wrongTypes', 'sts')).text(), /<Account><part>\d+<\/part><\/Account>/);
});

void test('a huge body ends with the answer', async (t) => {
  const response = await rawBody(t, 'hugeBody', 'logs');
  let bytes = 0;
  let tail = Buffer.alloc(0);
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    tail = Buffer.concat([tail, chunk]).subarray(-10_000);
  }
  assert.ok(bytes > 100_000_000, String(bytes));
  assert.ok(JSON.parse(tail.toString()).logGroups.length > 0);
});

void test('a slow body begins at once and comes byte by byte', async (t) => {
  const response = await rawBody(t, 'slowBody', 'sts');
  const length = Number(response.headers.get('content-length'));
  const sizes: number[] = [];
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    if (sizes.push(chunk.byteLength) === 3) break;
  }
  assert.deepEqual(sizes, [Math.ceil(length / 2), 1, 1]);
});

void test('empty pages lead on to the real ones', async (t) => {
  const { sandbox, logs, calls } = await setUp(t);
  const { logGroups = [] } = await calls.logs();
  assert.ok(logGroups.length > 1);
  sandbox.setFault('*', { kind: 'emptyPages' });
  const pages: number[] = [];
  const names: (string | undefined)[] = [];
  for await (const page of paginateDescribeLogGroups({ client: logs }, { limit: 1 })) {
    pages.push(page.logGroups?.length ?? -1);
    names.push(...(page.logGroups ?? []).map(({ logGroupName }) => logGroupName));
  }
  assert.deepEqual(pages.slice(0, 8), [0, 0, 0, 1, 0, 0, 0, 1]);
  assert.deepEqual(
    names,
    logGroups.map(({ logGroupName }) => logGroupName),
  );
  await calls.sts(); // Has no pages.
});

void test('an empty page of a stream has a token in both directions', async (t) => {
  const { sandbox, logs } = await setUp(t);
  sandbox.setFault('GetLogEvents', { kind: 'emptyPages' });
  const [group] = (await sandbox.world('us-east-1')).logGroups;
  const stream = group?.streams.at(0);
  const question = { logGroupName: group?.name, logStreamName: stream?.name, startFromHead: true };
  let page = await logs.send(new GetLogEventsCommand(question));
  for (const left of [2, 1, 0]) {
    assert.deepEqual(page.events, []);
    assert.match(page.nextForwardToken ?? '', new RegExp(`^empty-${left}-`));
    assert.equal(page.nextBackwardToken, page.nextForwardToken);
    page = await logs.send(new GetLogEventsCommand({ ...question, nextToken: page.nextForwardToken }));
  }
  assert.ok((page.events?.length ?? 0) > 0);
});
