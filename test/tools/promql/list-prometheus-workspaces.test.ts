import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { startCanned } from '../../support/canned-prometheus.ts';
import { findPrometheus, PROMETHEUS_MISSING } from '../../support/prometheus.ts';
import { startPromqlService, type PromqlService } from './promql-service.ts';

const skip = (await findPrometheus()) === undefined && PROMETHEUS_MISSING;
const URLS = 'CLOUDWATCH_MCP_PROMETHEUS_URLS';

async function using(
  options: Parameters<typeof startPromqlService>[0],
  run: (service: PromqlService) => Promise<void>,
): Promise<void> {
  const service = await startPromqlService(options);
  assert.ok(service);
  try {
    await run(service);
  } finally {
    await service.close();
  }
}

void suite('list_prometheus_workspaces', { skip }, () => {
  void test('workspaces of every page and region, CloudWatch, and servers that answer or do not', async () => {
    const down = await startCanned(() => undefined);
    await down.close();
    await using(
      { env: { [URLS]: `main={prometheus},down=http://ann:s3cret@${down.url.host}/prom` } },
      async (service) => {
        const { text, structured } = await service.call('list_prometheus_workspaces');
        assert.match(
          text,
          /^3 AMP workspaces, CloudWatch PromQL in 2 regions \(eu-west-1, us-east-1\), 2 configured servers; account /,
        );
        assert.match(text, /\| amp:us-east-1\/ws-1 \| ACTIVE \| shop \| - \| 2026-01-05T10:00Z \| - \|/);
        assert.match(text, /\| amp:us-east-1\/ws-3 \| DELETING \| old \|/);
        assert.match(text, /\| cloudwatch:eu-west-1 \| enrichment running \|/);
        assert.match(text, /\| prometheus:main \| answers \(\d+\.\d+\.\d+[^)]*\) \| - \| http:\/\/127\.0\.0\.1:\d+ \|/);
        assert.match(
          text,
          /\| prometheus:down \| does not answer \| - \| http:\/\/127\.0\.0\.1:\d+\/prom \| - \| the server cannot be reached \(ECONNREFUSED\) \|/,
        );
        assert.doesNotMatch(text + JSON.stringify(structured), /s3cret/);
        const pages = service.front.requests.filter((request) => request === 'aps us-east-1 GET /workspaces');
        assert.equal(pages.length, 2);
      },
    );
  });

  void test('where a server and a workspace could be meant, the caller must choose', () =>
    using({ env: { [URLS]: 'main={prometheus}' } }, async (service) => {
      const { text, isError } = await service.call('query_prometheus', { query: '1' });
      assert.ok(isError);
      assert.match(
        text,
        /^Error: source is missing, and there are several\. Known: prometheus:main, amp:us-east-1\/ws-2 \(not active\)/,
      );
      const main = await service.call('query_prometheus', { query: 'queue_depth{queue="print"}', source: 'main' });
      assert.match(main.text, /^1 series at .* from prometheus:main: [^]*http:\/\/127\.0\.0\.1:\d+$/);
    }));

  void test('stopped enrichment is said in the list and where nothing is found', () =>
    using({ enrichment: 'Stopped', workspaces: {} }, async (service) => {
      const list = await service.call('list_prometheus_workspaces', { region: 'eu-west-1' });
      assert.match(list.text, /^0 AMP workspaces, CloudWatch PromQL in 1 region \(eu-west-1\)/);
      assert.match(list.text, /\| cloudwatch:eu-west-1 \| enrichment stopped \| OTel enrichment is off/);
      const empty = await service.call('query_prometheus', { query: 'nope' });
      assert.match(
        empty.text,
        /^0 series at .* from cloudwatch:us-east-1 \(taken by default\)[^]*OTel enrichment is stopped in us-east-1/,
      );
    }));

  void test('a region that refuses stands beside the others', () =>
    using({ forbidden: ['aps eu-west-1', 'monitoring eu-west-1'] }, async (service) => {
      const { text, structured } = await service.call('list_prometheus_workspaces');
      assert.match(text, /^3 AMP workspaces.*; incomplete\n/);
      assert.match(text, /Not read: AMP in eu-west-1: AWS refuses aps:ListWorkspaces in eu-west-1/);
      assert.match(text, /\| cloudwatch:eu-west-1 \| unknown \|/);
      assert.equal((structured['failures'] as unknown[]).length, 1);
      const refused = await service.call('query_prometheus', { query: '1', source: 'cloudwatch:eu-west-1' });
      assert.match(
        refused.text,
        /^Error: AWS refuses cloudwatch:eu-west-1: the role needs "cloudwatch:GetMetricData" and "cloudwatch:ListMetrics" in its policy/,
      );
      const unlisted = await service.call('query_prometheus', { query: '1', source: 'amp:eu-west-1/ws-7' });
      assert.match(unlisted.text, /^Error: AWS refuses amp:eu-west-1\/ws-7: the role needs "aps:QueryMetrics"/);
    }));

  void test('where every region refuses, that is the answer', () =>
    using(
      { forbidden: ['aps eu-west-1', 'aps us-east-1', 'monitoring eu-west-1', 'monitoring us-east-1'] },
      async (service) => {
        const { text, isError } = await service.call('list_prometheus_workspaces');
        assert.ok(isError);
        assert.match(text, /^Error: AWS refuses aps:ListWorkspaces/);
      },
    ));
});
