import { AmpClient, CreateWorkspaceCommand } from '@aws-sdk/client-amp';
import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { sandboxCredentials } from '../../src/sandbox/sandbox.ts';

export const MINUTE = 60_000;
export const REGION = 'us-east-1';

/** More than one page of DescribeLogGroups, which has 50. */
export const BULK_GROUPS = 55;

/** The dimensions by which the fixture's metric is told apart. */
const API = [{ Name: 'Service', Value: 'api' }];
const WEB = [{ Name: 'Service', Value: 'web' }];

/**
 * Fills an AWS endpoint through the SDK with what the tests can count by hand; `base` is a full five minutes, epoch milliseconds.
 *
 * Log groups: `/shop/api` (retention 14 days; streams a/1, a/2, b/1), `/shop/worker` (stream w/1), `/bulk/00` to `/bulk/54`.
 * `/shop/api` a/1 has one line a minute from `base`, ten of them, the 4th and the 8th an ERROR; a/2 one line 30 s after `base`; b/1 none.
 * `/shop/worker` w/1 has two lines, one minute and two minutes and 30 s after `base`.
 *
 * Metric Shop/Latency, Milliseconds, one value a minute from `base`: Service=api 10, 20 … 100, Service=web always 5.
 *
 * Alarms: api-latency in ALARM, web-latency OK, api-quiet INSUFFICIENT_DATA, shop-ratio (metric math over both) OK; moto has no
 * composite alarms.
 *
 * Workspaces: shop-live and shop-test in us-east-1, shop-eu in eu-west-1.
 */
export async function fillAws(endpoint: string, base: number): Promise<void> {
  const settings = { endpoint, region: REGION, credentials: sandboxCredentials };
  await Promise.all([
    fillLogs(new CloudWatchLogsClient(settings), base),
    fillMetrics(new CloudWatchClient(settings), base),
    fillWorkspaces(new AmpClient(settings), new AmpClient({ ...settings, region: 'eu-west-1' })),
  ]);
}

async function fillLogs(logs: CloudWatchLogsClient, base: number): Promise<void> {
  for (let index = 0; index < BULK_GROUPS; index += 1) {
    await logs.send(new CreateLogGroupCommand({ logGroupName: `/bulk/${String(index).padStart(2, '0')}` }));
  }
  const streams = { '/shop/api': ['a/1', 'a/2', 'b/1'], '/shop/worker': ['w/1'] };
  for (const [logGroupName, names] of Object.entries(streams)) {
    await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { team: 'shop' } }));
    for (const logStreamName of names) await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  }
  await logs.send(new PutRetentionPolicyCommand({ logGroupName: '/shop/api', retentionInDays: 14 }));
  const put = (logGroupName: string, logStreamName: string, logEvents: { timestamp: number; message: string }[]) =>
    logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  await put(
    '/shop/api',
    'a/1',
    Array.from({ length: 10 }, (_, index) => ({
      timestamp: base + index * MINUTE,
      message: index === 3 || index === 7 ? `ERROR order ${index} failed` : `INFO order ${index} served`,
    })),
  );
  await put('/shop/api', 'a/2', [{ timestamp: base + MINUTE / 2, message: 'INFO second instance up' }]);
  await put('/shop/worker', 'w/1', [
    { timestamp: base + MINUTE, message: '{"level":"ERROR","job":1}' },
    { timestamp: base + 2.5 * MINUTE, message: '{"level":"INFO","job":2}' },
  ]);
}

function latencyOf(Dimensions: { Name: string; Value: string }[]) {
  return { Namespace: 'Shop', MetricName: 'Latency', Dimensions };
}

async function fillMetrics(cloudwatch: CloudWatchClient, base: number): Promise<void> {
  const values = Array.from({ length: 10 }, (_, index) => ({
    time: new Date(base + index * MINUTE),
    ms: (index + 1) * 10,
  }));
  await cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: 'Shop',
      MetricData: values.flatMap(({ time, ms }) => [
        { MetricName: 'Latency', Dimensions: API, Timestamp: time, Value: ms, Unit: 'Milliseconds' as const },
        { MetricName: 'Latency', Dimensions: WEB, Timestamp: time, Value: 5, Unit: 'Milliseconds' as const },
      ]),
    }),
  );
  const common = {
    Namespace: 'Shop',
    MetricName: 'Latency',
    Statistic: 'Average' as const,
    Period: 60,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    ComparisonOperator: 'GreaterThanThreshold' as const,
  };
  await cloudwatch.send(
    new PutMetricAlarmCommand({ ...common, AlarmName: 'api-latency', Dimensions: API, Threshold: 50 }),
  );
  await cloudwatch.send(
    new PutMetricAlarmCommand({ ...common, AlarmName: 'web-latency', Dimensions: WEB, Threshold: 50 }),
  );
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      ...common,
      AlarmName: 'api-quiet',
      Dimensions: API,
      MetricName: 'Calls',
      Threshold: 1,
    }),
  );
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'shop-ratio',
      EvaluationPeriods: 2,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 4,
      Metrics: [
        { Id: 'ratio', Expression: 'api / web', Label: 'api by web', ReturnData: true },
        { Id: 'api', MetricStat: { Metric: latencyOf(API), Period: 60, Stat: 'Average' }, ReturnData: false },
        { Id: 'web', MetricStat: { Metric: latencyOf(WEB), Period: 60, Stat: 'Average' }, ReturnData: false },
      ],
    }),
  );
  const set = (AlarmName: string, StateValue: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA', StateReason: string) =>
    cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));
  await set('api-latency', 'ALARM', 'Threshold Crossed: 2 datapoints were greater than the threshold (50.0).');
  await set('web-latency', 'OK', 'Threshold not crossed');
  await set('shop-ratio', 'OK', 'Threshold not crossed');
  await set('api-quiet', 'INSUFFICIENT_DATA', 'Unchecked: Initial alarm creation');
}

async function fillWorkspaces(here: AmpClient, europe: AmpClient): Promise<void> {
  await here.send(new CreateWorkspaceCommand({ alias: 'shop-live' }));
  await here.send(new CreateWorkspaceCommand({ alias: 'shop-test' }));
  await europe.send(new CreateWorkspaceCommand({ alias: 'shop-eu' }));
}
