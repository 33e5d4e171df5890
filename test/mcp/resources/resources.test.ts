import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../support/harness.ts';
import { CLIENTS } from '../../support/two-clients.ts';

let service: TestService;
before(async () => {
  service = await startTestService({ regions: ['us-east-1', 'eu-west-1'] });
  // The sandbox evaluates its alarms once.
  await service.call('describe_alarms');
});
after(() => service.close());

for (const [name, connect] of CLIENTS) {
  describe(name, () => {
    test('lists the templates, and the alarms that fire as resources that can be read', async () => {
      const client = await connect(service.url);
      const { resourceTemplates } = await client.listResourceTemplates();
      assert.ok(resourceTemplates.some(({ uriTemplate }) => uriTemplate === 'cloudwatch://{region}/alarms/{name}'));
      const { resources } = await client.listResources();
      const [all, first] = resources;
      assert.equal(all?.uri, 'cloudwatch://alarms');
      assert.match(all?.description ?? '', /^\d+ in ALARM now\. /);
      assert.match(first?.uri ?? '', /^cloudwatch:\/\/[a-z0-9-]+\/alarms\/./);
      for (const uri of [all?.uri ?? '', first?.uri ?? '']) {
        const { contents } = await client.readResource({ uri });
        assert.equal(contents.length, 1);
        assert.equal(contents[0]?.uri, uri);
        assert.match((contents[0] as { text: string }).text, /ALARM/);
      }
      await client.close();
    });

    test('reads an alarm and a log group as their tools show them', async () => {
      const client = await connect(service.url);
      const alarm = await client.readResource({ uri: 'cloudwatch://us-east-1/alarms/checkout-5xx-rate' });
      const { text } = await service.call('describe_alarms', { names: ['checkout-5xx-rate'], region: 'us-east-1' });
      assert.equal((alarm.contents[0] as { text: string }).text, text);
      const group = await client.readResource({ uri: 'cloudwatch://us-east-1/log-groups/%2Fshop%2Forders' });
      assert.match((group.contents[0] as { text: string }).text, /^1 log group, [^]*\/shop\/orders/);
      await client.close();
    });

    test('reads a dashboard as the queries of its widgets, and what the metrics of a namespace mean', async () => {
      const client = await connect(service.url);
      const text = async (uri: string) => {
        const [content] = (await client.readResource({ uri })).contents;
        return content !== undefined && 'text' in content ? content.text : '';
      };
      assert.match(
        await text('cloudwatch://dashboards/checkout'),
        /^Dashboard checkout: [^]*\nget_metric_data queries=/,
      );
      assert.match(await text('cloudwatch://catalog/AWS%2FSQS'), /ApproximateAgeOfOldestMessage/);
      await client.close();
    });

    test('pages through the list to its end: what fires and nothing else, each once', async () => {
      const client = await connect(service.url);
      const uris: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await client.listResources(cursor === undefined ? undefined : { cursor });
        uris.push(...page.resources.map(({ uri }) => uri));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      assert.equal(new Set(uris).size, uris.length);
      assert.ok(uris.length > 1);
      for (const uri of uris) assert.match(uri, /^cloudwatch:\/\/alarms$|^cloudwatch:\/\/[a-z0-9-]+\/alarms\/./);
      await client.close();
    });

    test('is given the call of a tool for what did not fit, which goes on where the resource ends', async () => {
      const client = await connect(service.url);
      const [content] = (await client.readResource({ uri: 'cloudwatch://catalog/AWS%2FRDS' })).contents;
      const text = (content as { text: string }).text;
      const rest = /The rest: search_metric_catalog namespace="AWS\/RDS" cursor="(?<cursor>[^"]+)"$/.exec(text);
      assert.ok(rest, text.slice(-300));
      assert.doesNotMatch(text, /same arguments/);
      const page = await service.call('search_metric_catalog', {
        namespace: 'AWS/RDS',
        cursor: rest.groups?.['cursor'],
      });
      const first = (page.structured['items'] as { metricName: string }[])[0]?.metricName ?? '';
      assert.ok(first !== '' && !text.includes(`| ${first} |`), first);
      await client.close();
    });

    test('is told in a sentence, by the code of the protocol, what cannot be read', async () => {
      const client = await connect(service.url);
      for (const [uri, expected] of [
        [
          'cloudwatch://us-east-1/alarms/checkout-5xx',
          /There is no alarm "checkout-5xx" in us-east-1\. Nearest: checkout-5xx-rate/,
        ],
        ['cloudwatch://us-east-1/log-groups/%2Fshop%2Forder', /There is no resource "cloudwatch:\/\/us-east-1/],
        ['cloudwatch://ap-south-1/alarms/x', /region "ap-south-1" is not configured here/],
        ['cloudwatch://us-east-1/queues/x', /Known: cloudwatch:\/\/\{region\}\/alarms\/\{name\}/],
        ['cloudwatch://dashboards/nope', /There is no dashboard "nope"/],
        ['cloudwatch://catalog/nope', /There is no resource/],
        ['cloudwatch://all/alarms/x', /There is no resource/],
        ['cloudwatch://us-east-1/alarms/%E0%A4%A', /There is no resource/],
        ['file:///etc/passwd', /There is no resource/],
      ] as const) {
        await assert.rejects(
          client.readResource({ uri }),
          (error: Error & { code?: number; data?: { uri?: string } }) => {
            assert.match(error.message, expected);
            assert.doesNotMatch(error.message, /\.ts:|Error: Error/);
            assert.equal(error.code, -32_602);
            assert.equal(error.data?.uri, uri);
            return true;
          },
        );
      }
      await assert.rejects(client.listResources({ cursor: 'x' }), /The cursor is not of this list/);
      await client.close();
    });
  });
}
