import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupByDimensionSet, groupByMetric, groupByNamespace, ownersOf } from '../../src/analysis/metric-groups.ts';

const metric = (namespace: string, metricName: string, dimensions: Record<string, string> = {}, account?: string) => ({
  namespace,
  metricName,
  dimensions,
  account,
});
const SERIES = [
  metric('B', 'Calls', { Host: 'h2' }, '222'),
  metric('A', 'Cpu', { Host: 'h1', Zone: 'z' }, '111'),
  metric('A', 'Cpu', { Zone: 'z', Host: 'h2' }, '111'),
  metric('A', 'Cpu', { Host: 'h1' }),
  metric('A', 'Mem'),
];

test('namespaces with the number of their metrics and series', () => {
  assert.deepEqual(groupByNamespace(SERIES), [
    { namespace: 'A', metrics: 2, series: 4 },
    { namespace: 'B', metrics: 1, series: 1 },
  ]);
});

test('metrics with their dimension sets, the one with most series first', () => {
  assert.deepEqual(groupByMetric(SERIES), [
    { namespace: 'A', metricName: 'Cpu', series: 3, dimensionSets: [['Host', 'Zone'], ['Host']] },
    { namespace: 'A', metricName: 'Mem', series: 1, dimensionSets: [[]] },
    { namespace: 'B', metricName: 'Calls', series: 1, dimensionSets: [['Host']] },
  ]);
});

test('dimension sets with the values of each name, whatever order the names come in', () => {
  const [, both] = groupByDimensionSet(SERIES);
  assert.deepEqual(both, {
    namespace: 'A',
    metricName: 'Cpu',
    names: ['Host', 'Zone'],
    series: 2,
    values: [
      { name: 'Host', count: 2, examples: ['h1', 'h2'] },
      { name: 'Zone', count: 1, examples: ['z'] },
    ],
    example: { Host: 'h1', Zone: 'z' },
  });
});

test('owners once each, sorted', () => {
  assert.deepEqual(ownersOf(SERIES), ['111', '222']);
});
