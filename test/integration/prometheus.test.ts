import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import * as z from 'zod';
import { FIXTURE_END } from '../support/prometheus-fixture.ts';
import { findPrometheus, PROMETHEUS_MISSING } from '../support/prometheus.ts';
import { startPromqlService, type PromqlService } from '../tools/promql/promql-service.ts';
import { column } from './moto-service.ts';

const skip = (await findPrometheus()) === undefined && PROMETHEUS_MISSING;

/** The same server, asked directly, and through a front that takes only what aws4 would have signed the same way. */
const SOURCES = ['prometheus:main', 'amp:us-east-1/ws-1'];

const vectorAnswer = z.object({
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});

void suite('a real Prometheus, directly and through the AMP front', { skip }, () => {
  let service: PromqlService;
  before(async () => {
    const started = await startPromqlService({ env: { CLOUDWATCH_MCP_PROMETHEUS_URLS: 'main={prometheus}' } });
    assert.ok(started);
    service = started;
  });
  after(() => service.close());

  async function ask(tool: string, args: Record<string, unknown>): Promise<Record<string, unknown>> {
    const { structured, text, isError } = await service.call(tool, args);
    assert.equal(isError, false, text);
    return structured;
  }

  /** What Prometheus itself answers, by the labels as JSON. */
  async function truth(query: string): Promise<Map<string, number>> {
    const url = `${service.prometheusUrl}/api/v1/query?time=${FIXTURE_END / 1000}&query=${encodeURIComponent(query)}`;
    const { data } = vectorAnswer.parse(await (await fetch(url)).json());
    return new Map(data.result.map(({ metric, value }) => [JSON.stringify(metric), Number(value[1])]));
  }

  void test('list_prometheus_workspaces finds both', async () => {
    const { items } = await ask('list_prometheus_workspaces', {});
    const status = new Map((items as { id: string; status: string }[]).map((row) => [row.id, row.status]));
    assert.equal(status.get('amp:us-east-1/ws-1'), 'ACTIVE');
    assert.match(status.get('prometheus:main') ?? '', /^answers \(\d+\.\d+/);
  });

  for (const source of SOURCES) {
    void test(`query_prometheus of ${source} gives the sums of the samples`, async () => {
      const answer = await ask('query_prometheus', { query: 'sum by (code) (http_requests_total)', source });
      // 360 steps of 60 at both instances; 360 failures at each and 19 a step more at b for the last 80 steps.
      assert.deepEqual(column(answer, 'labels'), [{ code: '200' }, { code: '500' }]);
      assert.deepEqual(column(answer, 'value'), [2 * 360 * 60, 2 * 360 + 19 * 80]);
    });

    for (const query of [
      'histogram_quantile(0.9, rate(request_seconds_bucket[10m]))',
      'sum by (instance, code) (rate(http_requests_total[5m]))',
      'topk(3, session_requests)',
      '{__name__=~"queue.*", queue!~"pr.*"} offset 30m',
    ]) {
      void test(`query_prometheus of ${source} gives what Prometheus gives for ${query}`, async () => {
        const answer = await ask('query_prometheus', { query, source });
        const common = answer['commonLabels'] as Record<string, string>;
        const values = column(answer, 'value');
        const sorted = (labels: object) =>
          JSON.stringify(Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))));
        const given = column(answer, 'labels').map((labels, row) => [
          sorted({ ...common, ...(labels as object) }),
          values[row],
        ]);
        const expected = [...(await truth(query))].map(([labels, value]) => [
          sorted(JSON.parse(labels) as object),
          value,
        ]);
        assert.ok(expected.length > 0);
        assert.deepEqual(new Map(given as [string, unknown][]), new Map(expected as [string, unknown][]));
      });
    }

    void test(`query_prometheus_range of ${source} shows when the failures began`, async () => {
      const query = 'sum by (instance) (rate(http_requests_total{code="500"}[5m]))';
      const answer = await ask('query_prometheus_range', { query, source, start: '-1h', step: '10m' });
      assert.deepEqual(column(answer, 'labels'), [{ instance: 'b:80' }, { instance: 'a:80' }]);
      const [usual, failing] = [1 / 30, 20 / 30];
      const rounded = (values: unknown) => (values as number[]).map((value) => value.toFixed(6));
      assert.deepEqual(
        column(answer, 'values').map(rounded),
        [
          [usual, usual, usual, failing, failing, failing, failing],
          [usual, usual, usual, usual, usual, usual, usual],
        ].map(rounded),
      );
      assert.equal(Date.parse(String(column(answer, 'maxAt')[0])), FIXTURE_END - 30 * 60_000);
    });

    void test(`what a query of ${source} processed is counted, not what it returned`, async () => {
      const used = async () =>
        Number(/^cloudwatch_mcp_promql_samples_total (\d+)$/m.exec(await service.metrics())?.[1] ?? 0);
      const usedBefore = await used();
      await ask('query_prometheus', { query: 'sum(count_over_time(queue_depth[31m]))', source });
      const processed = [...(await truth('count_over_time(queue_depth[31m])')).values()].reduce((sum, n) => sum + n, 0);
      assert.ok(processed > 10);
      assert.equal((await used()) - usedBefore, processed);
    });

    void test(`list_prometheus_metrics of ${source} counts a histogram once`, async () => {
      const names = column(await ask('list_prometheus_metrics', { source }), 'name');
      assert.deepEqual(names, ['http_requests_total', 'odd', 'queue_depth', 'request_seconds', 'session_requests']);
    });

    void test(`list_prometheus_labels of ${source} gives names and values`, async () => {
      const names = await ask('list_prometheus_labels', { match: 'http_requests_total', source });
      assert.deepEqual(column(names, 'name'), ['__name__', 'code', 'instance', 'job']);
      const values = await ask('list_prometheus_labels', { label: 'le', source });
      assert.deepEqual(column(values, 'name'), ['+Inf', '0.1', '0.5', '1.0']);
    });

    void test(`find_prometheus_series of ${source} groups four series into one`, async () => {
      const answer = await ask('find_prometheus_series', { match: 'http_requests_total', source });
      assert.equal(answer['totalSeries'], 4);
      assert.deepEqual(column(answer, 'metric'), ['http_requests_total']);
    });

    void test(`list_prometheus_rules of ${source} puts what fires first`, async () => {
      const answer = await ask('list_prometheus_rules', { source });
      assert.deepEqual([answer['total'], answer['firing'], answer['pending'], answer['failing']], [5, 1, 1, 1]);
      assert.equal(column(answer, 'name')[0], 'ErrorRateHigh');
    });

    void test(`a mistake in PromQL is told in the words of ${source}`, async () => {
      const { text, isError } = await service.call('query_prometheus', { query: 'sum(rate(up[5m])', source });
      assert.equal(isError, true);
      assert.match(text, /^Error: .*unclosed left parenthesis/);
    });
  }

  void test('aws4 agreed with every signature, and only AMP was signed', () => {
    assert.deepEqual(service.front.refused, []);
    const asked = service.front.requests.filter((request) => request.includes('/workspaces/ws-1/'));
    assert.ok(asked.length >= 10);
    assert.ok(asked.every((request) => request.startsWith('aps us-east-1 ')));
  });
});
