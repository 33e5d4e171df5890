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

const ALARMS = 'cloudwatch://{region}/alarms/{name}';
const GROUPS = 'cloudwatch://{region}/log-groups/{name}';

for (const [name, connect] of CLIENTS) {
  describe(name, () => {
    test('completes arguments of prompts from live data: what begins so first, then what has it in it, in any case', async () => {
      const client = await connect(service.url);
      const ref = { type: 'ref/prompt', name: 'explain_alarm' } as const;
      const { completion } = await client.complete({ ref, argument: { name: 'alarm', value: 'CHECKOUT' } });
      assert.ok(completion.values.length > 1, completion.values.join(', '));
      const begins = completion.values.map((value) => value.startsWith('checkout'));
      assert.deepEqual(
        begins,
        begins.toSorted((a, b) => Number(b) - Number(a)),
      );
      assert.equal(completion.hasMore, false);
      assert.equal(completion.total, completion.values.length);
      const none = await client.complete({ ref, argument: { name: 'alarm', value: 'no such alarm' } });
      assert.deepEqual(none.completion, { values: [], total: 0, hasMore: false });
      const regions = await client.complete({ ref, argument: { name: 'region', value: 'eu' } });
      assert.deepEqual(regions.completion.values, ['eu-west-1']);
      await client.close();
    });

    test('completes names of resources in the region that is given, and at most a hundred of them', async () => {
      const client = await connect(service.url);
      const ask = (uri: string, value: string, region: string) =>
        client.complete({
          ref: { type: 'ref/resource', uri },
          argument: { name: 'name', value },
          context: { arguments: { region } },
        });
      const groups = await ask(GROUPS, 'shop/ord', 'us-east-1');
      assert.deepEqual(groups.completion.values, ['/shop/orders']);
      for (const region of ['us-east-1', 'eu-west-1']) {
        const { structured } = await service.call('describe_alarms', { region, state: 'all', hide_autoscaling: false });
        const expected = (structured['items'] as { name: string }[]).map((row) => row.name);
        const { completion } = await ask(ALARMS, '', region);
        assert.deepEqual(completion.values.toSorted(), expected.slice(0, 100).toSorted(), region);
      }
      await client.close();
    });

    test('completes log groups, namespaces, workspaces by their names too, dashboards and the catalogue', async () => {
      const client = await connect(service.url);
      const prompt = { type: 'ref/prompt', name: 'why_slow' } as const;
      const resource = (uri: string) => ({ type: 'ref/resource', uri }) as const;
      const { structured } = await service.call('list_prometheus_workspaces');
      const { id } =
        (structured['items'] as { id: string; alias?: string }[]).find(({ alias }) => alias === 'shop') ?? {};
      for (const [ref, argument, value, expected] of [
        [prompt, 'log_group', 'shop/ord', ['/shop/orders']],
        [prompt, 'namespace', 'aws/sq', ['AWS/SQS']],
        [prompt, 'source', 'shop', [id]],
        [resource('cloudwatch://dashboards/{name}'), 'name', 'ord', ['orders']],
        [resource('cloudwatch://catalog/{namespace}'), 'namespace', 'AWS/SQ', ['AWS/SQS']],
      ] as const) {
        const { completion } = await client.complete({ ref, argument: { name: argument, value } });
        assert.deepEqual(completion.values, expected, `${argument} ${value}`);
      }
      await client.close();
    });

    test('is told what there is no completion of', async () => {
      const client = await connect(service.url);
      const argument = { name: 'name', value: '' };
      await assert.rejects(
        client.complete({ ref: { type: 'ref/resource', uri: 'cloudwatch://{region}/queues/{name}' }, argument }),
        /There is no resource template/,
      );
      await assert.rejects(client.complete({ ref: { type: 'ref/prompt', name: 'x' }, argument }), /no prompt "x"/);
      const ref = { type: 'ref/prompt', name: 'explain_alarm' } as const;
      assert.deepEqual((await client.complete({ ref, argument })).completion.values, [], 'an argument it has not');
      await client.close();
    });
  });
}
