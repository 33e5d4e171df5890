import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { StandardUnit } from '@aws-sdk/client-cloudwatch';
import { readOwnFacts } from '../../scripts/catalog/own.ts';
import { parseStatistic } from '../../src/analysis/statistic.ts';
import { loadCatalog, makeCatalog } from '../../src/catalog/catalog.ts';
import { resolveNamespace } from '../../src/catalog/namespaces.ts';

const catalog = await loadCatalog();
const all = catalog.namespaces.flatMap((namespace) => catalog.inNamespace(namespace));
const own = readOwnFacts();

test('has the metrics of every AWS service, in a file that is small enough to load on the first question', () => {
  assert.ok(all.length > 3_500, `${all.length} metrics`);
  assert.equal(catalog.namespaces.length, 149);
  assert.ok(statSync(resolve(import.meta.dirname, '../../src/catalog/metrics.json')).size <= 700_000);
  const share = (holds: (metric: (typeof all)[number]) => boolean) =>
    ((100 * all.filter(holds).length) / all.length).toFixed(0);
  process.stdout.write(
    `${all.length} metrics in ${catalog.namespaces.length} namespaces; unit stated ${share(({ unit, unitInferred }) => unit !== undefined && !unitInferred)} %, inferred ${share(({ unitInferred }) => unitInferred)} %; statistic stated ${share(({ statisticInferred }) => !statisticInferred)} %; dimension sets ${share(({ dimensionSets }) => dimensionSets.length > 0)} %; described ${share(({ description }) => description !== undefined)} %; ${all.reduce((sum, { alarms }) => sum + alarms.length, 0)} recommended alarms\n`,
  );
});

test('knows the metrics that people ask for first', () => {
  assert.equal(catalog.find('AWS/RDS', 'CPUUtilization')?.unit, 'Percent');
  assert.equal(catalog.find('AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count')?.statistic, 'Sum');
  assert.equal(catalog.find('AWS/S3', 'BucketSizeBytes')?.periodSeconds, 86_400);
  assert.deepEqual(catalog.find('AWS/Lambda', 'UnreservedConcurrentExecutions')?.dimensionSets, [[]]);
  assert.equal(catalog.unit('AWS/Lambda', 'Duration'), 'Milliseconds');
});

test('an exact lookup takes a tenth of a millisecond at most', () => {
  const { user } = process.cpuUsage();
  for (const { namespace, metricName } of all) assert.ok(catalog.find(namespace, metricName));
  const each = (process.cpuUsage().user - user) / 1e3 / all.length;
  assert.ok(each <= 0.1, `${each} ms`);
});

test('recommends alarms with all that PutMetricAlarm needs, or how to choose what depends on the workload', () => {
  const alarms = all.flatMap((metric) => metric.alarms.map((alarm) => ({ metric, alarm })));
  assert.ok(alarms.length >= 156, `${alarms.length} alarms`);
  for (const { metric, alarm } of alarms) {
    const name = `${metric.namespace} ${metric.metricName}`;
    assert.match(alarm.comparison, /^(Greater|Less)Than(OrEqualTo)?Threshold$/, name);
    assert.equal(parseStatistic(alarm.statistic), alarm.statistic, name);
    assert.ok(alarm.datapointsToAlarm >= 1 && alarm.datapointsToAlarm <= alarm.evaluationPeriods, name);
    assert.match(alarm.treatMissingData, /^(missing|breaching|notBreaching|ignore)$/, name);
  }
});

test('says nothing of what it does not know', () => {
  assert.equal(catalog.find('AWS/Lambda', 'duration'), undefined);
  assert.equal(catalog.unit('Custom', 'x'), undefined);
  assert.deepEqual(catalog.inNamespace('Custom'), []);
});

test('every entry has units of CloudWatch, a statistic, sorted dimension names and one line of description if any', () => {
  const units = Object.values<string>(StandardUnit);
  for (const metric of all) {
    const name = `${metric.namespace} ${metric.metricName}`;
    assert.ok(metric.unit === undefined || units.includes(metric.unit), `${name}: unit ${metric.unit}`);
    assert.equal(parseStatistic(metric.statistic), metric.statistic, name);
    assert.ok(metric.periodSeconds === undefined || metric.periodSeconds % 60 === 0, name);
    for (const names of [...metric.dimensionSets, metric.namespaceDimensions]) {
      assert.deepEqual(names, names.toSorted(), name);
    }
    if (metric.description !== undefined) assert.match(metric.description, /^[A-Z0-9$].{5,110}[^.\s]$/, name);
    assert.equal(metric.metricName, metric.metricName.trim());
  }
});

test('holds every fact of our own as it is, so was built from them', () => {
  for (const [namespace, { metrics, dimensions, periodSeconds }] of Object.entries(own.metrics)) {
    for (const ours of metrics) {
      const built = catalog.find(namespace, ours.name);
      assert.deepEqual(
        {
          unit: built?.unit,
          statistic: built?.statistic,
          periodSeconds: built?.periodSeconds,
          sets: built?.dimensionSets.map((set) => set.join()).toSorted(),
          inferred: [built?.unitInferred, built?.statisticInferred],
        },
        {
          unit: ours.unit,
          statistic: ours.statistic,
          periodSeconds: ours.periodSeconds ?? periodSeconds,
          sets: (ours.dimensions ?? dimensions).map((set) => set.join()).toSorted(),
          inferred: [false, false],
        },
        `${namespace} ${ours.name}`,
      );
    }
  }
  for (const [namespace, described] of Object.entries(own.descriptions)) {
    for (const [name, text] of Object.entries(described)) {
      assert.equal(catalog.find(namespace, name)?.description, text, `${namespace} ${name}`);
    }
  }
});

test('a guess is marked, and never given as the unit', () => {
  const made = makeCatalog({
    N: {
      dimensionNames: ['Host'],
      dimensionSets: [[], ['Host']],
      metrics: {
        a: { unit: 'Count', statistic: 'Sum', sets: [1], description: 'A' },
        b: { inferredUnit: 'Bytes', inferredStatistic: 'Average' },
      },
    },
  });
  const [a, b] = made.inNamespace('N');
  assert.deepEqual(
    [a?.unit, a?.unitInferred, a?.statisticInferred, a?.dimensionSets],
    ['Count', false, false, [['Host']]],
  );
  assert.deepEqual([b?.unit, b?.unitInferred, b?.statisticInferred, b?.dimensionSets], ['Bytes', true, true, []]);
  assert.deepEqual([made.unit('N', 'a'), made.unit('N', 'b')], ['Count', undefined]);
});

test('a namespace is found without its prefix and in any case', () => {
  const found = ['AWS/SQS', 'sqs', 'aws/applicationelb', 'Aws-Lambda', 'aws_rds', 'nothing'].map((text) =>
    resolveNamespace(catalog, text),
  );
  assert.deepEqual(found, ['AWS/SQS', 'AWS/SQS', 'AWS/ApplicationELB', undefined, undefined, undefined]);
});
