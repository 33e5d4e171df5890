import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../../support/harness.ts';
import { HOUR, metricOf, metricsWorld, NOW } from './metrics-world.ts';

const always = () => 1;
const HOSTS = 620;
const METRICS = [
  ...Array.from({ length: HOSTS }, (_, i) =>
    metricOf('Fleet', 'Load', { Host: `host-${String(i).padStart(3, '0')}`, Zone: `z${i % 3}` }, always),
  ),
  metricOf('Fleet', 'Load', {}, always),
  metricOf('Fleet', 'Quiet', { Host: 'host-000' }, (time) => (time < NOW - 5 * HOUR ? 1 : undefined)),
  metricOf('AWS/RDS', 'CPUUtilization', { DBInstanceIdentifier: 'orders-db' }, always, { unit: 'Percent' }),
  metricOf('AWS/RDS', 'CPUUtilization', { DBInstanceIdentifier: 'cart-db' }, always, { unit: 'Percent' }),
];

let service: TestService;
before(async () => {
  service = await startTestService({ clock: () => NOW, sandbox: { makeWorld: metricsWorld(METRICS) } });
});
after(() => service.close());

type Row = Record<string, unknown> & { series: number; dimensions?: string[] };
const rows = (structured: Record<string, unknown>) => structured['items'] as Row[];

test('without arguments: the namespaces with counts, over every page of ListMetrics', async () => {
  const { text, structured } = await service.call('list_metrics');
  assert.deepEqual(rows(structured), [
    { namespace: 'AWS/RDS', metrics: 1, series: 2 },
    { namespace: 'Fleet', metrics: 2, series: HOSTS + 2 },
  ]);
  assert.match(text, /^Metrics, us-east-1, account \d{12}, active in the last two weeks: 2 namespaces \(624 series\)/);
  assert.match(text, /\| Fleet \| 2 \| 622 \|/);
});

test('with a namespace: its metrics, with unit, statistic and meaning from the catalogue', async () => {
  const { text, structured } = await service.call('list_metrics', { namespace: 'AWS/RDS' });
  assert.deepEqual(rows(structured), [
    {
      namespace: 'AWS/RDS',
      metricName: 'CPUUtilization',
      series: 2,
      unit: 'Percent',
      statistic: 'Average',
      description: 'Share of CPU in use',
      dimensionSets: [['DBInstanceIdentifier']],
    },
  ]);
  assert.match(text, /list_metrics namespace="AWS\/RDS" metric_name="CPUUtilization"/);
});

test('with a metric: its dimension sets, the values of each dimension, and an example that can be used', async () => {
  const { text, structured } = await service.call('list_metrics', { namespace: 'Fleet', metric_name: 'Load' });
  const [none, both] = rows(structured);
  assert.deepEqual([none?.['dimensionSets'], none?.series], [[[]], 1]);
  assert.deepEqual(both?.['dimensionSets'], [['Host', 'Zone']]);
  assert.deepEqual(both?.['values'], [
    { name: 'Host', count: HOSTS, examples: ['host-000', 'host-001', 'host-002'] },
    { name: 'Zone', count: 3, examples: ['z0', 'z1', 'z2'] },
  ]);
  assert.match(text, /Host: 620 \(host-000, host-001, host-002 …\); Zone: 3 \(z0, z1, z2\)/);
  assert.match(
    text,
    /get_metric_statistics namespace="Fleet" metric_name="Load" dimensions=\["Host=host-000","Zone=z0"\]/,
  );
});

test('with a metric and dimensions: the single series, and a cursor yields each exactly once', async () => {
  const question = { namespace: 'Fleet', metric_name: 'Load', dimensions: ['Host'], limit: 250 };
  const seen: string[] = [];
  let cursor: unknown;
  let pages = 0;
  do {
    const { structured, text, isError } = await service.call('list_metrics', {
      ...question,
      ...(cursor !== undefined && { cursor }),
    });
    assert.equal(isError, false, text);
    seen.push(...rows(structured).map(({ dimensions }) => (dimensions ?? []).join()));
    assert.match(text, /: 620 series/);
    cursor = structured['cursor'];
    pages += 1;
  } while (cursor !== undefined && pages < 50);
  assert.ok(pages >= 3, `${pages} pages`);
  assert.equal(seen.length, HOSTS);
  assert.equal(new Set(seen).size, HOSTS);
});

test('series are shown with a column per dimension; what all share stands above', async () => {
  const { text } = await service.call('list_metrics', {
    namespace: 'Fleet',
    metric_name: 'Load',
    dimensions: ['Zone=z1'],
    limit: 2,
  });
  assert.match(text, /All of them: Zone z1\.\n\n\| Host \|\n\|---\|\n\| host-001 \|\n\| host-004 \|/);
  const { text: mixed } = await service.call('list_metrics', {
    namespace: 'Fleet',
    metric_name: 'Load',
    dimensions: ['Host'],
    limit: 2,
  });
  assert.match(mixed, /\| Host \| Zone \|\n\|---\|---\|\n\| host-000 \| z0 \|/);
});

test('a dimension with a value filters; without namespace it says what a thing has', async () => {
  const { text, structured } = await service.call('list_metrics', { dimensions: ['Host=host-000'] });
  assert.deepEqual(
    rows(structured).map(({ namespace, metricName, series }) => [namespace, metricName, series]),
    [
      ['Fleet', 'Load', 1],
      ['Fleet', 'Quiet', 1],
    ],
  );
  assert.match(text, /^Metrics with Host=host-000,/);
});

test('recently_active leaves out what was silent for three hours, and says so when nothing is left', async () => {
  const all = await service.call('list_metrics', { namespace: 'Fleet' });
  const active = await service.call('list_metrics', { namespace: 'Fleet', recently_active: true });
  assert.deepEqual([rows(all.structured).length, rows(active.structured).length], [2, 1]);
  const none = await service.call('list_metrics', { namespace: 'Fleet', metric_name: 'Quiet', recently_active: true });
  assert.deepEqual(rows(none.structured), []);
  assert.match(none.text, /no datapoints in the last 3 hours: leave out recently_active/);
});

test('nothing found: says that ListMetrics knows two weeks, and the nearest names', async () => {
  const namespace = await service.call('list_metrics', { namespace: 'Flet' });
  assert.match(namespace.text, /no metric in namespace "Flet".*two weeks.*Did you mean Fleet\?/);
  const wrongCase = await service.call('list_metrics', { namespace: 'aws/rds', metric_name: 'cpuutilization' });
  assert.match(wrongCase.text, /case-sensitive: the namespace is AWS\/RDS.*Did you mean CPUUtilization\?/);
  const value = await service.call('list_metrics', {
    namespace: 'AWS/RDS',
    metric_name: 'CPUUtilization',
    dimensions: ['DBInstanceIdentifier=order-db'],
  });
  assert.match(value.text, /no value "order-db"; nearest: orders-db/);
  const name = await service.call('list_metrics', {
    namespace: 'AWS/RDS',
    metric_name: 'CPUUtilization',
    dimensions: ['DBInstance'],
  });
  assert.match(name.text, /No dimension "DBInstance"; nearest: DBInstanceIdentifier/);
  const rare = await service.call('list_metrics', { namespace: 'AWS/RDS', metric_name: 'Deadlocks' });
  assert.match(rare.text, /AWS\/RDS does define it \(Deadlocks a second \(Aurora\)\)/);
});

test('a dimension that nothing has is said, with the sets there are', async () => {
  const { text } = await service.call('list_metrics', { dimensions: ['host'] });
  assert.match(
    text,
    /No metric of the last two weeks is there with host\. No dimension "host"; nearest: Host\. The dimension sets: Host \+ Zone \(620 series\)/,
  );
});

test('linked accounts: owners are named', async () => {
  const { text, structured } = await service.call('list_metrics', {
    namespace: 'AWS/RDS',
    metric_name: 'CPUUtilization',
    dimensions: ['DBInstanceIdentifier'],
    include_linked_accounts: true,
  });
  assert.deepEqual(structured['owners'], ['123456789012']);
  assert.ok(rows(structured).every((row) => row['account'] === '123456789012'));
  assert.match(text, /with linked accounts \(123456789012\)/);
});

test('pages are shared for a minute: the same question is not sent twice', async () => {
  const question = { namespace: 'Fleet', metric_name: 'Load', dimensions: ['Zone=z1'] };
  await service.call('list_metrics', question);
  const calls = service.sandbox.calls()['ListMetrics'];
  await service.call('list_metrics', { ...question, limit: 5 });
  assert.equal(service.sandbox.calls()['ListMetrics'], calls);
});

test('a dimension without a name is refused', async () => {
  const { text, isError } = await service.call('list_metrics', { dimensions: ['=x'] });
  assert.equal(isError, true);
  assert.match(text, /^Error: dimensions has "=x": write Name=value/);
});
