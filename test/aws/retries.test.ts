import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { shareCredentials } from '../../src/aws/credentials.ts';
import { openAws } from '../../src/aws/gateway.ts';
import { startQuery } from '../../src/aws/insights-queries.ts';
import { plainSend } from '../../src/aws/plain-send.ts';
import { underWay } from '../../src/aws/under-way.ts';
import { sandboxCredentials } from '../../src/sandbox/sandbox.ts';
import type { UpstreamCall } from '../../src/upstream-call.ts';
import { startCanned } from '../support/canned-prometheus.ts';

type Reply = readonly [status: number, type: string | undefined, headers?: Record<string, string>];

/** An AWS that gives these answers in turn, then the last again and again. */
async function answering(t: TestContext, replies: readonly Reply[]) {
  const calls: UpstreamCall[] = [];
  let at = 0;
  const server = await startCanned((_request, response) => {
    const [status, type, headers = {}] = replies[Math.min(at, replies.length - 1)] ?? [200, undefined];
    at += 1;
    const body = type === undefined ? { queryId: 'q-1', MetricAlarms: [] } : { __type: type, message: 'No.' };
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers }).end(JSON.stringify(body));
    return undefined;
  });
  const observer = { ended: (call: UpstreamCall) => void calls.push(call), shared: () => undefined };
  const override = { endpoint: server.url.origin, credentials: sandboxCredentials };
  const accounts = openAws({ region: 'us-east-1', userAgent: 'test', override, observer });
  t.after(() => {
    accounts.close();
    return server.close();
  });
  return { aws: accounts.own, calls, server };
}

const alarms = new DescribeAlarmsCommand({});

void test('requests say how many there may be, whatever the variables of the SDK say', async (t) => {
  const kept = process.env['AWS_MAX_ATTEMPTS'];
  process.env['AWS_MAX_ATTEMPTS'] = '1';
  t.after(() => {
    if (kept === undefined) delete process.env['AWS_MAX_ATTEMPTS'];
    else process.env['AWS_MAX_ATTEMPTS'] = kept;
  });
  const { aws, server } = await answering(t, [[500, 'InternalFailure']]);
  await assert.rejects(aws.cloudwatch('us-east-1', alarms, { signal: new AbortController().signal }), /4 attempts/);
  assert.deepEqual(
    server.requests.map(({ headers }) => headers['amz-sdk-request']),
    [1, 2, 3, 4].map((attempt) => `attempt=${attempt}; max=4`),
  );
});

const question = { query: 'limit 1', groups: ['/shop'], window: { start: 0, end: 60_000 } };
const { signal } = new AbortController();

void test('a query that AWS refused for the time of its request is started with the right one', async (t) => {
  const date = new Date(Date.now() + 20 * 60_000).toUTCString();
  const { aws, server } = await answering(t, [
    [403, 'InvalidSignatureException', { date }],
    [200, undefined, { date }],
  ]);
  assert.equal(await startQuery(aws, 'us-east-1', question, { signal }), 'q-1');
  assert.equal(server.requests.length, 2);
});

void test('a query whose start failed on the side of AWS is not started again, whatever time its answer says', async (t) => {
  const date = new Date(Date.now() + 20 * 60_000).toUTCString();
  const { aws, server } = await answering(t, [[500, 'InternalFailure', { date }]]);
  await assert.rejects(startQuery(aws, 'us-east-1', question, { signal }), /Whether the query began is not known/);
  assert.equal(server.requests.length, 1);
});

void test('a query that no connection was there for is tried again, and surely did not begin', async (t) => {
  const { aws, server, calls } = await answering(t, []);
  await server.close();
  await assert.rejects(startQuery(aws, 'us-east-1', question, { signal }), (error: Error) => {
    assert.match(error.message, /cannot be reached .*ECONNREFUSED/);
    assert.doesNotMatch(error.message, /Whether/);
    return true;
  });
  assert.equal(calls[0]?.attempts, 4);
});

void test('a read that nobody wants any more does not wait to be sent again', { timeout: 20_000 }, async (t) => {
  const { server } = await answering(t, [[500, 'InternalFailure']]);
  const leaving = new AbortController();
  class Endless extends StandardRetryStrategy {
    override refreshRetryTokenForRetry(): Promise<never> {
      leaving.abort();
      return new Promise(() => undefined);
    }
  }
  const client = new CloudWatchClient({
    region: 'us-east-1',
    endpoint: server.url.origin,
    credentials: sandboxCredentials,
    retryStrategy: new Endless(4),
  });
  t.after(() => client.destroy());
  const credentials = shareCredentials(() => async () => sandboxCredentials);
  const send = plainSend(client);
  await assert.rejects(
    underWay.run({ signal: leaving.signal, credentials }, () => send(alarms as never)),
    ({ name, $metadata }: Error & { $metadata?: object }) => {
      assert.deepEqual({ name, $metadata }, { name: 'AbortError', $metadata: { attempts: 1 } });
      return true;
    },
  );
});
