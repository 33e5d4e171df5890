import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../../support/harness.ts';
import { DAY, metricOf, metricsWorld, MINUTE, NOW } from './metrics-world.ts';

const SERIES = 600;
/** Host 417 is highest, at 08:30. */
const PEAK = 417;
const load = (i: number) => (time: number) => (i === PEAK && time === NOW - 30 * MINUTE ? 5_000 : i);
const METRICS = [
  ...Array.from({ length: SERIES }, (_, i) => metricOf('Fleet', 'Load', { Host: `host-${i}` }, load(i))),
  metricOf('AWS/ApplicationELB', 'RequestCount', { LoadBalancer: 'app/shop/1' }, () => 200, { unit: 'Count' }),
  metricOf('AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', { LoadBalancer: 'app/shop/1' }, () => 10, {
    unit: 'Count',
  }),
];
const requests = {
  namespace: 'AWS/ApplicationELB',
  metric_name: 'RequestCount',
  dimensions: ['LoadBalancer=app/shop/1'],
};
const errors = { ...requests, metric_name: 'HTTPCode_Target_5XX_Count' };
const SEARCH = { id: 'load', expression: `SEARCH('{Fleet,Host} MetricName="Load"', 'Maximum', 300)` };

let service: TestService;
before(async () => {
  service = await startTestService({ clock: () => NOW, sandbox: { makeWorld: metricsWorld(METRICS) } });
});
after(() => service.close());

interface Row {
  number: number;
  id: string;
  label: string;
  statistic?: string;
  status: string;
  count: number;
  max?: number;
  maxAt?: string;
  avg?: number;
  points?: { time: string; value: number }[];
}
async function ask(args: Record<string, unknown>) {
  service.sandbox.clear();
  const { text, structured, isError } = await service.call('get_metric_data', args);
  const calls = service.sandbox.requests
    .filter(({ operation }) => operation === 'GetMetricData')
    .map(
      ({ input }) =>
        input['MetricDataQueries'] as { Id: string; Expression?: string; Period?: number; ReturnData: boolean }[],
    );
  return { text, structured, isError, calls, items: (structured['items'] ?? []) as Row[] };
}

test('metrics and math over them in one table by time', async () => {
  const { text, items } = await ask({
    start: '-1h',
    queries: [
      { id: 'e', ...errors, hidden: true },
      { id: 'r', ...requests, label: 'requests' },
      { id: 'ratio', expression: '100 * e / r', label: 'error %' },
    ],
  });
  assert.deepEqual(
    items.map(({ id, label, avg, count }) => [id, label, avg, count]),
    [
      ['r', 'requests', 200, 60],
      ['ratio', 'error %', 5, 60],
    ],
  );
  assert.match(
    text,
    /^2 series of 2 queries, us-east-1, account \d{12}: 2026-11-21T08:00Z to 2026-11-21T09:00Z \(1 h\), period 1 min/,
  );
  assert.match(text, /\| time \(UTC, 2026-11-21\) \| requests \| error % \|/);
  assert.match(text, /\| 08:30 \| 200 \| 5 \|/);
});

test('the rows of the text are those of the structured answer', async () => {
  const { text, items } = await ask({
    start: '-30m',
    queries: [
      { ...requests, label: 'a' },
      { ...errors, label: 'b' },
    ],
  });
  const shown = [...text.matchAll(/^\| (\d\d:\d\d) \| ([\d.]+) \| ([\d.]+) \|$/gm)].map(([, time, a, b]) => [
    time,
    Number(a),
    Number(b),
  ]);
  const [a, b] = items;
  assert.deepEqual(
    shown,
    a?.points?.map(({ time, value }, i) => [time.slice(11, 16), value, b?.points?.[i]?.value]),
  );
  assert.equal(shown.length, 30);
});

test('the statistic of the catalogue where none is named; ids where none are given', async () => {
  const { calls, items } = await ask({ start: '-1h', queries: [requests, { ...errors, statistic: 'max' }] });
  assert.deepEqual(
    items.map(({ id, statistic, label }) => [id, statistic, label]),
    [
      ['q1', 'Sum', 'RequestCount (LoadBalancer=app/shop/1)'],
      ['q2', 'Maximum', 'HTTPCode_Target_5XX_Count (LoadBalancer=app/shop/1)'],
    ],
  );
  assert.equal(calls.length, 1);
});

test('a search with hundreds of series is ranked and cut with counts, and a cursor goes through all of them once', async () => {
  const { text, structured, items } = await ask({ queries: [SEARCH] });
  const total = structured['series'] as number;
  assert.ok(total >= 100, `${total} series`);
  assert.match(
    text,
    new RegExp(`^${total} series of 1 query.*; shown: top ${items.length} of ${total}, ranked by max`),
  );
  assert.ok(items.length >= 8 && items.length <= 20, `${items.length} rows`);
  const highest = items.map(({ max = 0 }) => max);
  assert.deepEqual(
    highest,
    highest.toSorted((a, b) => b - a),
  );
  if (total === SERIES)
    assert.deepEqual([items[0]?.label, items[0]?.max, items[0]?.maxAt], [`host-${PEAK}`, 5_000, '2026-11-21T08:30Z']);
  assert.ok(items.filter(({ points }) => points !== undefined).length >= 3);
  assert.match(text, /more series are not shown|Datapoints of \d+ more series/);

  const seen: string[] = [];
  let cursor: unknown;
  for (let page = 0; page < 60; page += 1) {
    const answer = await ask({ queries: [SEARCH], limit: 100, ...(cursor !== undefined && { cursor }) });
    seen.push(...answer.items.map(({ label }) => label));
    ({ cursor } = answer.structured);
    if (cursor === undefined) break;
  }
  assert.equal(seen.length, total);
  assert.equal(new Set(seen).size, total);
});

test('a search leaves room for the other queries', async () => {
  const { items } = await ask({ queries: [SEARCH, { ...requests, id: 'r' }], limit: 400, rank_by: 'avg' });
  assert.ok(items.length > 1);
  const { items: byQuery } = await ask({ queries: [{ ...requests, id: 'r' }, SEARCH], limit: 20 });
  assert.equal(byQuery[0]?.id, 'r');
  assert.ok(byQuery[0]?.points !== undefined && byQuery[1]?.points !== undefined);
});

test('each SQL query is a call of its own, and says its period', async () => {
  const sql = (aggregate: string) => `SELECT ${aggregate}(Load) FROM SCHEMA("Fleet", Host)`;
  const { calls, items, isError, text, structured } = await ask({
    start: '-1h',
    queries: [
      { id: 'low', expression: sql('MIN') },
      { id: 'high', expression: sql('MAX') },
      { id: 'twice', expression: 'high * 2' },
      { id: 'r', ...requests },
    ],
  });
  assert.equal(isError, false, text);
  assert.deepEqual(calls.map((queries) => queries.map(({ Id }) => Id).join()).toSorted(), ['high,twice', 'low', 'r']);
  assert.ok(
    calls
      .flat()
      .filter(({ Expression = '' }) => Expression.startsWith('SELECT'))
      .every(({ Period }) => Period === structured['periodSeconds']),
  );
  assert.deepEqual(
    items.map(({ id, max }) => [id, max]),
    [
      ['low', 0],
      ['high', 5_000],
      ['twice', 10_000],
      ['r', 200],
    ],
  );
});

test('SQL over more than two weeks is refused before it is sent', async () => {
  const { text, isError, calls } = await ask({
    start: '-20d',
    queries: [{ id: 'q', expression: 'SELECT AVG(Load) FROM "Fleet"' }],
  });
  assert.equal(isError, true);
  assert.match(text, /^Error: q is a SQL query, and Metrics Insights reads the last two weeks only/);
  assert.equal(calls.length, 0);
});

test("invalid math is refused in AWS's own words, with the query's id", async () => {
  const { text, isError } = await ask({ queries: [{ id: 'wrong', expression: 'SUM(nothing' }] });
  assert.equal(isError, true);
  assert.match(text, /^Error: AWS refuses the question .*wrong/);
});

test('a period that does not fit: every summary is over all of it, points at one that does', async () => {
  const { text, structured, items } = await ask({
    start: '-24h',
    period_seconds: 60,
    queries: [{ ...requests, statistic: 'Sum' }, errors],
  });
  assert.equal(structured['periodSeconds'], 60);
  assert.equal(structured['pointsPeriodSeconds'], 900);
  assert.deepEqual(
    items.map(({ count }) => count),
    [1440, 1440],
  );
  assert.equal(items[0]?.points?.[0]?.value, 200 * 15);
  assert.match(text, /The datapoints of 1 min do not all fit.*at 15 min/);
});

test('what is empty is named, and why', async () => {
  const { text, items } = await ask({
    queries: [
      { id: 'none', expression: `SEARCH('{Fleet,Host} MetricName="Nothing"', 'Maximum', 300)` },
      { id: 'gone', ...requests, dimensions: ['LoadBalancer=app/shop/2'] },
    ],
  });
  assert.match(text, /none: no series/);
  assert.match(
    text,
    /gone, AWS\/ApplicationELB RequestCount \(LoadBalancer=app\/shop\/2\): No datapoints\..*nearest: app\/shop\/1/,
  );
  assert.deepEqual(
    items.map(({ id, count }) => [id, count]),
    [['gone', 0]],
  );
});

test('fields that are null count as not given', async () => {
  const { isError, text, items } = await ask({ start: '-1h', queries: [{ ...requests, id: null, expression: null }] });
  assert.equal(isError, false, text);
  assert.equal(items[0]?.id, 'q1');
});

test('days of data: the period grows with the window', async () => {
  const { structured } = await ask({ start: new Date(NOW - 30 * DAY).toISOString(), queries: [requests] });
  assert.equal(structured['periodSeconds'], 43_200);
});
