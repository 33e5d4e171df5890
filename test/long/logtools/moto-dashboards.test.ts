import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { CloudWatchClient, PutDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { sandboxCredentials } from '../../../src/sandbox/sandbox.ts';
import { startTestService } from '../../support/harness.ts';
import { MOTO_MISSING, startMoto } from '../../support/moto.ts';
import { fillAws, MINUTE, REGION } from '../../integration/moto-fixture.ts';

/** Dashboards that moto has taken, read through the service, and run against moto's metrics. */
const moto = await startMoto();
const skip = moto === undefined && MOTO_MISSING;
const service =
  moto === undefined ? undefined : await startTestService({ endpoint: moto.url, regions: [REGION, 'eu-west-1'] });
after(async () => {
  await service?.close();
  await moto?.close();
});

const BODY = {
  start: '-PT3H',
  widgets: [
    {
      type: 'metric',
      properties: {
        region: REGION,
        title: 'Latency',
        stat: 'Maximum',
        period: 60,
        metrics: [
          ['Shop', 'Latency', 'Service', 'api', { id: 'api' }],
          ['...', 'web', { id: 'web', visible: false }],
          [{ expression: 'api + web', label: 'both' }],
        ],
      },
    },
    { type: 'log', properties: { region: REGION, query: "SOURCE '/shop/api' | fields @message" } },
    { type: 'alarm', properties: { alarms: [`arn:aws:cloudwatch:${REGION}:123456789012:alarm:api-latency`] } },
  ],
};

if (moto !== undefined) {
  await fillAws(moto.url, Math.floor(Date.now() / MINUTE) * MINUTE - 30 * MINUTE);
  const cloudwatch = new CloudWatchClient({ endpoint: moto.url, region: REGION, credentials: sandboxCredentials });
  for (const [name, body] of Object.entries({ shop: BODY, other: { widgets: [] } })) {
    await cloudwatch.send(new PutDashboardCommand({ DashboardName: name, DashboardBody: JSON.stringify(body) }));
  }
}

interface Row {
  calls: { tool: string; arguments: Record<string, unknown> }[];
}

void test('list_dashboards lists what moto has, by prefix too', { skip }, async () => {
  const all = await service?.call('list_dashboards');
  assert.match(all?.text ?? '', /^2 dashboards, account 123456789012\.[\s\S]*\| other \|[\s\S]*\| shop \|/);
  const some = await service?.call('list_dashboards', { name_prefix: 'sh' });
  assert.match(some?.text ?? '', /^1 dashboard /);
});

void test('the calls of a dashboard run against moto as they stand', { skip }, async () => {
  const answer = await service?.call('get_dashboard', { name: 'shop' });
  assert.equal(answer?.isError, false, answer?.text);
  const [graph, log, alarms] = (answer?.structured['items'] ?? []) as [Row, Row, Row];
  const [{ tool, arguments: args } = { tool: '', arguments: {} }] = graph.calls;
  const data = await service?.call(tool, args);
  assert.equal(data?.isError, false, data?.text);
  const series = (data?.structured['items'] ?? []) as { label: string; max?: number }[];
  // moto answers no value for sums; the hidden metric is shown by none of both.
  assert.deepEqual(
    series.map(({ label }) => label),
    ['Latency (Service=api)', 'both'],
  );
  assert.equal(series[0]?.max, 100);
  assert.deepEqual(log.calls[0]?.arguments['groups'], ['/shop/api']);
  const asked = await service?.call(alarms.calls[0]?.tool ?? '', alarms.calls[0]?.arguments ?? {});
  assert.match(asked?.text ?? '', /api-latency/);
});

void test('a dashboard that moto does not have is answered with the nearest', { skip }, async () => {
  const answer = await service?.call('get_dashboard', { name: 'shopp' });
  assert.match(answer?.text ?? '', /^Error: There is no dashboard "shopp"\. The nearest: "shop"\./);
});
