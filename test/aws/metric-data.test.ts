import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GetMetricDataCommandInput, GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Aws } from '../../src/aws/aws.ts';
import { getMetricData, metricsNeeded } from '../../src/aws/metric-data.ts';
import { OverBudget } from '../../src/budget/ledger.ts';

const START = Date.parse('2026-11-21T06:00Z');
const WINDOW = { start: START, end: START + 3_600_000 };
const MINUTE = 60_000;
const signal = new AbortController().signal;

type Answer = Omit<GetMetricDataCommandOutput, '$metadata'>;

/** A gateway that answers GetMetricData by `answer` and keeps what it was asked. */
function gateway(answer: (input: GetMetricDataCommandInput) => Answer) {
  const asked: GetMetricDataCommandInput[] = [];
  const cloudwatch = (_region: string, command: { input: GetMetricDataCommandInput }) => {
    asked.push(command.input);
    return Promise.resolve(answer(command.input));
  };
  return { asked, aws: { cloudwatch } as unknown as Aws };
}

const at = (...minutes: number[]) => minutes.map((minute) => new Date(START + minute * MINUTE));
const cpu = {
  metric: { namespace: 'AWS/EC2', metricName: 'CPUUtilization', dimensions: { InstanceId: 'i-1' } },
  statistic: 'p99',
};
const read = (aws: Aws, queries: Parameters<typeof getMetricData>[2]['queries'], goOn?: () => boolean) =>
  getMetricData(aws, 'us-east-1', { queries, window: WINDOW, periodSeconds: 300 }, { signal, goOn });

test('every page is read, and a series goes on from page to page', async () => {
  const { aws, asked } = gateway(({ NextToken }) =>
    NextToken === undefined
      ? {
          MetricDataResults: [{ Id: 'a', Label: 'x', Timestamps: at(0, 5), Values: [1, 2], StatusCode: 'PartialData' }],
          NextToken: 't',
        }
      : { MetricDataResults: [{ Id: 'a', Label: 'x', Timestamps: at(10), Values: [3], StatusCode: 'Complete' }] },
  );
  const data = await read(aws, [{ id: 'a', ...cpu }]);
  assert.deepEqual(
    asked.map(({ NextToken }) => NextToken),
    [undefined, 't'],
  );
  assert.equal(data.complete, true);
  assert.deepEqual(data.results, [
    {
      id: 'a',
      label: 'x',
      status: 'Complete',
      messages: [],
      points: [
        [START, 1],
        [START + 5 * MINUTE, 2],
        [START + 10 * MINUTE, 3],
      ],
    },
  ]);
});

test('stops when told to, and says that it is not complete', async () => {
  const { aws, asked } = gateway(() => ({ MetricDataResults: [], NextToken: 'more' }));
  const data = await read(aws, [{ id: 'a', ...cpu }], () => asked.length < 3);
  assert.deepEqual([data.complete, data.calls, asked.length], [false, 3, 3]);
});

test('a metric is asked as it was named: no unit of our own, the period in MetricStat, ascending, end exclusive', async () => {
  const { aws, asked } = gateway(() => ({ MetricDataResults: [] }));
  await read(aws, [
    { id: 'a', ...cpu, label: 'L', accountId: '111122223333', hidden: true },
    { id: 'b', ...cpu, unit: 'Percent' },
    { id: 'm', expression: 'a / 2' },
    { id: 's', expression: `SEARCH('{AWS/EC2,InstanceId}', 'Average')` },
  ]);
  const [first, second, math, search] = asked[0]?.MetricDataQueries ?? [];
  assert.deepEqual(first, {
    Id: 'a',
    ReturnData: false,
    Label: 'L',
    AccountId: '111122223333',
    MetricStat: {
      Metric: {
        Namespace: 'AWS/EC2',
        MetricName: 'CPUUtilization',
        Dimensions: [{ Name: 'InstanceId', Value: 'i-1' }],
      },
      Period: 300,
      Stat: 'p99',
    },
  });
  assert.equal(second?.MetricStat?.Unit, 'Percent');
  assert.deepEqual(math, { Id: 'm', ReturnData: true, Expression: 'a / 2' });
  assert.equal(search?.Period, 300);
  assert.deepEqual(
    [asked[0]?.ScanBy, asked[0]?.StartTime?.getTime(), asked[0]?.EndTime?.getTime()],
    ['TimestampAscending', WINDOW.start, WINDOW.end],
  );
});

test('series with the same id and label stay apart; results are in the order of the queries', async () => {
  const { aws } = gateway(() => ({
    MetricDataResults: [
      { Id: 'b', Label: 'x', Timestamps: at(0), Values: [1] },
      { Id: 'b', Label: 'x', Timestamps: at(0), Values: [2] },
      { Id: 'a', Label: 'x', Timestamps: at(0), Values: [3] },
    ],
  }));
  const data = await read(aws, [
    { id: 'a', ...cpu },
    { id: 'b', expression: 'SEARCH(\'x\', "Sum")' },
  ]);
  assert.deepEqual(
    data.results.map(({ id, points }) => [id, points[0]?.[1]]),
    [
      ['a', 3],
      ['b', 1],
      ['b', 2],
    ],
  );
});

test('Forbidden and InternalError results and every message stay visible', async () => {
  const { aws } = gateway(() => ({
    MetricDataResults: [
      { Id: 'a', StatusCode: 'Forbidden', Messages: [{ Code: 'Forbidden', Value: 'Authentication too complex' }] },
      { Id: 'b', StatusCode: 'InternalError' },
    ],
    Messages: [{ Code: 'MaxMetricsExceeded', Value: 'Maximum number of allowed metrics exceeded' }],
  }));
  const data = await read(aws, [
    { id: 'a', ...cpu },
    { id: 'b', ...cpu },
  ]);
  assert.deepEqual(
    data.results.map(({ status, messages }) => [status, messages]),
    [
      ['Forbidden', ['Forbidden: Authentication too complex']],
      ['InternalError', []],
    ],
  );
  assert.deepEqual(data.messages, ['MaxMetricsExceeded: Maximum number of allowed metrics exceeded']);
});

test('each SQL query goes into a call of its own', async () => {
  const { aws, asked } = gateway(({ MetricDataQueries }) => ({
    MetricDataResults: (MetricDataQueries ?? []).map(({ Id }) => ({ Id, Label: Id, Timestamps: [], Values: [] })),
  }));
  const data = await read(aws, [
    { id: 's1', expression: 'SELECT AVG(x) FROM "N"' },
    { id: 'a', ...cpu },
    { id: 's2', expression: 'SELECT MAX(x) FROM "N"' },
  ]);
  assert.deepEqual(asked.map(({ MetricDataQueries = [] }) => MetricDataQueries.map(({ Id }) => Id).join()).toSorted(), [
    'a',
    's1',
    's2',
  ]);
  assert.deepEqual(
    data.results.map(({ id }) => id),
    ['s1', 'a', 's2'],
  );
});

test('a budget that ends between two pages leaves what came before, and says why', async () => {
  const page = { MetricDataResults: [{ Id: 'a', Label: 'x', Timestamps: at(0), Values: [1] }], NextToken: 't' };
  const cloudwatch = async (_region: string, { input }: { input: GetMetricDataCommandInput }) => {
    if (input.NextToken !== undefined) throw new OverBudget('Nothing is left.');
    return page;
  };
  const data = await read({ cloudwatch } as unknown as Aws, [{ id: 'a', ...cpu }]);
  assert.deepEqual(data.results[0]?.points, [[START, 1]]);
  assert.equal(data.complete, false);
  assert.equal(data.overBudget, 'Nothing is left.');
  const refusing = async () => {
    throw new OverBudget('Nothing is left.');
  };
  await assert.rejects(read({ cloudwatch: refusing } as unknown as Aws, [{ id: 'a', ...cpu }]), OverBudget);
});

test('what a reading needs is known before, as far as it can be: metrics, one of each SEARCH and SQL, none for math', () => {
  const queries = [
    { id: 'a', ...cpu },
    { id: 'b', ...cpu, hidden: true },
    { id: 'm', expression: 'a / b' },
    { id: 's', expression: `SEARCH('{AWS/EC2,InstanceId} MetricName="CPUUtilization"', 'Average')` },
    { id: 'q', expression: 'SELECT MAX(CPUUtilization) FROM "AWS/EC2" GROUP BY InstanceId' },
  ];
  assert.equal(metricsNeeded(queries), 4);
});
