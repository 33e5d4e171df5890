import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListMetricsCommandInput, ListMetricsCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Aws, ReadOptions } from '../../src/aws/aws.ts';
import { listMetrics } from '../../src/aws/metrics.ts';

const signal = new AbortController().signal;

function gateway(answer: (input: ListMetricsCommandInput) => Omit<ListMetricsCommandOutput, '$metadata'>) {
  const asked: ListMetricsCommandInput[] = [];
  const options: ReadOptions[] = [];
  const cloudwatch = (_region: string, command: { input: ListMetricsCommandInput }, given: ReadOptions) => {
    asked.push(command.input);
    options.push(given);
    return Promise.resolve(answer(command.input));
  };
  return { asked, options, aws: { cloudwatch } as unknown as Aws };
}

test('every page is read; pages are shared for a minute', async () => {
  const { aws, asked, options } = gateway(({ NextToken }) => ({
    Metrics: [{ Namespace: 'N', MetricName: NextToken ?? 'first', Dimensions: [{ Name: 'D', Value: 'v' }] }],
    ...(NextToken === undefined && { NextToken: 'second' }),
  }));
  const list = await listMetrics(aws, 'us-east-1', { namespace: 'N' }, { signal });
  assert.deepEqual(list, {
    metrics: [
      { namespace: 'N', metricName: 'first', dimensions: { D: 'v' } },
      { namespace: 'N', metricName: 'second', dimensions: { D: 'v' } },
    ],
    complete: true,
  });
  assert.deepEqual(asked, [{ Namespace: 'N' }, { Namespace: 'N', NextToken: 'second' }]);
  assert.deepEqual(
    options.map(({ ttlMs }) => ttlMs),
    [60_000, 60_000],
  );
});

test('stops when told to, and says that it is not complete', async () => {
  const { aws } = gateway(() => ({ Metrics: [{ Namespace: 'N', MetricName: 'm' }], NextToken: 'more' }));
  const list = await listMetrics(aws, 'us-east-1', {}, { signal, goOn: (read) => read < 2 });
  assert.deepEqual([list.metrics.length, list.complete], [2, false]);
});

test('filters go out as ListMetrics takes them, and owners come back beside their metrics', async () => {
  const { aws, asked } = gateway(() => ({
    Metrics: [
      { Namespace: 'N', MetricName: 'a' },
      { Namespace: 'N', MetricName: 'b' },
    ],
    OwningAccounts: ['111', '222'],
  }));
  const filter = {
    metricName: 'a',
    dimensions: [{ name: 'D' }, { name: 'E', value: 'e' }],
    recentlyActive: true,
    includeLinkedAccounts: true,
  };
  const list = await listMetrics(aws, 'us-east-1', filter, { signal });
  assert.deepEqual(asked, [
    {
      MetricName: 'a',
      Dimensions: [{ Name: 'D' }, { Name: 'E', Value: 'e' }],
      RecentlyActive: 'PT3H',
      IncludeLinkedAccounts: true,
    },
  ]);
  assert.deepEqual(
    list.metrics.map(({ account }) => account),
    ['111', '222'],
  );
});
