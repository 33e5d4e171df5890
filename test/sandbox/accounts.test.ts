import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  STSClient,
  type AssumeRoleCommandInput,
} from '@aws-sdk/client-sts';
import { sandboxCredentials, startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { readerRole, ROLES, STAGING } from '../support/accounts.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox({ roles: ROLES });
});
after(() => sandbox.close());

type Keys = typeof sandboxCredentials | { accessKeyId: string; secretAccessKey: string; sessionToken: string };

const settings = (credentials: Keys) => ({ endpoint: sandbox.url, region: 'us-east-1', maxAttempts: 1, credentials });

async function assume(change: Partial<AssumeRoleCommandInput> = {}, as: Keys = sandboxCredentials) {
  const { Credentials, ...answer } = await new STSClient(settings(as)).send(
    new AssumeRoleCommand({
      RoleArn: readerRole(STAGING),
      RoleSessionName: 'ada',
      SourceIdentity: 'ada',
      ExternalId: 'staging-external',
      ...change,
    }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { answer, keys: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken } };
}

void test('the keys of an assumed role read its account, under its names', async () => {
  const { answer, keys } = await assume();
  assert.equal(answer.SourceIdentity, 'ada');
  const { Arn } = await new STSClient(settings(keys)).send(new GetCallerIdentityCommand());
  assert.equal(Arn, `arn:aws:sts::${STAGING}:assumed-role/CloudWatchMCPReaderRole/ada`);
  const { logGroups } = await new CloudWatchLogsClient(settings(keys)).send(new DescribeLogGroupsCommand({}));
  assert.deepEqual(
    logGroups?.map(({ logGroupArn }) => logGroupArn?.split(':').slice(4).join(':')),
    [`${STAGING}:log-group:/svc222/api`, `${STAGING}:log-group:/svc222/worker`],
  );
});

const REFUSED: readonly (readonly [why: string, change: Partial<AssumeRoleCommandInput>, name: string])[] = [
  ['another external id', { ExternalId: 'other' }, 'AccessDenied'],
  ['no external id', { ExternalId: undefined }, 'AccessDenied'],
  ['a role that nobody made', { RoleArn: readerRole('555555555555') }, 'AccessDenied'],
  ['more than the hour of a chained session', { DurationSeconds: 7200 }, 'ValidationError'],
  ['a source identity with a colon', { SourceIdentity: 'a:b' }, 'ValidationError'],
  [
    'tags that differ in case alone',
    {
      Tags: [
        { Key: 'Team', Value: 'a' },
        { Key: 'team', Value: 'b' },
      ],
    },
    'ValidationError',
  ],
];

for (const [why, change, name] of REFUSED) {
  void test(`STS refuses ${why}`, async () => {
    await assert.rejects(assume(change), { name });
  });
}

void test('a source identity that is set stays', async () => {
  const { keys } = await assume();
  await assume({}, keys);
  await assert.rejects(assume({ SourceIdentity: 'ben' }, keys), { name: 'AccessDenied' });
});

void test('a fault of one account strikes no other', async () => {
  const { keys } = await assume();
  sandbox.setFault(`${STAGING}:DescribeLogGroups`, { kind: 'throttle' });
  const list = (as: Keys) => new CloudWatchLogsClient(settings(as)).send(new DescribeLogGroupsCommand({ limit: 1 }));
  await assert.rejects(list(keys), { name: 'ThrottlingException' });
  assert.equal((await list(sandboxCredentials)).logGroups?.length, 1);
  sandbox.setFault(`${STAGING}:DescribeLogGroups`, undefined);
  assert.equal((await list(keys)).logGroups?.length, 1);
});
