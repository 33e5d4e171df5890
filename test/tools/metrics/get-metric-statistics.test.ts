import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../../support/harness.ts';
import { DAY, HOUR, metricOf, metricsWorld, MINUTE, NOW } from './metrics-world.ts';

const PEAK = NOW - 30 * MINUTE;
/** The period of 09:00 has two minutes of five. */
const CLOCK = NOW + 2.5 * MINUTE;
const METRICS = [
  metricOf('AWS/RDS', 'CPUUtilization', { DBInstanceIdentifier: 'orders-db' }, (time) => (time === PEAK ? 99 : 20), {
    unit: 'Percent',
  }),
  metricOf('AWS/RDS', 'CPUUtilization', { DBInstanceIdentifier: 'cart-db' }, () => 5, { unit: 'Percent' }),
  metricOf('Shop', 'Orders', { Shop: 'a' }, (time) => (time >= NOW - HOUR && time < NOW - 40 * MINUTE ? undefined : 2)),
  metricOf('Shop', 'Ended', {}, (time) => (time < NOW - 5 * HOUR ? 1 : undefined)),
  metricOf('AWS/S3', 'BucketSizeBytes', { BucketName: 'b', StorageType: 'StandardStorage' }, () => 3 * 2 ** 30, {
    unit: 'Bytes',
    periodSeconds: 86_400,
  }),
];
const CPU = { namespace: 'AWS/RDS', metric_name: 'CPUUtilization', dimensions: ['DBInstanceIdentifier=orders-db'] };

let service: TestService;
before(async () => {
  service = await startTestService({ clock: () => CLOCK, sandbox: { makeWorld: metricsWorld(METRICS) } });
});
after(() => service.close());

interface Statistic {
  statistic: string;
  unit?: string;
  count: number;
  min?: number;
  avg?: number;
  max?: number;
  maxAt?: string;
  last?: number;
  lastAt?: string;
  total?: number;
  gaps: number;
  longestGapAt?: string;
  longestGapSeconds?: number;
}
async function ask(args: Record<string, unknown>) {
  service.sandbox.clear();
  const { text, structured, isError } = await service.call('get_metric_statistics', args);
  const sent = service.sandbox.requests
    .filter(({ operation }) => operation === 'GetMetricData')
    .flatMap(
      ({ input }) => input['MetricDataQueries'] as { MetricStat: { Period: number; Stat: string; Unit?: string } }[],
    )
    .map(({ MetricStat }) => MetricStat);
  return {
    text,
    structured,
    isError,
    sent,
    statistics: (structured['statistics'] ?? []) as Statistic[],
    items: (structured['items'] ?? []) as { time: string; values: Record<string, number> }[],
  };
}

test('the usual statistic at a period that suits the window, summary before datapoints', async () => {
  const { text, structured, statistics, items, sent } = await ask(CPU);
  assert.deepEqual(
    [structured['start'], structured['end'], structured['periodSeconds']],
    ['2026-11-21T06:00Z', '2026-11-21T09:05Z', 300],
  );
  const [average] = statistics;
  assert.deepEqual([average?.statistic, average?.unit, average?.gaps], ['Average', 'Percent', 0]);
  assert.deepEqual([average?.max, average?.maxAt, average?.min], [(99 + 4 * 20) / 5, '2026-11-21T08:30Z', 20]);
  assert.deepEqual(
    sent.map(({ Period, Stat, Unit }) => [Period, Stat, Unit]),
    [[300, 'Average', undefined]],
  );
  assert.match(
    text,
    /^AWS\/RDS CPUUtilization \(DBInstanceIdentifier=orders-db\), us-east-1, account \d{12}: 2026-11-21T06:00Z to 2026-11-21T09:05Z \(3 h 5 min\), period 5 min, 37 datapoints/,
  );
  assert.match(
    text,
    /^Average \(by the metric catalogue\): min 20 % \(06:00\), avg [\d.]+ %, max 35\.8 % \(08:30\), last 20 % \(08:55\), gaps/m,
  );
  assert.match(text, /\| 08:00 \| 20 20 20 20 20 20 35\.8 20 20 20 20 20 \|\n\| 09:00 \| 20 \(filling\) \|\n/);
  assert.equal(items.length, 37);
  assert.match(text, /console\.aws\.amazon\.com\/cloudwatch\/home\?region=us-east-1#metricsV2:graph=/);
});

test('the rows of the text are those of the structured answer', async () => {
  const { text, items } = await ask({ ...CPU, statistics: ['Average', 'max'] });
  const shown = [...text.matchAll(/^\| (\d\d:\d\d)(?: \(filling\))? \| ([\d.]+) \| ([\d.]+) \|$/gm)].map(
    ([, time, a, b]) => [time, Number(a), Number(b)],
  );
  assert.deepEqual(
    shown,
    items.map(({ time, values }) => [time.slice(11, 16), values['Average'], values['Maximum']]),
  );
  assert.equal(shown.length, 37);
});

test('the datapoint of the period under way is marked and left out of the summary', async () => {
  const { text, structured, statistics } = await ask({ ...CPU, statistics: ['Sum'] });
  assert.equal(structured['fillingFrom'], '2026-11-21T09:00Z');
  assert.match(text, /\| 09:00 \| 40 \(filling\) \|/);
  assert.deepEqual([statistics[0]?.min, statistics[0]?.lastAt], [100, '2026-11-21T08:55Z']);
  const past = await ask({ ...CPU, statistics: ['Sum'], end: '-1h' });
  assert.equal(past.structured['fillingFrom'], undefined);
  assert.doesNotMatch(past.text, /filling/);
});

test('several statistics, each in its own unit, through one read', async () => {
  const { text, statistics, sent } = await ask({
    ...CPU,
    statistics: ['avg', 'P99', 'SampleCount', 'tm95', 'PR(50:100)', 'IQM'],
    start: '-1h',
  });
  assert.deepEqual(
    sent.map(({ Stat }) => Stat),
    ['Average', 'p99', 'SampleCount', 'tm95', 'PR(50:100)', 'IQM'],
  );
  assert.deepEqual(
    statistics.map(({ unit }) => unit),
    ['Percent', 'Percent', 'Count', 'Percent', 'Percent', 'Percent'],
  );
  assert.equal(service.sandbox.calls()['GetMetricData'], 1);
  assert.equal(statistics.find(({ statistic }) => statistic === 'SampleCount')?.total, 60);
  assert.match(text, /Average \(%\) \| p99 \(%\) \| SampleCount \|/);
});

test('a statistic that CloudWatch does not know is refused with those it does', async () => {
  const { text, isError } = await ask({ ...CPU, statistics: ['p999'] });
  assert.equal(isError, true);
  assert.match(text, /^Error: "p999" is not a statistic that CloudWatch knows\. Use Average, Sum, .*tm95/);
});

test('the period is never finer than what is kept of the window', async () => {
  const periods = async (args: Record<string, unknown>) => (await ask({ ...CPU, ...args })).structured['periodSeconds'];
  assert.equal(await periods({ start: '-30m', period_seconds: 10 }), 10);
  assert.equal(await periods({ start: '-4h', period_seconds: 10 }), 60);
  // Three hours ago is more than three hours ago when the question arrives.
  assert.equal(await periods({ start: '-3h', period_seconds: 1 }), 60);
  assert.equal(await periods({ start: '-15d', end: '-14d', period_seconds: 60 }), 300);
  assert.equal(await periods({ start: '-20d', end: '-19d' }), 900);
  assert.equal(await periods({ start: '-16d', end: '-15d', period_seconds: 60 }), 300);
  assert.equal(await periods({ start: '-100d', end: '-99d' }), 3600);
  const { text } = await ask({ ...CPU, start: '-20d', end: '-19d', period_seconds: 60 });
  assert.match(
    text,
    /period_seconds=60 is not kept for data from .* \(20 d ago\): multiples of 300 s are, so 300 s is used/,
  );
});

test('where the asked period has too many datapoints: the summary over all of them, the points at one that fits', async () => {
  const { text, structured, statistics, items } = await ask({
    ...CPU,
    start: '-24h',
    period_seconds: 60,
    statistics: ['Maximum'],
  });
  assert.equal(statistics[0]?.count, 24 * 60);
  assert.deepEqual([statistics[0]?.max, statistics[0]?.maxAt], [99, '2026-11-21T08:30Z']);
  assert.equal(structured['pointsPeriodSeconds'], 300);
  assert.equal(items.length, 289);
  assert.ok(items.some(({ time, values }) => time === '2026-11-21T08:30Z' && values['Maximum'] === 99));
  assert.match(
    text,
    /The datapoints of 1 min do not all fit: the summary is over all of them, the points below are at 5 min/,
  );
});

test('gaps are found, with the longest and when it was', async () => {
  const { text, statistics } = await ask({
    namespace: 'Shop',
    metric_name: 'Orders',
    dimensions: ['Shop=a'],
    statistics: ['Sum'],
    start: '-2h',
    period_seconds: 60,
  });
  assert.deepEqual(
    [statistics[0]?.gaps, statistics[0]?.longestGapAt, statistics[0]?.longestGapSeconds],
    [1, '2026-11-21T08:00Z', 1200],
  );
  assert.match(text, /20 min from 08:00/);
});

test('a unit goes out only where it is named, and one that differs from the stored one empties the answer, in words', async () => {
  const { text, items, sent } = await ask({ ...CPU, unit: 'bytes' });
  assert.equal(sent[0]?.Unit, 'Bytes');
  assert.deepEqual(items, []);
  assert.match(
    text,
    /unit=Bytes finds only datapoints stored with exactly that unit, and AWS publishes this metric in Percent: leave unit out/,
  );
  const named = await ask({ ...CPU, unit: 'Percent' });
  assert.equal(named.items.length, 37);
  const unknown = await ask({ ...CPU, unit: 'Furlongs' });
  assert.match(unknown.text, /^Error: unit is "Furlongs": CloudWatch's units are .*Percent/);
});

test('no datapoints: says whether the metric exists, the nearest dimensions, and what to try', async () => {
  const value = await ask({ ...CPU, dimensions: ['DBInstanceIdentifier=order-db'] });
  assert.match(
    value.text,
    /No datapoints\. AWS\/RDS CPUUtilization exists.*but not with exactly DBInstanceIdentifier=order-db\..*nearest: orders-db/,
  );
  const none = await ask({ ...CPU, dimensions: [] });
  assert.match(none.text, /but not without dimensions\. Its dimension sets: DBInstanceIdentifier \(2 series\)/);
  const name = await ask({ ...CPU, metric_name: 'CpuUtilization' });
  assert.match(name.text, /no metric "CpuUtilization".*Did you mean CPUUtilization\?/);
  const silent = await ask({ namespace: 'Shop', metric_name: 'Ended' });
  assert.match(silent.text, /No datapoints in this window, though the metric exists.*earlier start/s);
  assert.equal(silent.isError, false);
});

test('a metric that is published once a day gets days', async () => {
  const { structured, items } = await ask({
    namespace: 'AWS/S3',
    metric_name: 'BucketSizeBytes',
    dimensions: ['BucketName=b', 'StorageType=StandardStorage'],
  });
  assert.equal(structured['periodSeconds'], 86_400);
  assert.ok(items.length >= 13, `${items.length} datapoints`);
});

test('a window that ends in the future ends now', async () => {
  const { structured, items } = await ask({ ...CPU, end: new Date(NOW + 400 * DAY).toISOString(), start: '-3h' });
  assert.deepEqual([structured['end'], structured['periodSeconds']], ['2026-11-21T09:05Z', 300]);
  assert.equal(items.length, 37);
});

test('questions that cannot be answered say why and what to do', async () => {
  const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ period_seconds: 90 }, /period_seconds is 90: .*Use 60 or 120/],
    [{ start: '-500d', end: '-460d' }, /CloudWatch keeps metrics for 455 days/],
    [{ start: new Date(NOW + DAY).toISOString(), end: new Date(NOW + 2 * DAY).toISOString() }, /in the future/],
    [{ statistics: ['p'.repeat(101)] }, /it may have 100 characters at most/],
    [{ unit: 'B'.repeat(101) }, /it may have 100 characters at most/],
    [{ dimensions: ['DBInstanceIdentifier'] }, /write Name=value/],
    [{ dimensions: ['A=1', 'A=2'] }, /names "A" twice/],
    [{ account_id: '12' }, /account_id is "12": it must have 12 digits/],
  ];
  for (const [args, message] of cases) {
    const { text, isError } = await ask({ ...CPU, ...args });
    assert.equal(isError, true, text);
    assert.match(text, message);
    assert.equal(service.sandbox.calls()['GetMetricData'] ?? 0, 0);
  }
});
