import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../../support/harness.ts';
import { metricOf, metricsWorld, NOW } from './metrics-world.ts';

const QUEUE = { QueueName: 'orders' };
const METRICS = [
  metricOf('AWS/SQS', 'ApproximateAgeOfOldestMessage', QUEUE, () => 12, { unit: 'Seconds' }),
  metricOf('AWS/SQS', 'NumberOfMessagesSent', QUEUE, () => 3, { unit: 'Count' }),
  metricOf('AWS/MediaConnect', 'SourceBitRate', { FlowARN: 'f' }, () => 5_000),
  metricOf('Shop', 'Orders', {}, () => 2),
];
const metric = (namespace: string, name: string, ...dimensions: string[]) => ({
  namespace,
  metric_name: name,
  dimensions,
});
const AGE = metric('AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName=orders');
const SENT = metric('AWS/SQS', 'NumberOfMessagesSent', 'QueueName=orders');
const BIT_RATE = metric('AWS/MediaConnect', 'SourceBitRate', 'FlowARN=f');
const ORDERS = metric('Shop', 'Orders');

let service: TestService;
before(async () => {
  service = await startTestService({ clock: () => NOW, sandbox: { makeWorld: metricsWorld(METRICS) } });
});
after(() => service.close());

/** The answer, and the statistic and unit of what was sent. */
async function ask(name: string, args: Record<string, unknown>) {
  service.sandbox.clear();
  const answer = await service.call(name, args);
  const sent = service.sandbox.requests
    .filter(({ operation }) => operation === 'GetMetricData')
    .flatMap(({ input }) => input['MetricDataQueries'] as { MetricStat?: { Stat: string; Unit?: string } }[])
    .map(({ MetricStat }) => [MetricStat?.Stat, MetricStat?.Unit]);
  return { ...answer, sent };
}

test('a statistic that is not named is the catalogue’s, which the answer says; the unit is shown and not sent', async () => {
  const age = await ask('get_metric_statistics', AGE);
  assert.deepEqual(age.sent, [['Maximum', undefined]]);
  assert.match(age.text, /\nMaximum \(by the metric catalogue\): min 12 s /);
  assert.deepEqual([age.structured['unit'], age.structured['statisticChosenBy']], ['Seconds', 'catalogue']);
  const sent = await ask('get_metric_statistics', SENT);
  assert.deepEqual(sent.sent, [['Sum', undefined]]);
  assert.match(sent.text, /datapoints, unit Count\n/);
  const named = await ask('get_metric_statistics', { ...AGE, statistics: ['Average'] });
  assert.match(named.text, /\nAverage: /);
  assert.equal(named.structured['statisticChosenBy'], undefined);
});

test('a guess of unit and statistic is said to be one, and the values stay without it', async () => {
  const { text, structured } = await ask('get_metric_statistics', BIT_RATE);
  assert.match(text, /unit probably Bits\/Second \(by its name\)/);
  assert.match(text, /\nAverage \(judged by the metric's name\): min 5,000 \(/);
  assert.deepEqual(
    [structured['unit'], structured['unitInferred'], structured['statisticChosenBy']],
    ['Bits/Second', true, 'name'],
  );
});

test('a metric of nobody but the caller has several statistics, as none is known', async () => {
  const { sent, structured } = await ask('get_metric_statistics', ORDERS);
  assert.deepEqual(
    sent.map(([statistic]) => statistic),
    ['Average', 'Maximum', 'Sum'],
  );
  assert.equal(structured['unit'], undefined);
});

test('several queries: which statistic was chosen for which, and why', async () => {
  const queries = [AGE, { ...SENT, statistic: 'max' }, SENT, BIT_RATE, ORDERS, { expression: 'q1 * 2' }];
  const { text } = await ask('get_metric_data', { queries });
  assert.match(text, /\nStatistic by the metric catalogue: Maximum for q1; Sum for q3\.\n/);
  assert.match(text, /\nStatistic judged by the metric's name: Average for q4\.\n/);
  assert.match(text, /\nNot in the metric catalogue: Average for q5\.\n/);
  const many = await ask('get_metric_data', { queries: Array.from({ length: 8 }, () => SENT) });
  assert.match(many.text, /Sum for q1, q2, q3, q4, q5 and 3 more\./);
  const named = await ask('get_metric_data', { queries: [{ ...SENT, statistic: 'Sum' }] });
  assert.doesNotMatch(named.text, /catalogue/);
});

const SUGGESTED: readonly (readonly [string, string, RegExp])[] = [
  ['AWS/SSQ', 'NumberOfMessagesSent', /no metric in namespace "AWS\/SSQ".*Did you mean AWS\/SQS\?/],
  ['AWS/Lamda', 'Errors', /no metric in namespace "AWS\/Lamda".*Did you mean AWS\/Lambda, a namespace of AWS\?/],
  ['AWS/Kafka', 'OffsetLag', /AWS\/Kafka is a namespace of AWS: nothing has published to it here/],
  ['AWS/SQS', 'NumberOfMesagesSent', /Did you mean NumberOfMessagesSent\?/],
  ['AWS/SQS', 'SentMesageSize', /Did you mean SentMessageSize\? AWS defines it there\./],
  ['AWS/SQS', 'CPUUtilization', /AWS\/EC2.* have a metric of that name\./],
];
for (const [namespace, name, expected] of SUGGESTED) {
  test(`names are suggested for ${namespace} ${name}, by each tool that finds nothing`, async () => {
    const asked = { namespace, metric_name: name };
    for (const [tool, args] of [
      ['get_metric_statistics', asked],
      ['get_metric_data', { queries: [asked] }],
      ['list_metrics', asked],
    ] as const) {
      assert.match((await ask(tool, args)).text, expected, tool);
    }
  });
}
