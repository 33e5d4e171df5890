import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SOURCES } from '../../scripts/catalog/archives.ts';
import { inferStatistic, inferUnit } from '../../scripts/catalog/infer.ts';
import { mergeFacts } from '../../scripts/catalog/merge.ts';
import { parseAwslabs } from '../../scripts/catalog/parse-awslabs.ts';
import { parseGrafana } from '../../scripts/catalog/parse-grafana.ts';
import { parseServiceSpec } from '../../scripts/catalog/parse-service-spec.ts';
import { readStatistics, readUnit } from '../../scripts/catalog/read-words.ts';
import { writeCatalog } from '../../scripts/catalog/write.ts';

const GO = `package cloudWatchConsts

var NamespaceMetricsMap = map[string][]string{
	"AWS/Mill": {
		"Grain.Age",
		"GroundBytes ",
		"StoneErrors",
	},
	"Custom/Bakery": {"LoavesPercent"},
}

var NamespaceDimensionKeysMap = map[string][]string{
	"AWS/Mill": {"Stone", "Miller"},
}
`;
const SPEC = JSON.stringify({
  idCtr: 9,
  schema: {
    metric: {
      type: 'entities',
      entities: [
        { $id: '1', namespace: 'AWS/Mill', name: 'StoneErrors', statistic: 'Sum', previousStatistics: [] },
        { $id: '2', namespace: 'AWS/Mill', name: 'Wind', statistic: 'Maximum', previousStatistics: [] },
        { $id: '5', namespace: 'AWS/Mill', name: 'SailPercent', statistic: 'Sum', previousStatistics: [] },
      ],
    },
    dimensionSet: {
      type: 'entities',
      entities: [
        { $id: '3', dimensions: [{ name: 'Stone' }, { name: 'Miller' }] },
        { $id: '4', dimensions: [{ name: 'Region', value: 'Global' }] },
      ],
    },
    usesDimensionSet: { type: 'rel', forward: { 1: [{ $id: '3' }, { $id: '4' }] } },
  },
});
const ALARM = {
  alarmDescription: 'words that are left out',
  intent: 'words that are left out',
  comparisonOperator: 'GreaterThanThreshold',
  datapointsToAlarm: 3,
  dimensions: [{ name: 'Stone' }, { name: 'Region', value: 'Global' }],
  evaluationPeriods: 5,
  period: 60,
  statistic: 'Maximum',
  treatMissingData: 'missing',
};
const INDEX = JSON.stringify([
  {
    metricId: { namespace: 'AWS/Mill', metricName: 'Grain.Age' },
    description: 'words that are left out',
    unitInfo: 'Milliseconds.',
    recommendedStatistics: 'Average, Maximum (of a day), Minimum',
    alarmRecommendations: [
      { ...ALARM, threshold: { justification: 'words that are left out' } },
      { ...ALARM, threshold: { staticValue: 90, justification: 'words that are left out' } },
    ],
  },
  { metricId: { namespace: 'AWS/Mill', metricName: 'Wind' }, description: '' },
]);
const NO_FACTS = { metrics: [] };
const NO_OWN = { metrics: {}, descriptions: {}, thresholds: {} };

test('each package is pinned by version and checksum', () => {
  for (const { version, sha256, file } of Object.values(SOURCES)) {
    assert.match(version, /^v?\d+\.\d+\.\d+$/);
    assert.match(sha256, /^[0-9a-f]{64}$/);
    assert.match(file, /\.(go|json|json\.gz)$/);
  }
});

test('names and dimension names are read from the Go source', () => {
  const { metrics, dimensionNames } = parseGrafana(GO);
  assert.deepEqual(
    metrics.map(({ namespace, name }) => `${namespace} ${name}`),
    ['AWS/Mill Grain.Age', 'AWS/Mill GroundBytes', 'AWS/Mill StoneErrors', 'Custom/Bakery LoavesPercent'],
  );
  assert.deepEqual(dimensionNames, { 'AWS/Mill': ['Stone', 'Miller'] });
  assert.throws(() => parseGrafana('package other'), /There is no NamespaceMetricsMap/);
});

test('statistics and dimension sets are read from the database of the service specification', () => {
  assert.deepEqual(parseServiceSpec(SPEC).metrics.slice(0, 2), [
    {
      namespace: 'AWS/Mill',
      name: 'StoneErrors',
      statistics: ['Sum'],
      dimensionSets: [['Stone', 'Miller'], ['Region']],
    },
    { namespace: 'AWS/Mill', name: 'Wind', statistics: ['Maximum'], dimensionSets: [] },
  ]);
  assert.throws(() => parseServiceSpec('{}'), /schema/);
});

test('units, statistics and alarms are read from the metric index, its sentences are not', () => {
  const [age, wind] = parseAwslabs(INDEX).metrics;
  assert.deepEqual([age?.unit, age?.statistics], ['Milliseconds', ['Average', 'Maximum', 'Minimum']]);
  assert.deepEqual(age?.alarms?.[1], {
    statistic: 'Maximum',
    comparison: 'GreaterThanThreshold',
    periodSeconds: 60,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    threshold: 90,
    treatMissingData: 'missing',
    dimensions: ['Stone', 'Region=Global'],
  });
  assert.deepEqual([wind?.unit, wind?.statistics, wind?.alarms], [undefined, undefined, undefined]);
  assert.doesNotMatch(JSON.stringify(parseAwslabs(INDEX)), /left out/);
});

test('units and statistics in words are read as CloudWatch names them', () => {
  const units = ['Count per second', 'Bytes/Second (MB/s)', 'Percentage', 'count', 'None', 'Credits (vCPU-minutes)'];
  assert.deepEqual(units.map(readUnit), ['Count/Second', 'Bytes/Second', 'Percent', 'Count', 'None', undefined]);
  assert.equal(readUnit('The metric represents a Count but uses None for the CloudWatch unit.'), 'None');
  assert.deepEqual(readStatistics('Sum, Min, Max (same as p100), Sample Count'), [
    'Sum',
    'Minimum',
    'Maximum',
    'SampleCount',
  ]);
  assert.equal(readStatistics(undefined), undefined);
});

test('what no source states is inferred from the name', () => {
  const cases: readonly (readonly [name: string, unit: string | undefined, statistic: string])[] = [
    ['HTTPCode_ELB_5XX_Count', 'Count', 'Sum'],
    ['MemoryUtilization', 'Percent', 'Average'],
    ['BytesReceived', 'Bytes', 'Sum'],
    ['FreeStorageSpace', 'Bytes', 'Average'],
    ['SourceBitRate', 'Bits/Second', 'Average'],
    ['RequestLatency', 'Milliseconds', 'Average'],
    ['AgeOfOldestTask', 'Seconds', 'Maximum'],
    ['ReadIOPS', 'Count/Second', 'Average'],
    ['ActiveConnections', 'Count', 'Average'],
    ['GroupMinSize', 'Bytes', 'Minimum'],
    ['BufferCacheRatio', undefined, 'Average'],
  ];
  for (const [name, unit, statistic] of cases) {
    assert.equal(inferUnit(name), unit, name);
    assert.equal(inferStatistic(name, unit), statistic, name);
  }
});

test('the sources are merged: documented facts before guesses, our own before all', () => {
  const sources = { grafana: parseGrafana(GO), spec: parseServiceSpec(SPEC), awslabs: parseAwslabs(INDEX) };
  const own = {
    metrics: {
      'AWS/Mill': {
        periodSeconds: 300,
        dimensions: [['Stone']],
        metrics: [{ name: 'StoneErrors', unit: 'Count', statistic: 'Average', description: 'Stones that broke' }],
      },
    },
    descriptions: { 'AWS/Mill': { Wind: 'How strong it blows' } },
    thresholds: { 'AWS/Mill': { 'Grain.Age': 'the age at which it spoils' } },
  };
  const data = mergeFacts({ ...sources, own });
  assert.deepEqual(Object.keys(data), ['AWS/Mill', 'Custom/Bakery']);
  const mill = data['AWS/Mill'];
  assert.deepEqual(Object.keys(mill?.metrics ?? {}), [
    'Grain.Age',
    'GroundBytes',
    'SailPercent',
    'StoneErrors',
    'Wind',
  ]);
  assert.deepEqual(mill?.dimensionNames, ['Miller', 'Region', 'Stone']);
  const age = mill.metrics['Grain.Age'];
  assert.deepEqual([age?.unit, age?.statistic], ['Milliseconds', 'Maximum'], 'the statistic of its alarm');
  assert.deepEqual(
    age?.sets?.map((i) => mill.dimensionSets[i]),
    [['Region', 'Stone']],
  );
  assert.deepEqual(
    age.alarms?.map(({ threshold, choose }) => [threshold, choose]),
    [
      [undefined, 'the age at which it spoils'],
      [90, 'the age at which it spoils'],
    ],
  );
  assert.deepEqual(mill.metrics['GroundBytes'], { inferredUnit: 'Bytes', inferredStatistic: 'Average' });
  assert.deepEqual(
    mill.metrics['SailPercent'],
    { inferredUnit: 'Percent', inferredStatistic: 'Average' },
    'a share has no total',
  );
  assert.deepEqual(mill.metrics['StoneErrors'], {
    unit: 'Count',
    statistic: 'Average',
    periodSeconds: 300,
    sets: [mill.dimensionSets.findIndex((set) => set.join() === 'Stone')],
    description: 'Stones that broke',
  });
  assert.deepEqual(
    [mill.metrics['Wind']?.statistic, mill.metrics['Wind']?.description],
    ['Maximum', 'How strong it blows'],
  );
  const reversed = { ...sources.grafana, metrics: sources.grafana.metrics.toReversed() };
  assert.equal(writeCatalog(mergeFacts({ ...sources, grafana: reversed, own })), writeCatalog(data), 'sorted');
});

test('the file has a metric a line and reads back as it was', () => {
  const data = mergeFacts({ grafana: parseGrafana(GO), spec: NO_FACTS, awslabs: NO_FACTS, own: NO_OWN });
  const text = writeCatalog(data);
  assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(data)));
  assert.equal(text.split('\n').filter((line) => line.startsWith('"')).length, 2 + 4);
});
