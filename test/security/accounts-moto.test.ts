import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PutMetricAlarmCommand, CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { ACCOUNTS, configFile, readerRole, STAGING } from '../support/accounts.ts';
import { startTestService } from '../support/harness.ts';
import { MOTO_MISSING, startMoto } from '../support/moto.ts';

const moto = await startMoto();

void test(
  'moto, which nobody here wrote, gives each account its own log groups and alarms',
  { skip: !moto && MOTO_MISSING },
  async (t) => {
    assert.ok(moto);
    t.after(() => moto.close());
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
    const own = { endpoint: moto.url, region: 'us-east-1', credentials };
    const role = { RoleArn: readerRole(STAGING), RoleSessionName: 'filler' };
    const { Credentials } = await new STSClient(own).send(new AssumeRoleCommand(role));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const staging = {
      ...own,
      credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    };
    await new CloudWatchLogsClient(own).send(new CreateLogGroupCommand({ logGroupName: '/of/central' }));
    await new CloudWatchLogsClient(staging).send(new CreateLogGroupCommand({ logGroupName: '/of/staging' }));
    const alarm = {
      Namespace: 'Of/Staging',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    } as const;
    await new CloudWatchClient(staging).send(new PutMetricAlarmCommand({ AlarmName: 'staging-errors', ...alarm }));

    const accounts = ACCOUNTS.slice(0, 2).map((account) => ({ ...account, regions: ['us-east-1'] }));
    const service = await startTestService({ endpoint: moto.url, credentials, env: configFile({ accounts }) });
    t.after(() => service.close());
    const rows = async (tool: string, args: Record<string, unknown>) => {
      const { structured, text } = await service.call(tool, args);
      assert.ok(structured['items'], text);
      return (structured['items'] as Record<string, string>[]).map(({ account, name }) => `${account} ${name}`);
    };
    assert.deepEqual(await rows('describe_log_groups', { account: 'all' }), [
      'central /of/central',
      'staging /of/staging',
    ]);
    assert.deepEqual(await rows('describe_alarms', {}), ['staging staging-errors']);
    const info = await service.call('get_server_info', { account: 'staging' });
    assert.match(
      info.text,
      /account 222222222222 as arn:aws:sts::222222222222:assumed-role\/CloudWatchMCPReaderRole\/anyone/,
    );
  },
);
