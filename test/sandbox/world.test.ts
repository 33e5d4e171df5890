import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findMetric } from '../../src/sandbox/evaluate/metric-series.ts';
import { idsIn, parseExpression } from '../../src/sandbox/evaluate/expression-parser.ts';
import { isSql, parseSql, selectMetrics } from '../../src/sandbox/evaluate/insights-sql.ts';
import type { MetricDataQuery } from '../../src/sandbox/evaluate/metric-queries.ts';
import { findNamed } from '../../src/sandbox/world/rows.ts';
import { makeWorld } from '../../src/sandbox/world/world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MADE_AT = Date.UTC(2026, 10, 21, 7, 30, 20);
const world = makeWorld('us-east-1', MADE_AT);
const group = (name: string) => {
  const found = findNamed(world.logGroups, name);
  assert.ok(found, name);
  return found;
};

test('two worlds of the same moment are the same, to the last event and sample', () => {
  const other = makeWorld('us-east-1', MADE_AT);
  const window = { start: MADE_AT - HOUR, end: MADE_AT };
  for (const [i, { name, events }] of [...world.logGroups].entries()) {
    assert.deepEqual(other.logGroups.at(i)?.events(window), events(window), name);
  }
  for (const [i, metric] of [...world.metrics].entries()) {
    const time = Math.floor((MADE_AT - i * HOUR) / 300_000) * 300_000;
    assert.deepEqual(other.metrics.at(i)?.at(time), metric.at(time), metric.metricName);
  }
  assert.deepEqual(JSON.stringify(other.alarms), JSON.stringify(world.alarms));
});

test('a window of events is the sum of its parts, in order, and never outside of it', () => {
  for (const { name, events } of world.logGroups) {
    const [start, middle, end] = [MADE_AT - HOUR, MADE_AT - 23 * MINUTE - 4567, MADE_AT];
    const all = events({ start, end });
    assert.deepEqual([...events({ start, end: middle }), ...events({ start: middle, end })], all, name);
    assert.ok(
      all.every(({ time }, i) => time >= start && time < end && time >= (all[i - 1]?.time ?? 0)),
      name,
    );
    assert.ok(all.length < 5000, `${name} has ${all.length} events an hour`);
  }
});

test('a call that goes on over the turn of a minute loses no line, wherever the window is cut', () => {
  const { events } = group('/aws/lambda/orders-fulfil');
  const start = Math.floor((MADE_AT - HOUR) / MINUTE) * MINUTE;
  const parts = Array.from({ length: 50 }, (_, i) =>
    events({ start: start + i * MINUTE, end: start + (i + 1) * MINUTE }),
  );
  assert.deepEqual(parts.flat(), events({ start, end: start + 50 * MINUTE }));
});

test('every event is of a stream of its group, within its life', () => {
  for (const { name, events, streams } of world.logGroups) {
    for (const { stream, time } of events({ start: MADE_AT - 26 * HOUR, end: MADE_AT - 25 * HOUR })) {
      const own = findNamed(streams, stream);
      assert.ok(own, `${name} ${stream}`);
      assert.ok(
        (own.firstEventTimestamp ?? Infinity) <= time && time <= (own.lastEventTimestamp(MADE_AT) ?? 0),
        `${name} ${stream}`,
      );
    }
  }
});

test('nothing is older than two weeks, or than the retention', () => {
  for (const { name, events, retentionInDays } of world.logGroups) {
    const oldest = MADE_AT - Math.min(14.05, retentionInDays ?? 14.05) * 24 * HOUR;
    assert.equal(events({ start: oldest - 48 * HOUR, end: oldest }).length, 0, name);
  }
  for (const metric of world.metrics) assert.equal(metric.at(MADE_AT - 15 * 24 * HOUR), undefined, metric.metricName);
});

test('streams rotate: pods at deployments, Lambda functions every day', () => {
  const checkout = [...group('/shop/checkout').streams];
  assert.equal(checkout.length, 18);
  assert.equal(
    checkout.filter((stream) => (stream.lastEventTimestamp(MADE_AT) ?? 0) > MADE_AT - 10 * MINUTE).length,
    6,
  );
  assert.equal(new Set(checkout.map(({ name }) => name)).size, 18);
  assert.ok(
    [...group('/aws/lambda/orders-fulfil').streams].some(({ name }) => name.startsWith('2026/11/21/[$LATEST]')),
  );
});

test('samples agree with their sums: what percentiles and averages say is the same thing', () => {
  for (const metric of world.metrics) {
    const step = metric.periodSeconds * 1000;
    for (const time of [MADE_AT - 10 * MINUTE, MADE_AT - 80 * HOUR]) {
      const point = metric.at(Math.floor(time / step) * step);
      if (!point) continue;
      const { samples, sum, count, min, max } = point;
      const mean = samples.reduce((total, value) => total + value, 0) / samples.length;
      assert.ok(
        Math.abs(mean - sum / count) <= 0.011 * Math.max(1, max),
        `${metric.namespace} ${metric.metricName}: ${mean} is not ${sum / count}`,
      );
      assert.ok(
        samples.every((value, i) => value >= (samples[i - 1] ?? -Infinity)),
        metric.metricName,
      );
      assert.ok(min <= (samples[0] ?? 0) && max >= (samples.at(-1) ?? 0), metric.metricName);
    }
  }
});

test('the cause can be read: the release, the pool and the database that is full', () => {
  const window = { start: MADE_AT - HOUR, end: MADE_AT };
  const says = (name: string, pattern: RegExp) =>
    group(name)
      .events(window)
      .filter(({ message }) => pattern.test(message));
  const [release, ...more] = says(
    '/shop/deployments',
    /deploy checkout v2\.30\.4 -> v2\.31\.0: ConfigMap checkout-db: maxPoolSize 20 -> 200/,
  );
  assert.equal(more.length, 0);
  assert.equal(release?.time, world.incidentStart - 3 * MINUTE + 6000);
  const pool = says(
    '/shop/checkout',
    /checkout v2\.31\.0 raised maxPoolSize 20 -> 200 and connections are not released after use/,
  );
  const refused = says('/shop/checkout', /remaining connection slots are reserved/);
  const database = says('/aws/rds/instance/orders-db/postgresql', /FATAL: {2}remaining connection slots/);
  for (const lines of [pool, refused, database]) {
    assert.ok(lines.length > 20);
    assert.ok((lines[0]?.time ?? 0) > world.incidentStart);
  }
  const connections = findMetric(world, 'AWS/RDS', 'DatabaseConnections', { DBInstanceIdentifier: 'orders-db' });
  const minute = Math.floor(MADE_AT / MINUTE) * MINUTE;
  // No connection is refused before they are at their most.
  const most = connections?.at(minute - 5 * MINUTE)?.max;
  const [fullFirst = 0] = Array.from({ length: 60 }, (_, i) => minute - HOUR + i * MINUTE).filter(
    (time) => connections?.at(time)?.max === most,
  );
  for (const [first] of [refused, database]) assert.ok((first?.time ?? 0) >= fullFirst);
  assert.ok((connections?.at(minute - HOUR)?.max ?? 999) < 160);
  assert.ok((connections?.at(minute - 5 * MINUTE)?.max ?? 0) > 380);
  assert.ok((connections?.at(minute - 5 * MINUTE)?.max ?? 0) <= 400);
});

test('alarms watch metrics and log groups that exist, but for the one of a service that was switched off', () => {
  const blind = [...world.alarms].filter(({ name, kind, configuration }) => {
    if (kind === 'composite') return false;
    if (kind === 'log') {
      const { LogGroupIdentifiers } = configuration.ScheduledQueryConfiguration as { LogGroupIdentifiers: string[] };
      return !LogGroupIdentifiers.every(group);
    }
    if (configuration.EvaluationCriteria) return false;
    const queries = (configuration.Metrics as MetricDataQuery[] | undefined) ?? [
      {
        Id: 'm1',
        MetricStat: {
          Metric: {
            Namespace: configuration.Namespace,
            MetricName: configuration.MetricName,
            Dimensions: configuration.Dimensions,
          },
        },
      } as MetricDataQuery,
    ];
    return !queries.every(({ Expression, MetricStat }) => {
      if (Expression !== undefined)
        return isSql(Expression)
          ? selectMetrics(parseSql(Expression), world).length > 0
          : idsIn(parseExpression(Expression)).length > 0;
      const dimensions = Object.fromEntries(
        (MetricStat?.Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]),
      );
      return (
        findMetric(world, MetricStat?.Metric.Namespace ?? '', MetricStat?.Metric.MetricName ?? '', dimensions) !==
          undefined || name === ''
      );
    });
  });
  assert.deepEqual(
    blind.map(({ name }) => name),
    ['recommendations-ctr'],
  );
});

test('counters of Prometheus only grow, and a histogram counts what its requests counter does', () => {
  const counters = world.promSeries.filter(({ type, labels }) => type !== 'gauge' && labels.service === 'checkout');
  assert.ok(counters.length > 8);
  for (const { name, labels, at } of counters) {
    for (let time = MADE_AT - 80 * MINUTE; time < MADE_AT; time += MINUTE) {
      assert.ok((at(time + MINUTE) ?? 0) >= (at(time) ?? 0), `${name} ${JSON.stringify(labels)} falls at ${time}`);
    }
  }
  const total = counters
    .filter(({ name }) => name === 'http_requests_total')
    .reduce((sum, { at }) => sum + (at(MADE_AT) ?? 0), 0);
  const infinite =
    counters.find(({ name, labels }) => name.endsWith('_bucket') && labels.le === '+Inf')?.at(MADE_AT) ?? 0;
  assert.ok(Math.abs(total / infinite - 1) < 0.001, `${total} and ${infinite}`);
});

// CloudWatch counts about 70 requests a minute, each count with its own noise: hence the tolerance.
test('the share of checkout that fails is the same for Prometheus and for CloudWatch, minute by minute', () => {
  const checkout = { LoadBalancer: 'app/shop/50dc6c495c0c9188', TargetGroup: 'targetgroup/checkout/2b41c0f3d5e8a796' };
  const sumOf = (name: string, from: number) =>
    [0, 1, 2, 3, 4].reduce(
      (sum, i) => sum + (findMetric(world, 'AWS/ApplicationELB', name, checkout)?.at(from + i * MINUTE)?.sum ?? 0),
      0,
    );
  const requests = world.promSeries.filter(
    ({ name, labels }) => name === 'http_requests_total' && labels.service === 'checkout',
  );
  const grown = (code: RegExp, from: number) =>
    requests
      .filter(({ labels }) => code.test(labels.code ?? ''))
      .reduce((sum, { at }) => sum + (at(from + 5 * MINUTE) ?? 0) - (at(from) ?? 0), 0);
  for (const minute of [-10, -5, 0, 3, 5, 10, 20, 30]) {
    const from = world.incidentStart + minute * MINUTE;
    const cloudwatch = sumOf('HTTPCode_Target_5XX_Count', from) / sumOf('RequestCount', from);
    const prometheus = grown(/^5/, from) / grown(/./, from);
    assert.ok(Math.abs(cloudwatch - prometheus) < 0.13, `minute ${minute}: ${cloudwatch} and ${prometheus}`);
    assert.equal(prometheus > 0.05, minute >= 0, `minute ${minute}`);
  }
});

test('other regions: a small edge in eu-west-1, nothing elsewhere', () => {
  const edge = makeWorld('eu-west-1', MADE_AT);
  assert.deepEqual([edge.logGroups.length, edge.alarms.length, edge.workspaces.length], [4, 3, 1]);
  const nowhere = makeWorld('ap-southeast-2', MADE_AT);
  const { logGroups, metrics, alarms, workspaces, promSeries, muteRules } = nowhere;
  assert.deepEqual([logGroups, metrics, alarms, workspaces, promSeries, muteRules], [[], [], [], [], [], []]);
});
