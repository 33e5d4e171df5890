import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALLOW_ALL } from '../../../src/access.ts';
import { readDashboard } from '../../../src/analysis/dashboard/body.ts';
import { loadEnforcement } from '../../../src/prometheus/hold-labels.ts';
import type { World } from '../../../src/sandbox/world/types.ts';
import { visibleWidgets } from '../../../src/tools/metrics/shared/visible-widgets.ts';
import { smallWorld } from '../../sandbox/small-world.ts';
import { startTestService } from '../../support/harness.ts';

const chart = (query: string, more: object = {}) => ({
  type: 'chart',
  properties: { region: 'us-east-1', data: { queries: [{ language: 'PromQL', query }] }, ...more },
});
const { widgets } = readDashboard(
  JSON.stringify({
    widgets: [chart('up{team="a"}'), chart('up'), chart('up{team="a"}', { accountId: '222222222222' })],
  }),
);

test('a chart is seen where its source, its account and what it reads are allowed', async () => {
  await loadEnforcement();
  const numbers = (access: Partial<typeof ALLOW_ALL>) =>
    visibleWidgets(
      widgets,
      { region: 'us-east-1', ownAccount: '111111111111' },
      { access: { ...ALLOW_ALL, ...access }, account: undefined, accessTo: () => undefined },
    ).map(({ number }) => number);
  assert.deepEqual(numbers({}), [1, 2]);
  assert.deepEqual(numbers({ metricNamespace: () => false }), [1, 2]);
  assert.deepEqual(numbers({ promqlSource: (id) => id === 'cloudwatch:us-east-1' }), [1, 2]);
  assert.deepEqual(numbers({ promqlSource: (id) => id === 'cloudwatch:eu-west-1' }), []);
  const held = [{ name: 'team', values: ['a'], by: 'rule "a"' }];
  assert.deepEqual(numbers({ promqlLabels: held }), [1]);
});

test('a chart of PromQL is a call that a source of CloudWatch takes', async (t) => {
  const data = { queries: [{ type: 'cloudwatch-metrics', language: 'PromQL', query: 'sum({"Errors"})', step: 300 }] };
  const body = JSON.stringify({ widgets: [{ type: 'chart', properties: { title: 'E', data } }] });
  const dashboards = [{ name: 'a', body, modifiedAt: 0 }];
  const makeWorld = (region: string, madeAt: number): World => ({ ...smallWorld(region, madeAt, 0), dashboards });
  const service = await startTestService({ sandbox: { makeWorld } });
  t.after(() => service.close());
  const answer = await service.call('get_dashboard', { name: 'a' });
  const asked = 'query_prometheus_range query="sum({\\"Errors\\"})" source="cloudwatch:us-east-1" step="300"';
  assert.ok(answer.text.includes(`\n1. E (chart)\n${asked}\n`), answer.text);
  const [row] = answer.structured['items'] as { calls: { tool: string; arguments: Record<string, unknown> }[] }[];
  const { tool = '', arguments: args } = row?.calls[0] ?? {};
  const { text } = await service.call(tool, args);
  assert.match(text, /cloudwatch:us-east-1 .*The sandbox runs without a Prometheus server/);
});
