import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { findPrometheus, PROMETHEUS_MISSING } from '../../support/prometheus.ts';
import { startPromqlService, type PromqlService } from './promql-service.ts';

const skip = (await findPrometheus()) === undefined && PROMETHEUS_MISSING;

void suite('query_prometheus', { skip }, () => {
  let service: PromqlService;
  before(async () => {
    const started = await startPromqlService();
    assert.ok(started);
    service = started;
  });
  after(() => service.close());

  const query = (args: Record<string, unknown>) => service.call('query_prometheus', args);

  void test('a vector is a table with the common labels taken out, largest first', async () => {
    const { text, structured } = await query({ query: 'http_requests_total' });
    assert.match(
      text,
      /^4 series, all http_requests_total\{job="shop"\}, largest first at 2026-11-20T12:00Z from amp:us-east-1\/ws-1 "shop" \(taken by default\): http_requests_total\n/,
    );
    assert.match(text, /\| code \| instance \| value \|\n\|---\|---\|---\|\n\| 200 \| a:80 \| 21,600 \|\n/);
    assert.match(text, /\| 500 \| b:80 \| 1,880 \|\n\| 500 \| a:80 \| 360 \|\n/);
    assert.match(
      text,
      /https:\/\/us-east-1\.console\.aws\.amazon\.com\/prometheus\/home\?region=us-east-1#\/workspaces\/overview\/ws-1$/,
    );
    assert.deepEqual(structured['commonLabels'], { __name__: 'http_requests_total', job: 'shop' });
    assert.equal(service.front.refused.length, 0);
    assert.ok(service.front.requests.includes('aps us-east-1 POST /workspaces/ws-1/api/v1/query'));
  });

  void test('time moves the moment', async () => {
    const { text } = await query({ query: 'http_requests_total{code="200", instance="a:80"}', time: '-1h' });
    assert.match(text, /^1 series at 2026-11-20T11:00Z/);
    assert.match(text, /14,400/);
  });

  void test('NaN and infinities are values, and texts in JSON', async () => {
    const { text, structured } = await query({ query: 'odd' });
    assert.match(text, /infinite \| \+Inf \|\n\| plain \| 0\.1235 \|\n\| nan \| NaN/);
    assert.deepEqual(
      (structured['items'] as { value: unknown }[]).map(({ value }) => value),
      ['+Inf', 0.123456, 'NaN'],
    );
  });

  void test('scalars, texts and range selectors have their own form', async () => {
    assert.match((await query({ query: '6*7' })).text, /^a scalar at .*\n\n\| value \|\n\|---\|\n\| 42 \|/);
    assert.match((await query({ query: '"hi"' })).text, /^a string at .*\n\n\| value \|\n\|---\|\n\| hi \|/);
    const { text } = await query({ query: 'queue_depth[3m]' });
    assert.match(text, /\| queue \| samples \| min \| average \| max \| value \| at \|/);
    assert.match(text, /\| mail \| 7 \| 10 \| 13 \| 16 \| 13 \| 2026-11-20T12:00Z \|/);
  });

  void test('the order of a sorting query stays', async () => {
    const { text } = await query({ query: 'sort(http_requests_total)' });
    assert.match(text, /^4 series, .*in the query's order/);
    assert.ok(text.indexOf('| 360 |') < text.indexOf('| 21,600 |'));
  });

  void test('limit cuts, and says what is missing', async () => {
    const { text, structured } = await query({ query: 'session_requests', limit: 2 });
    assert.match(text, /^300 series/);
    assert.match(text, /\| s299 \| 299 \|\n\| s298 \| 298 \|\n\nMore: 298 series not shown\. Raise limit/);
    assert.equal((structured['items'] as unknown[]).length, 2);
  });

  void test('a budget cuts whole rows and counts them', async () => {
    const { text, structured } = await query({ query: 'session_requests', limit: 1_000 });
    const shown = (structured['items'] as unknown[]).length;
    assert.ok(shown > 100 && shown <= 300);
    assert.equal(structured['total'], 300);
    if (shown < 300) assert.match(text, new RegExp(`More: ${300 - shown} series not shown`));
  });

  void test('a mistake is shown with its place', async () => {
    const { text, isError } = await query({ query: 'rate(http_requests_total[5m]' });
    assert.ok(isError);
    assert.match(
      text,
      /^Error: The PromQL is not valid, line 1, column 29 \(at its end\): unclosed left parenthesis\./,
    );
  });

  void test('CloudWatch is asked signed for monitoring', async () => {
    const { text } = await query({ query: 'sum(queue_depth)', source: 'cloudwatch:eu-west-1' });
    assert.match(text, /from cloudwatch:eu-west-1/);
    assert.ok(service.front.requests.includes('monitoring eu-west-1 POST /api/v1/query'));
    assert.match(text, /https:\/\/eu-west-1\.console\.aws\.amazon\.com\/cloudwatch\//);
  });

  void test('a source goes by its id, its alias or its workspace id', async () => {
    for (const source of ['amp:us-east-1/ws-1', 'shop', 'ws-1']) {
      assert.match((await query({ query: '1', source })).text, /from amp:us-east-1\/ws-1 "shop": 1/);
    }
  });

  void test('an unknown source is answered with the known ones', async () => {
    for (const source of ['nope', 'prometheus:nope', 'amp:us-east-1/ws-9', 'cloudwatch:mars-1']) {
      const { text, isError } = await query({ query: '1', source });
      assert.ok(isError, source);
      assert.match(
        text,
        /is not a known source\. Known: .*amp:us-east-1\/ws-1 \("shop"\).*cloudwatch:us-east-1, cloudwatch:eu-west-1\./,
      );
    }
  });

  void test('nothing found says where to look', async () => {
    assert.match((await query({ query: 'nope' })).text, /^0 series[^]*Note: Nothing matched\. list_prometheus_metrics/);
  });

  void test('a misnamed metric, label or value is answered with the nearest', async () => {
    for (const source of ['shop', 'cloudwatch:us-east-1']) {
      const note = async (promql: string) => (await query({ query: promql, source })).text;
      assert.match(
        await note('htp_request_total'),
        /^Note: No metric "htp_request_total" in the last 24 hours; nearest: http_requests_total\.$/m,
      );
      assert.match(
        await note('queue_depth{queu="mail"}[5m]'),
        /^Note: queue_depth has no label queu; nearest: queue\.$/m,
      );
      assert.match(
        await note('queue_depth{queue="mai"}'),
        /^Note: Label queue of queue_depth has no value "mai"; nearest: mail\.$/m,
      );
      assert.doesNotMatch(await note('sum(nope)'), /No metric/);
    }
  });

  void test('a workspace that is not active is refused by its status', async () => {
    for (const [source, status] of [
      ['amp:us-east-1/ws-2', 'CREATING'],
      ['old', 'DELETING'],
    ] as const) {
      const { text, isError } = await query({ query: 'up', source });
      assert.ok(isError, text);
      assert.match(
        text,
        new RegExp(`^Error: The workspace amp:us-east-1/ws-\\d is ${status}: only an ACTIVE one.*Known: amp`),
      );
    }
  });

  void test('large values that differ show it', async () => {
    const samples = await query({ query: '(27660000 + queue_depth{queue="mail"})[3m:30s]' });
    assert.match(samples.text, /\| 27,660,010 \| 27,660,013 \| 27,660,016 \| 27,660,013 \|/);
  });
});
