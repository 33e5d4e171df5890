import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AmpClient, DescribeWorkspaceCommand, paginateListWorkspaces } from '@aws-sdk/client-amp';
import {
  CloudWatchClient,
  CloudWatchServiceException,
  DescribeAlarmsCommand,
  GetOTelEnrichmentCommand,
  InvalidNextToken,
  InvalidParameterValueException,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  ResourceNotFoundException,
  ListTagsForResourceCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startSandbox, sandboxCredentials } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from './small-world.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox({ makeWorld: (region, madeAt) => smallWorld(region, madeAt, 120) });
});
after(() => sandbox.close());

function settings() {
  return { endpoint: sandbox.url, region: 'eu-west-1', credentials: sandboxCredentials, maxAttempts: 1 };
}

void test('STS answers in XML over the Query protocol', async () => {
  const { Account, Arn } = await new STSClient(settings()).send(new GetCallerIdentityCommand());
  assert.equal(Account, '123456789012');
  assert.match(Arn ?? '', /^arn:aws:sts::123456789012:assumed-role\//);
});

void test('the region of the credential scope picks the world', async () => {
  const { logGroups } = await new CloudWatchLogsClient(settings()).send(new DescribeLogGroupsCommand({ limit: 1 }));
  assert.equal(logGroups?.[0]?.arn, 'arn:aws:logs:eu-west-1:123456789012:log-group:/shop/Worker-001:*');
  assert.equal(sandbox.requests.at(-1)?.region, 'eu-west-1');
});

void test('reading DescribeLogGroups to its end gives each group once', async () => {
  const names: string[] = [];
  const client = new CloudWatchLogsClient(settings());
  for await (const { logGroups } of paginateDescribeLogGroups({ client, pageSize: 50 }, {})) {
    names.push(...(logGroups ?? []).map((group) => group.logGroupName ?? ''));
  }
  assert.equal(names.length, 120);
  assert.deepEqual(names, [...new Set(names)].toSorted());
});

void test('an error becomes the SDK’s own exception', async () => {
  const client = new CloudWatchLogsClient(settings());
  const resourceArn = 'arn:aws:logs:eu-west-1:123456789012:log-group:/gone';
  await assert.rejects(client.send(new ListTagsForResourceCommand({ resourceArn })), (error) => {
    assert.ok(error instanceof ResourceNotFoundException);
    assert.equal(error.message, 'The specified log group does not exist.');
    assert.equal(error.$metadata.httpStatusCode, 400);
    assert.match(error.$metadata.requestId ?? '', /^[0-9a-f-]{36}$/);
    return true;
  });
});

void test('AMP answers in REST-JSON, with dates', async () => {
  const client = new AmpClient(settings());
  const aliases: (string | undefined)[] = [];
  for await (const { workspaces } of paginateListWorkspaces({ client, pageSize: 1 }, { alias: 'shop' })) {
    aliases.push(...(workspaces ?? []).map((workspace) => workspace.alias));
  }
  assert.deepEqual(aliases, ['shop-live', 'shop-test']);
  const { workspace } = await client.send(new DescribeWorkspaceCommand({ workspaceId: 'ws-1' }));
  assert.equal(workspace?.status?.statusCode, 'ACTIVE');
  assert.ok(workspace.createdAt && Date.now() - workspace.createdAt.getTime() > 90_061_000);
  await assert.rejects(client.send(new DescribeWorkspaceCommand({ workspaceId: 'ws-9' })), {
    name: 'ResourceNotFoundException',
  });
});

void test('CloudWatch’s errors have the names of its Query protocol, and the SDK’s classes', async () => {
  const client = new CloudWatchClient(settings());
  const message = 'The value is wrong.';
  const refused = async (code: string, status = 400) => {
    sandbox.setFault('DescribeAlarms', { error: { code, message, status } });
    const error: unknown = await client.send(new DescribeAlarmsCommand()).catch((caught: unknown) => caught);
    sandbox.setFault('DescribeAlarms', undefined);
    assert.ok(error instanceof CloudWatchServiceException);
    return error;
  };
  // Either name of an error will do.
  for (const code of ['InvalidParameterValueException', 'InvalidParameterValue']) {
    const error = await refused(code);
    assert.ok(error instanceof InvalidParameterValueException);
    assert.equal(error.message, message);
  }
  assert.ok((await refused('InvalidNextToken')) instanceof InvalidNextToken);
  const fault = await refused('InternalServiceFault', 500);
  assert.deepEqual([fault.name, fault.$fault], ['InternalServiceFault', 'server']);
  sandbox.setFault('DescribeAlarms', { kind: 'throttle' });
  await assert.rejects(client.send(new DescribeAlarmsCommand()), (error) => {
    assert.ok(error instanceof CloudWatchServiceException);
    assert.equal(error.name, 'Throttling');
    return true;
  });
  sandbox.setFault('DescribeAlarms', undefined);
});

void test('CloudWatch answers in AWS JSON 1.0', async () => {
  const { Status, $metadata } = await new CloudWatchClient(settings()).send(new GetOTelEnrichmentCommand());
  assert.equal(Status, 'Running');
  assert.equal($metadata.httpStatusCode, 200);
});
