import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StandardUnit } from '@aws-sdk/client-cloudwatch';
import { parseStatistic } from '../../src/analysis/statistic.ts';
import { catalog, makeCatalog } from '../../src/catalog/catalog.ts';

const all = catalog.namespaces.flatMap((namespace) => catalog.inNamespace(namespace));

test('knows the metrics that people ask for first', () => {
  assert.ok(all.length >= 300, `${all.length} metrics`);
  assert.deepEqual(catalog.find('AWS/RDS', 'CPUUtilization')?.unit, 'Percent');
  assert.equal(catalog.find('AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count')?.statistic, 'Sum');
  assert.equal(catalog.find('AWS/S3', 'BucketSizeBytes')?.periodSeconds, 86_400);
  assert.deepEqual(catalog.find('AWS/Lambda', 'UnreservedConcurrentExecutions')?.dimensionSets, [[]]);
  assert.equal(catalog.unit('AWS/Lambda', 'Duration'), 'Milliseconds');
});

test('says nothing of what it does not know', () => {
  assert.equal(catalog.find('AWS/Lambda', 'duration'), undefined);
  assert.equal(catalog.unit('Custom', 'x'), undefined);
  assert.deepEqual(catalog.inNamespace('Custom'), []);
});

test('every entry has a unit of CloudWatch, a statistic, sorted dimension names and one line of description', () => {
  const units = Object.values<string>(StandardUnit);
  for (const metric of all) {
    const name = `${metric.namespace} ${metric.metricName}`;
    assert.ok(units.includes(metric.unit), `${name}: unit ${metric.unit}`);
    assert.equal(parseStatistic(metric.statistic), metric.statistic, name);
    assert.ok(metric.periodSeconds % 60 === 0 && metric.periodSeconds > 0, name);
    assert.ok(metric.dimensionSets.length > 0, `${name}: dimension sets`);
    for (const names of metric.dimensionSets) assert.deepEqual(names, names.toSorted(), name);
    assert.match(metric.description, /^[A-Z0-9].{5,110}[^.\s]$/, name);
  }
});

test('no metric is there twice', () => {
  const names = all.map(({ namespace, metricName }) => `${namespace}|${metricName}`);
  assert.deepEqual(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
  );
});

test('a metric takes what its namespace shares unless it says otherwise', () => {
  const made = makeCatalog({
    N: {
      periodSeconds: 60,
      dimensions: [['Host']],
      metrics: [
        { name: 'a', unit: 'Count', statistic: 'Sum', description: 'A' },
        { name: 'b', unit: 'Bytes', statistic: 'Average', description: 'B', dimensions: [[]], periodSeconds: 300 },
      ],
    },
  });
  assert.deepEqual(
    made.inNamespace('N').map(({ dimensionSets, periodSeconds }) => [dimensionSets, periodSeconds]),
    [
      [[['Host']], 60],
      [[[]], 300],
    ],
  );
});
