import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, column } from '../moto-service.ts';
import { moto } from './shared.ts';

const { skip, base } = moto;

const TEN_MINUTES = { start: at(base, 0), end: at(base, 10) };

/** Points of one series: minutes after `base`, and the value. */
function points(series: unknown): [number, unknown][] {
  assert.ok(Array.isArray(series));
  return series.map((point: { time: string; value: unknown }) => [
    (Date.parse(point.time) - base) / 60_000,
    point.value,
  ]);
}

void test('list_metrics goes from namespaces to a metric’s dimensions', { skip }, async () => {
  const namespaces = await moto.call('list_metrics');
  assert.deepEqual(column(namespaces.structured, 'namespace'), ['Shop']);
  assert.deepEqual(column(namespaces.structured, 'series'), [2]);
  const metrics = await moto.call('list_metrics', { namespace: 'Shop' });
  assert.deepEqual(column(metrics.structured, 'metricName'), ['Latency']);
  const latency = await moto.call('list_metrics', { namespace: 'Shop', metric_name: 'Latency' });
  assert.deepEqual(column(latency.structured, 'dimensionSets'), [[['Service']]]);
  assert.match(latency.text, /\| Service \| 2 \| .*api, web/);
  const one = await moto.call('list_metrics', {
    namespace: 'Shop',
    metric_name: 'Latency',
    dimensions: ['Service=web'],
  });
  assert.equal(one.structured['series'], 1);
});

void test('get_metric_statistics summarises ten minutes and lists them', { skip }, async () => {
  const { structured, text, isError } = await moto.call('get_metric_statistics', {
    namespace: 'Shop',
    metric_name: 'Latency',
    dimensions: ['Service=api'],
    statistics: ['Average', 'Sum'],
    period_seconds: 60,
    ...TEN_MINUTES,
  });
  assert.equal(isError, false, text);
  const [average, sum] = structured['statistics'] as Record<string, unknown>[];
  assert.deepEqual(
    [average?.['count'], average?.['min'], average?.['avg'], average?.['max'], average?.['last'], average?.['gaps']],
    [10, 10, 55, 100, 100, 0],
  );
  assert.equal(sum?.['total'], 550);
  assert.equal(Date.parse(String(average?.['maxAt'])), base + 9 * 60_000);
  assert.equal(column(structured, 'time').length, 10);
});

void test('get_metric_statistics over five minutes averages what lies in them', { skip }, async () => {
  const { structured, text } = await moto.call('get_metric_statistics', {
    namespace: 'Shop',
    metric_name: 'Latency',
    dimensions: ['Service=api'],
    statistics: ['Average', 'Maximum', 'SampleCount'],
    period_seconds: 300,
    ...TEN_MINUTES,
  });
  assert.deepEqual(
    column(structured, 'values').map((values) => Object.values(values as object)),
    [
      [30, 50, 5],
      [80, 100, 5],
    ],
    text,
  );
});

void test('get_metric_statistics says that there are no datapoints', { skip }, async () => {
  const { structured, text, isError } = await moto.call('get_metric_statistics', {
    namespace: 'Shop',
    metric_name: 'Latency',
    dimensions: ['Service=gone'],
    ...TEN_MINUTES,
  });
  assert.equal(isError, false, text);
  assert.deepEqual(column(structured, 'time'), []);
  assert.match(text, /\bno datapoints?\b|\b0 datapoints\b/);
});

void test(
  'get_metric_data asks for several metrics and for an expression over them, of which moto knows only an id',
  { skip },
  async () => {
    const latency = (id: string, service: string) => ({
      id,
      namespace: 'Shop',
      metric_name: 'Latency',
      dimensions: [`Service=${service}`],
      statistic: 'Average',
    });
    const { structured, text, isError } = await moto.call('get_metric_data', {
      queries: [latency('api', 'api'), latency('web', 'web'), { id: 'same', expression: 'web' }],
      period_seconds: 300,
      ...TEN_MINUTES,
    });
    assert.equal(isError, false, text);
    assert.deepEqual(column(structured, 'id'), ['api', 'web', 'same']);
    assert.deepEqual(column(structured, 'points').map(points), [
      [
        [0, 30],
        [5, 80],
      ],
      [
        [0, 5],
        [5, 5],
      ],
      [
        [0, 5],
        [5, 5],
      ],
    ]);
  },
);
