import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import pino from 'pino';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { openAws } from '../../src/aws/gateway.ts';
import type { Aws } from '../../src/aws/aws.ts';
import { loadConfig } from '../../src/config.ts';
import { publishedTo } from '../../src/mcp/published.ts';
import { publishTool } from '../../src/mcp/publish.ts';
import { accessOf } from '../../src/policy/access-of.ts';
import { allowedReaches } from '../../src/policy/allowed-reaches.ts';
import { createPrometheus } from '../../src/prometheus/prometheus.ts';
import { createReaches } from '../../src/reaches.ts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { TEST_NOW } from '../support/harness.ts';
import { createService } from '../../src/service.ts';
import { ACCOUNTS as THREE, configFile, PROD, readerRole, STAGING } from '../support/accounts.ts';

const ACCOUNTS = 50;
const CALLERS = 45;

async function opened(t: TestContext) {
  const sandbox = await startSandbox({ clock: () => TEST_NOW });
  const override = { endpoint: sandbox.url, credentials: sandboxCredentials };
  const aws = openAws({ region: 'us-east-1', userAgent: 'test', override });
  t.after(() => {
    aws.close();
    return sandbox.close();
  });
  return { sandbox, aws };
}

void test('forty-five callers of whom each asks about one of fifty accounts have forty-five sessions, and keep them', async (t) => {
  const { sandbox, aws } = await opened(t);
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => {
    const id = String(200_000_000_000 + i);
    return { id, alias: `a${i}`, roleArn: readerRole(id) };
  });
  const reaches = createReaches({
    accounts,
    regions: ['us-east-1'],
    servers: [],
    aws,
    prometheus: createPrometheus({ aws: aws.own, servers: [] }),
    accessOf: accessOf({ everyone: { promqlLabels: { team: ['shop'] } } }),
  });
  const published = publishedTo({ tools: TOOLS, reaches, publish: publishTool, instruct: () => '' });
  for (const round of [1, 2, 3]) {
    for (let i = 0; i < CALLERS; i += 1) {
      const caller = { name: `caller-${i}`, groups: [], scopes: undefined };
      published(caller);
      const asked = (await allowedReaches(reaches(caller), Date.now))[i];
      await asked?.aws.credentials();
      assert.ok(asked?.prometheus);
    }
    assert.equal(sandbox.calls()['AssumeRole'], CALLERS, `after round ${round}`);
  }
});

void test('the operator sees every account by the clients and caches that callers use', () => {
  const config = loadConfig([], configFile({ accounts: THREE }));
  const service = createService(config, pino({ level: 'silent' }));
  const staging = () => service.everyAccount()[1]?.aws;
  assert.ok(staging());
  assert.equal(staging(), staging(), 'not opened again');
  service.close();
});

void test('accounts share one bounded cache, and no answers', async (t) => {
  const { sandbox, aws } = await opened(t);
  const session = (account: string) =>
    aws.assuming({ arn: readerRole(account), alias: account, account }, 'us-east-1').as('anyone');
  const [staging, prod] = [session(STAGING), session(PROD)];
  const list = async (from: Aws, logGroupNamePrefix: string) => {
    const asked = { signal: t.signal, ttlMs: 600_000 };
    const { logGroups = [] } = await from.logs(
      'us-east-1',
      new DescribeLogGroupsCommand({ logGroupNamePrefix }),
      asked,
    );
    return logGroups.map(({ logGroupName }) => logGroupName);
  };
  const both = () => Promise.all([list(staging, '/svc'), list(prod, '/svc')]);
  assert.deepEqual(await both(), [
    ['/svc222/api', '/svc222/worker'],
    ['/svc333/api', '/svc333/worker'],
  ]);
  await both();
  const sent = () =>
    sandbox.requests.filter(({ service, account }) => service === 'logs' && account === STAGING).length;
  assert.equal(sent(), 1, 'kept');
  for (let i = 0; i < 2_000; i += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, j) => list(aws.own, `/none-${i + j}`)));
  }
  await both();
  assert.equal(sent(), 2, 'the 2,000 answers of another account took its place');
});
