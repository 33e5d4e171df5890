import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../../src/sandbox/operation.ts';
import { metricsOperations } from '../../src/sandbox/operations/metrics.ts';
import type { World } from '../../src/sandbox/world/types.ts';
import { world as shop } from './shop.ts';
import { tinyMetric, tinyWorld } from './tiny-metrics.ts';

interface Answer {
  Metrics: { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: string }[] }[];
  OwningAccounts?: string[];
  NextToken?: string;
}

function call(operation: string, input: Record<string, unknown>, world: World = shop, now = world.madeAt): Answer {
  const context = { world, now: () => now, region: world.region, account: world.account };
  return metricsOperations[operation]?.(input, context) as Answer;
}

function list(input: Record<string, unknown>, world?: World): Answer['Metrics'] {
  const metrics: Answer['Metrics'] = [];
  let token: string | undefined;
  do {
    const answer = call('ListMetrics', { ...input, ...(token !== undefined && { NextToken: token }) }, world);
    metrics.push(...answer.Metrics);
    token = answer.NextToken;
  } while (token !== undefined);
  return metrics;
}

test('ListMetrics filters by namespace, name, dimension name and dimension value', () => {
  const rds = list({ Namespace: 'AWS/RDS' });
  assert.equal(rds.length, 18);
  assert.equal(
    list({ Namespace: 'AWS/RDS', Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'orders-db' }] }).length,
    9,
  );
  assert.equal(list({ Namespace: 'AWS/RDS', MetricName: 'CPUUtilization' }).length, 2);
  assert.ok(list({ Dimensions: [{ Name: 'TargetGroup' }] }).every(({ Dimensions }) => Dimensions.length === 2));
  assert.deepEqual(list({ Namespace: 'aws/rds' }), []);
});

test('ListMetrics pages by 500, each metric once', () => {
  const metrics = Array.from({ length: 1201 }, (_, i) =>
    tinyMetric(
      `m${i}`,
      { I: String(i) },
      Array.from({ length: 60 }, () => 1),
    ),
  );
  const world = tinyWorld({ metrics });
  const first = call('ListMetrics', {}, world);
  assert.equal(first.Metrics.length, 500);
  const all = list({}, world);
  assert.deepEqual(
    all.map(({ MetricName }) => MetricName),
    metrics.map(({ metricName }) => metricName),
  );
});

test('RecentlyActive leaves out what was silent for three hours', () => {
  const names = (input: Record<string, unknown>) =>
    list({ Namespace: 'Shop', ...input }).map(({ MetricName }) => MetricName);
  assert.ok(names({}).includes('RowsImported'));
  assert.ok(!names({ RecentlyActive: 'PT3H' }).includes('RowsImported'));
  assert.ok(names({ RecentlyActive: 'PT3H' }).includes('OrdersPlaced'));
});

test('owning accounts run parallel to the metrics', () => {
  const { Metrics, OwningAccounts } = call('ListMetrics', { IncludeLinkedAccounts: true, Namespace: 'AWS/SQS' });
  assert.deepEqual(
    OwningAccounts,
    Metrics.map(() => '123456789012'),
  );
  const linked = { IncludeLinkedAccounts: true, OwningAccount: '210987654321' };
  assert.deepEqual(call('ListMetrics', linked).Metrics, []);
});

test('anything but PT3H is refused', () => {
  const code = (error: unknown) => error instanceof AwsError && error.code === 'InvalidParameterValueException';
  assert.throws(() => call('ListMetrics', { RecentlyActive: 'PT1H' }), code);
  assert.throws(() => call('ListMetrics', { OwningAccount: '123456789012' }), code);
});
