import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { DescribeLogGroupsCommand, ListLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { openAws } from '../../src/aws/gateway.ts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import { TEST_NOW } from '../support/harness.ts';

const aws = openAws({ region: 'us-east-1', userAgent: 'test' }).own;
const NAMES = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_CLOUDWATCH', 'AWS_ENDPOINT_URL_AMP'] as const;

afterEach(() => {
  for (const name of NAMES) delete process.env[name];
});

test('hosts and partitions come from the region', async (t) => {
  const cases = [
    [
      'us-east-1',
      'aws',
      'https://monitoring.us-east-1.amazonaws.com/',
      'https://aps-workspaces.us-east-1.amazonaws.com/',
    ],
    [
      'cn-north-1',
      'aws-cn',
      'https://monitoring.cn-north-1.amazonaws.com.cn/',
      'https://aps-workspaces.cn-north-1.amazonaws.com.cn/',
    ],
    [
      'us-gov-west-1',
      'aws-us-gov',
      'https://monitoring.us-gov-west-1.amazonaws.com/',
      'https://aps-workspaces.us-gov-west-1.amazonaws.com/',
    ],
    [
      'eusc-de-east-1',
      'aws-eusc',
      'https://monitoring.eusc-de-east-1.amazonaws.eu/',
      'https://aps-workspaces.eusc-de-east-1.amazonaws.eu/',
    ],
  ] as const;
  for (const [region, partition, monitoring, aps] of cases) {
    await t.test(region, async () => {
      assert.equal(aws.partition(region).name, partition);
      assert.equal((await aws.endpoint('monitoring', region)).href, monitoring);
      assert.equal((await aws.endpoint('aps-workspaces', region)).href, aps);
    });
  }
});

test('AWS_ENDPOINT_URL and its kin hold for PromQL too', async () => {
  process.env['AWS_ENDPOINT_URL'] = 'http://localhost:4566';
  process.env['AWS_ENDPOINT_URL_AMP'] = 'http://localhost:9999';
  const fresh = openAws({ region: 'us-east-1', userAgent: 'test' }).own;
  assert.equal((await fresh.endpoint('monitoring', 'us-east-1')).href, 'http://localhost:4566/');
  assert.equal((await fresh.endpoint('aps-workspaces', 'us-east-1')).href, 'http://localhost:9999/');
});

test('an answer is shared with those who ask the same of the same region, and with nobody else', async (t) => {
  const sandbox = await startSandbox({ clock: () => TEST_NOW });
  const override = { endpoint: sandbox.url, credentials: sandboxCredentials };
  const shared = openAws({ region: 'us-east-1', userAgent: 'test', override }).own;
  t.after(() => {
    shared.close();
    return sandbox.close();
  });
  const kept = { signal: new AbortController().signal, ttlMs: 60_000 };
  const groups = (region: string, limit: number) => shared.logs(region, new DescribeLogGroupsCommand({ limit }), kept);
  const [two, again, other, three, listed] = await Promise.all([
    groups('us-east-1', 2),
    groups('us-east-1', 2),
    groups('eu-west-1', 2),
    groups('us-east-1', 3),
    shared.logs('us-east-1', new ListLogGroupsCommand({ limit: 2 }), kept),
  ]);
  const names = (answer: typeof two) => answer.logGroups?.map(({ logGroupName }) => logGroupName);
  assert.deepEqual(names(again), names(two));
  assert.equal(names(two)?.length, 2);
  assert.equal(names(three)?.length, 3);
  assert.notDeepEqual(names(other), names(two));
  assert.ok(
    listed.logGroups?.every((group) => !('storedBytes' in group)),
    'the answer of another operation',
  );
  assert.deepEqual(names(await groups('us-east-1', 2)), names(two));
  assert.deepEqual(sandbox.calls(), { DescribeLogGroups: 3, ListLogGroups: 1 });
});
