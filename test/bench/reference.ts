/**
 * What the tools are held against, a process of its own: the same upstream calls by the AWS SDK, or fetch, and nothing
 * else, in loops ordered by message.
 */
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { Sha256 } from '@smithy/core/checksum';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type { RawCall, Texts } from './questions.ts';

export interface ReferenceOrder {
  readonly id: number;
  readonly raw: RawCall;
  readonly concurrency: number;
  /** The arguments of the tool calls whose upstream calls these are, one each. */
  readonly questions: readonly Texts[];
}

export interface ReferenceRun {
  readonly id: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly latenciesMs: number[];
}

const agent = { keepAlive: true, maxSockets: 64 };
const shared = {
  region: 'us-east-1',
  requestHandler: new NodeHttpHandler({ connectionTimeout: 5_000, httpAgent: agent, httpsAgent: agent }),
  maxAttempts: 4,
  customUserAgent: 'bench/0',
};
const cloudwatch = new CloudWatchClient(shared);
const logs = new CloudWatchLogsClient(shared);
const { credentials } = cloudwatch.config;
const signer = new SignatureV4({ service: 'aps', region: 'us-east-1', credentials, sha256: Sha256 });

const CALLS: Record<RawCall, (args: Texts) => Promise<unknown>> = {
  DescribeAlarms: ({ name_prefix }) =>
    cloudwatch.send(
      new DescribeAlarmsCommand({
        MaxRecords: 100,
        AlarmNamePrefix: name_prefix,
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'],
      }),
    ),
  GetMetricData: ({ namespace, metric_name, dimensions = '', statistics, start = '', end = '' }) => {
    const [Name, Value] = dimensions.split('=');
    const Metric = { Namespace: namespace, MetricName: metric_name, Dimensions: [{ Name, Value }] };
    return cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [{ Id: 's1', ReturnData: true, MetricStat: { Metric, Period: 60, Stat: statistics } }],
        StartTime: new Date(start),
        EndTime: new Date(end),
        ScanBy: 'TimestampAscending',
      }),
    );
  },
  DescribeLogGroups: ({ name_prefix }) =>
    logs.send(new DescribeLogGroupsCommand({ limit: 50, logGroupNamePrefix: name_prefix })),
  QueryRange: (args) => queryRange('', args),
  QueryRangeSigned: (args) => queryRange(`/workspaces/${args['source']?.split('/')[1]}`, args, signer),
};

async function queryRange(base: string, args: Texts, sign?: SignatureV4): Promise<unknown> {
  const { query = '', start = '', end = '', step = '' } = args;
  const url = new URL(`${process.env['AWS_ENDPOINT_URL']}${base}/api/v1/query_range`);
  const body = new URLSearchParams({ query, start, end, step }).toString();
  const plain = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  const { protocol, hostname, pathname: path, host } = url;
  const request = { method: 'POST', protocol, hostname, path, query: {}, headers: { ...plain, host }, body };
  const headers = sign === undefined ? plain : (await sign.sign(request)).headers;
  const response = await fetch(url, { method: 'POST', headers, body });
  return JSON.parse(await response.text());
}

async function run({ id, raw, concurrency, questions }: ReferenceOrder): Promise<void> {
  const latenciesMs: number[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let question = questions[next]; question !== undefined; question = questions[next]) {
      next += 1;
      const began = performance.now();
      await CALLS[raw](question);
      latenciesMs.push(performance.now() - began);
    }
  };
  const cpu = process.cpuUsage();
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, work));
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  process.send?.({ id, cpuMs: (user + system) / 1000, wallMs, latenciesMs } satisfies ReferenceRun);
}

process.on('message', (order: ReferenceOrder) => void run(order));
process.on('disconnect', () => process.exit(0));
process.send?.({ id: 0 });
