import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { openAws } from '../../src/aws/gateway.ts';
import { createPrometheus } from '../../src/prometheus/prometheus.ts';
import { serverSource } from '../../src/prometheus/sources.ts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { UpstreamCall } from '../../src/upstream-call.ts';
import { readerRole, STAGING } from '../support/accounts.ts';
import { sendJson, startCanned } from '../support/canned-prometheus.ts';

const { signal } = new AbortController();

/** What was told, in order: calls as one line each. */
function listener() {
  const calls: UpstreamCall[] = [];
  const reads: string[] = [];
  const observer = {
    ended: (call: UpstreamCall) => void calls.push(call),
    shared: (read: string, { operation }: { operation: string }) => void reads.push(`${read} ${operation}`),
  };
  const lines = () =>
    calls.map(
      ({ service, operation, region, outcome, attempts, throttled }) =>
        `${service} ${operation} ${region}: ${outcome}, ${attempts} sent, ${throttled} throttled`,
    );
  return { observer, calls, reads, lines };
}

async function opened(t: TestContext) {
  const sandbox = await startSandbox();
  const heard = listener();
  const override = { endpoint: sandbox.url, credentials: sandboxCredentials };
  const accounts = openAws({ region: 'us-east-1', userAgent: 'test', override, observer: heard.observer });
  t.after(() => {
    accounts.close();
    return sandbox.close();
  });
  return { sandbox, accounts, aws: accounts.own, ...heard };
}

const alarms = (prefix: string) => new DescribeAlarmsCommand({ AlarmNamePrefix: prefix });

void test('a call to AWS is told when it has ended, with the requests that it took and those that were throttled', async (t) => {
  const { sandbox, aws, lines, calls } = await opened(t);
  const before = Date.now();
  await aws.cloudwatch('us-east-1', alarms('a'), { signal });
  sandbox.setFault('DescribeAlarms', { kind: 'throttle', times: 2 });
  await aws.cloudwatch('eu-west-1', alarms('b'), { signal });
  sandbox.setFault('DescribeAlarms', { kind: 'serverError', times: 1 });
  await aws.cloudwatch('us-east-1', alarms('c'), { signal });
  sandbox.setFault('DescribeLogGroups', { kind: 'accessDenied' });
  await assert.rejects(aws.logs('us-east-1', new DescribeLogGroupsCommand({}), { signal }));
  assert.deepEqual(lines(), [
    'monitoring DescribeAlarms us-east-1: ok, 1 sent, 0 throttled',
    'monitoring DescribeAlarms eu-west-1: ok, 3 sent, 2 throttled',
    'monitoring DescribeAlarms us-east-1: ok, 2 sent, 0 throttled',
    'logs DescribeLogGroups us-east-1: access_denied, 1 sent, 0 throttled',
  ]);
  for (const { startedMs, durationMs } of calls) {
    assert.ok(startedMs >= before && startedMs + durationMs <= Date.now() + 50, `${startedMs} + ${durationMs}`);
  }
});

void test('throttles to the end are counted one by one', async (t) => {
  const { sandbox, aws, lines } = await opened(t);
  sandbox.setFault('DescribeAlarms', { kind: 'throttle' });
  await assert.rejects(aws.cloudwatch('us-east-1', alarms('a'), { signal }));
  assert.deepEqual(lines(), ['monitoring DescribeAlarms us-east-1: throttled, 4 sent, 4 throttled']);
});

void test('a call that nobody waits for any more is told as cancelled, or as out of time', async (t) => {
  const { sandbox, aws, lines } = await opened(t);
  sandbox.setFault('DescribeAlarms', { delayMs: 60_000 });
  const leaving = new AbortController();
  const left = aws.cloudwatch('us-east-1', alarms('a'), { signal: leaving.signal });
  setImmediate(() => leaving.abort());
  await assert.rejects(left);
  await assert.rejects(aws.cloudwatch('us-east-1', alarms('b'), { signal: AbortSignal.timeout(50) }));
  await new Promise((resolve) => void setImmediate(resolve));
  assert.match(lines()[0] ?? '', /: cancelled,/);
  assert.match(lines()[1] ?? '', /: timeout,/);
});

void test('a role that is assumed is a call to STS, also one that STS refuses', async (t) => {
  const { sandbox, accounts, lines } = await opened(t);
  const role = { arn: readerRole(STAGING), alias: 'staging', account: STAGING };
  await accounts.assuming(role, 'us-east-1').as('ada').cloudwatch('us-east-1', alarms('a'), { signal });
  sandbox.setFault('AssumeRole', { kind: 'accessDenied' });
  await assert.rejects(
    accounts.assuming(role, 'us-east-1').as('bob').cloudwatch('us-east-1', alarms('a'), { signal }),
    /AssumeRole|assume/,
  );
  assert.deepEqual(lines(), [
    'sts AssumeRole us-east-1: ok, 1 sent, 0 throttled',
    'monitoring DescribeAlarms us-east-1: ok, 1 sent, 0 throttled',
    'sts AssumeRole us-east-1: access_denied, 1 sent, 0 throttled',
    'monitoring DescribeAlarms us-east-1: expired, 0 sent, 0 throttled',
  ]);
});

void test('reads are told by how they were served', async (t) => {
  const { aws, reads } = await opened(t);
  const ask = () => aws.cloudwatch('us-east-1', alarms('a'), { signal, ttlMs: 60_000 });
  await Promise.all([ask(), ask()]);
  await ask();
  assert.deepEqual(reads, ['miss DescribeAlarms', 'joined DescribeAlarms', 'hit DescribeAlarms']);
});

void test('a request to a Prometheus server is told by its path, whatever label it names', async (t) => {
  let turnedAway = 1;
  const server = await startCanned(({ url }, response) => {
    if (url.includes('query') && turnedAway-- > 0) return sendJson(response, 429, { status: 'error' });
    return url.includes('query') ? { resultType: 'vector', result: [] } : [];
  });
  t.after(() => server.close());
  const { observer, lines } = listener();
  const aws = { signer: assert.fail, endpoint: assert.fail } as never;
  const prometheus = createPrometheus({ aws, servers: [{ name: 'main', url: server.url }], observer });
  await prometheus.query(serverSource('main'), { query: 'up', time: 0 }, signal);
  await prometheus.labelValues(serverSource('main'), 'of_the_caller', {}, signal);
  await prometheus.probe('main', signal);
  assert.deepEqual(lines(), [
    'prometheus query undefined: ok, 2 sent, 1 throttled',
    'prometheus label_values undefined: ok, 1 sent, 0 throttled',
    'prometheus buildinfo undefined: upstream, 1 sent, 0 throttled',
  ]);
});
