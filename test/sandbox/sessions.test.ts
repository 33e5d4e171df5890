import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
  type AssumeRoleWithWebIdentityCommandInput,
} from '@aws-sdk/client-sts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { serviceAccountToken } from '../support/service-account-token.ts';
import { smallWorld } from './small-world.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox({ makeWorld: smallWorld });
});
after(() => sandbox.close());

function settings() {
  return { endpoint: sandbox.url, region: 'eu-west-1', maxAttempts: 1 };
}

/** Asks for keys without having any, and returns what comes of it. */
async function assume(change: Partial<AssumeRoleWithWebIdentityCommandInput> = {}) {
  const answer = await new STSClient(settings()).send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: 'arn:aws:iam::210987654321:role/path/CloudWatchMCPServerRole',
      RoleSessionName: 'pod',
      WebIdentityToken: serviceAccountToken(),
      ...change,
    }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = answer.Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return { answer, credentials, livesMs: (Expiration?.getTime() ?? 0) - Date.now() };
}

void test('a service account’s token gets keys that are taken for the role', async () => {
  const { answer, credentials, livesMs } = await assume();
  const arn = 'arn:aws:sts::210987654321:assumed-role/CloudWatchMCPServerRole/pod';
  assert.equal(answer.AssumedRoleUser?.Arn, arn);
  assert.equal(answer.SubjectFromWebIdentityToken, 'system:serviceaccount:jarvis:cloudwatch-mcp-service-account');
  assert.ok(livesMs > 3_500_000 && livesMs <= 3_600_000, String(livesMs));
  const identity = await new STSClient({ ...settings(), credentials }).send(new GetCallerIdentityCommand());
  assert.deepEqual([identity.Arn, identity.Account], [arn, '210987654321']);
  const logs = new CloudWatchLogsClient({ ...settings(), credentials });
  assert.equal((await logs.send(new DescribeLogGroupsCommand({ limit: 1 }))).logGroups?.length, 1);
});

void test('the keys are refused without their session token, with another’s, and when their time is over', async () => {
  const { credentials } = await assume();
  const { sessionToken: _none, ...bare } = credentials;
  const other = { ...credentials, sessionToken: (await assume()).credentials.sessionToken };
  const ask = (given: typeof bare) =>
    new CloudWatchLogsClient({ ...settings(), credentials: given }).send(new DescribeLogGroupsCommand({}));
  await assert.rejects(ask(bare), { name: 'UnrecognizedClientException' });
  await assert.rejects(ask(other), { name: 'UnrecognizedClientException' });
  await ask(credentials);
  sandbox.sessions.endAll();
  await assert.rejects(ask(credentials), { name: 'ExpiredTokenException' });
  const sts = new STSClient({ ...settings(), credentials });
  await assert.rejects(sts.send(new GetCallerIdentityCommand()), { name: 'ExpiredToken' });
});

void test('how long keys live is set by the sandbox’s owner, or asked for', async () => {
  sandbox.sessions.setDuration(1_000);
  const usual = await assume();
  const asked = await assume({ DurationSeconds: 900 });
  sandbox.sessions.setDuration(3_600_000);
  assert.ok(usual.livesMs <= 1_000, String(usual.livesMs));
  assert.ok(asked.livesMs > 890_000 && asked.livesMs <= 900_000, String(asked.livesMs));
});

const REFUSED: [why: string, change: Partial<AssumeRoleWithWebIdentityCommandInput>, name: string, message: RegExp][] =
  [
    ['no JWT', { WebIdentityToken: 'token' }, 'InvalidIdentityToken', /not a valid JWT/],
    [
      'another audience',
      { WebIdentityToken: serviceAccountToken({ aud: ['https://kubernetes.default.svc'] }) },
      'InvalidIdentityToken',
      /audience/,
    ],
    ['an expired token', { WebIdentityToken: serviceAccountToken({ exp: 1 }) }, 'ExpiredToken', /Token expired/],
    ['no role', { RoleArn: 'CloudWatchMCPServerRole' }, 'ValidationError', /roleArn/],
    ['no name', { RoleSessionName: 'a pod' }, 'ValidationError', /roleSessionName/],
  ];

for (const [why, change, name, message] of REFUSED) {
  void test(`STS gives nothing for ${why}`, async () => {
    await assert.rejects(assume(change), (error: Error) => {
      assert.match(error.name, new RegExp(`^${name}`));
      assert.match(error.message, message);
      return true;
    });
  });
}
