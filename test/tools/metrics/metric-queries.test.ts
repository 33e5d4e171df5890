import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCatalog } from '../../../src/catalog/catalog.ts';
import { ToolError } from '../../../src/errors.ts';
import { namespacesOf, queriesParam, toQueries } from '../../../src/tools/metrics/shared/metric-queries.ts';

const catalog = await loadCatalog();

const requests = {
  namespace: 'AWS/ApplicationELB',
  metric_name: 'RequestCount',
  dimensions: ['LoadBalancer=app/shop/1'],
};

test('a metric takes the statistic of the catalogue, an unknown one Average; ids are made where none are given', () => {
  const queries = toQueries([{ ...requests, id: 'q2' }, requests, { namespace: 'Mine', metric_name: 'x' }], catalog);
  assert.deepEqual(
    queries.map(({ id, statistic }) => [id, statistic]),
    [
      ['q2', 'Sum'],
      ['q2_', 'Sum'],
      ['q3', 'Average'],
    ],
  );
  assert.deepEqual(queries[0]?.metric, {
    namespace: 'AWS/ApplicationELB',
    metricName: 'RequestCount',
    dimensions: { LoadBalancer: 'app/shop/1' },
  });
});

test('queries that are neither one thing nor the other are refused by their place', () => {
  const cases: readonly (readonly [Parameters<typeof toQueries>[0], RegExp])[] = [
    [[{ ...requests, expression: 'a' }], /queries\[0\] has both expression and namespace/],
    [[requests, { label: 'x' }], /queries\[1\] needs namespace and metric_name, or expression/],
    [[{ ...requests, id: 'A' }], /queries\[0\]\.id is "A": it must begin with a lowercase letter/],
    [
      [
        { ...requests, id: 'a' },
        { ...requests, id: 'a' },
      ],
      /queries\[1\]\.id is "a", which another query has/,
    ],
    [[{ ...requests, statistic: 'most' }], /"most" is not a statistic/],
    [[{ ...requests, dimensions: ['LoadBalancer'] }], /write Name=value/],
    [[{ ...requests, unit: 'bananas' }], /unit is "bananas"/],
  ];
  for (const [inputs, message] of cases) {
    assert.throws(
      () => toQueries(inputs, catalog),
      (error: unknown) => error instanceof ToolError && error.code === 'invalid_input' && message.test(error.message),
      String(message),
    );
  }
});

test('one to 500 queries', () => {
  const many = (n: number) => queriesParam.safeParse(Array.from({ length: n }, () => requests)).success;
  assert.deepEqual([0, 1, 500, 501].map(many), [false, true, true, false]);
});

test('the namespaces of metrics and of expressions that fetch', () => {
  const queries = toQueries(
    [
      requests,
      { expression: 'q1 * 2' },
      { expression: 'SELECT MAX(x) FROM "Mine"' },
      { expression: "SEARCH('x', 'Sum')" },
    ],
    catalog,
  );
  assert.deepEqual(namespacesOf(queries), ['AWS/ApplicationELB', 'Mine', '']);
});
