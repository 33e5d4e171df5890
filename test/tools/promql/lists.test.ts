import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { findPrometheus, PROMETHEUS_MISSING } from '../../support/prometheus.ts';
import { startPromqlService, type PromqlService } from './promql-service.ts';

const skip = (await findPrometheus()) === undefined && PROMETHEUS_MISSING;

void suite('lists of metrics, labels, series and rules', { skip }, () => {
  let service: PromqlService;
  before(async () => {
    const started = await startPromqlService();
    assert.ok(started);
    service = started;
  });
  after(() => service.close());

  const items = (structured: Record<string, unknown>) => structured['items'] as Record<string, unknown>[];

  void test('metrics: a classic histogram is one, types are guessed where nobody says', async () => {
    const { text, structured } = await service.call('list_prometheus_metrics');
    assert.match(
      text,
      /^\d metrics from amp:us-east-1\/ws-1 "shop" \(taken by default\), with samples in the last 24 h; a type with \? is what/,
    );
    assert.match(text, /\| request_seconds \| histogram\? \| seconds \|/);
    assert.match(text, /\| http_requests_total \| counter\? \| - \|/);
    assert.ok(!items(structured).some(({ name }) => name === 'request_seconds_bucket'));
  });

  void test('metrics: filtered by name in any case and by type, page by page', async () => {
    const first = await service.call('list_prometheus_metrics', { name: 'REQ', limit: 2 });
    assert.match(first.text, /^3 metrics with "REQ" in the name \(of \d\)/);
    const [, cursor] = /cursor="([^"]+)"/.exec(first.text) ?? [];
    const second = await service.call('list_prometheus_metrics', { name: 'REQ', limit: 2, cursor });
    assert.deepEqual(
      [...items(first.structured), ...items(second.structured)].map(({ name }) => name),
      ['http_requests_total', 'request_seconds', 'session_requests'],
    );
    assert.equal(second.structured['cursor'], undefined);
    const counters = await service.call('list_prometheus_metrics', { type: 'counter' });
    assert.deepEqual(
      items(counters.structured).map(({ name }) => name),
      ['http_requests_total'],
    );
  });

  void test('metrics: CloudWatch has no metadata, and it is said', async () => {
    const { text } = await service.call('list_prometheus_metrics', { source: 'cloudwatch:us-east-1' });
    assert.match(text, /Note: CloudWatch PromQL has no metadata endpoint/);
    assert.ok(
      !service.front.requests.some((request) => request.startsWith('monitoring') && request.includes('metadata')),
    );
  });

  void test('labels: names, and the values of one', async () => {
    const names = await service.call('list_prometheus_labels', { match: 'http_requests_total' });
    assert.match(
      names.text,
      /^4 label names in series of http_requests_total from .*2026-11-19T12:00Z to 2026-11-20T12:00Z \(1 d\)\n\n__name__\ncode\ninstance\njob\n/,
    );
    const values = await service.call('list_prometheus_labels', { label: 'session', contains: 'S2', limit: 2 });
    assert.match(values.text, /^100 values of label session with "S2" \(of 300\)/);
    assert.match(values.text, /\n\ns200\ns201\n\nMore: further rows exist/);
    const [, cursor] = /cursor="([^"]+)"/.exec(values.text) ?? [];
    const next = await service.call('list_prometheus_labels', { label: 'session', contains: 'S2', limit: 2, cursor });
    assert.match(next.text, /\n\ns202\ns203\n/);
  });

  void test('labels: a selector with spaces, signs and letters of all kinds is signed as it is sent', async () => {
    const match = '{session=~"s00. | s+|é%2F\'()*~"}';
    const { text } = await service.call('list_prometheus_labels', { label: 'job', match });
    assert.match(text, /^0 values of label job/);
    assert.deepEqual(service.front.refused, []);
    assert.match(
      (await service.call('list_prometheus_labels', { label: 'job', match: '{session=~"s00[0-3]+ ?"}' })).text,
      /\n\nshop\n/,
    );
  });

  void test('labels: outside the window there are none', async () => {
    const { text } = await service.call('list_prometheus_labels', {
      start: '2026-11-01T00:00Z',
      end: '2026-11-02T00:00Z',
    });
    assert.match(text, /^0 label names/);
  });

  void test('labels: a malformed selector is shown with its place', async () => {
    const { text, isError } = await service.call('list_prometheus_labels', { match: 'up{' });
    assert.ok(isError);
    assert.match(text, /line 1, column 4 \(at its end\): unexpected end of input/);
  });

  void test('series: grouped by metric and label names, with counts and examples', async () => {
    const { text, structured } = await service.call('find_prometheus_series', { match: '{job="shop"}' });
    assert.match(text, /^315 series of \{job="shop"\} in 7 groups of the same metric and label names from .*\(1 h\)/);
    assert.match(
      text,
      /\| http_requests_total \| 4 \| code \(2\): 200, 500; instance \(2\): a:80, b:80; job="shop" \|/,
    );
    assert.match(text, /\| session_requests \| 300 \| job="shop"; session \(300\): s000, s001, s002, s003, s004, … \|/);
    assert.equal(structured['totalSeries'], 315);
    assert.ok(service.front.requests.includes('aps us-east-1 POST /workspaces/ws-1/api/v1/series'));
  });

  void test('series: groups go on where the page ended', async () => {
    const args = { match: '{__name__=~"request_seconds.*"}', limit: 2 };
    const first = await service.call('find_prometheus_series', args);
    const [, cursor] = /cursor="([^"]+)"/.exec(first.text) ?? [];
    const second = await service.call('find_prometheus_series', { ...args, cursor });
    assert.deepEqual(
      [...items(first.structured), ...items(second.structured)].map(({ metric }) => metric),
      ['request_seconds_bucket', 'request_seconds_count', 'request_seconds_sum'],
    );
    assert.equal(second.structured['more'], false);
  });

  void test('rules: firing first, with the alert, its labels and since when', async () => {
    const { text, structured } = await service.call('list_prometheus_rules');
    assert.match(text, /^5 rules from .*; 1 firing, 1 pending, 1 failing to evaluate\n/);
    assert.deepEqual(
      items(structured).map(({ name }) => name),
      ['ErrorRateHigh', 'QueueGrows', 'shop:broken', 'DiskFull', 'shop:one'],
    );
    assert.match(
      text,
      /\| ErrorRateHigh \| firing \| \d{4}-\d\d-\d\dT[\d:]+Z \| 0\.25 \| \{severity="page"\} \| One in four requests fails \|/,
    );
    assert.match(
      text,
      /\| shop:broken \| shop \| recording \| err \| .* \| vector cannot contain metrics with the same labelset \|/,
    );
    assert.match(text, /\| QueueGrows \| shop \| pending \| - \| 1 \| 10h \|/);
  });

  void test('rules: one state, one name', async () => {
    const firing = await service.call('list_prometheus_rules', { state: 'firing' });
    assert.match(firing.text, /^1 rule firing \(of 5\)/);
    const none = await service.call('list_prometheus_rules', { state: 'pending', name: 'disk' });
    assert.match(none.text, /^0 rules pending with "disk" in the name \(of 5\)/);
  });

  void test('rules: CloudWatch has none, and says what to use', async () => {
    const { text, isError } = await service.call('list_prometheus_rules', { source: 'cloudwatch:us-east-1' });
    assert.ok(isError);
    assert.match(text, /has no rules endpoint.*use describe_alarms/);
  });

  void test('every request was signed so that aws4 agrees', () => {
    assert.deepEqual(service.front.refused, []);
    assert.ok(
      service.front.requests.some((request) => request.startsWith('aps us-east-1 GET /workspaces/ws-1/api/v1/label/')),
    );
  });
});
