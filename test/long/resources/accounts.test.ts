import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ACCOUNTS, configFile, ROLES } from '../../support/accounts.ts';
import { startTestService, type TestService } from '../../support/harness.ts';

let service: TestService;
before(async () => {
  service = await startTestService({ env: configFile({ accounts: ACCOUNTS }), sandbox: { roles: ROLES } });
  await service.call('describe_alarms');
});
after(() => service.close());

const textOf = async (uri: string) =>
  ((await service.client.readResource({ uri })).contents[0] as { text: string } | undefined)?.text ?? '';

test('templates of things of an account take it, and what is listed names it', async () => {
  const { resourceTemplates } = await service.client.listResourceTemplates();
  const templates = resourceTemplates.map(({ uriTemplate }) => uriTemplate);
  assert.ok(templates.includes('cloudwatch://{region}/alarms/{name}{?account}'), templates.join(', '));
  const { resources } = await service.client.listResources();
  const uri = 'cloudwatch://us-east-1/alarms/svc222-job-errors?account=staging';
  assert.ok(resources.some((resource) => resource.uri === uri));
  assert.match(await textOf(uri), /svc222-job-errors.*us-east-1, account staging/);
});

test('without an account the first that has the region is read', async () => {
  const listed = await service.call('describe_alarms', { account: 'central', region: 'us-east-1', state: 'ALARM' });
  const [first] = listed.structured['items'] as { name: string }[];
  const text = await textOf(`cloudwatch://us-east-1/alarms/${encodeURIComponent(first?.name ?? '')}`);
  assert.match(text, /account central/);
  await assert.rejects(
    textOf('cloudwatch://us-east-1/alarms/svc222-job-errors'),
    /There is no alarm "svc222-job-errors"/,
  );
  await assert.rejects(
    textOf('cloudwatch://us-east-1/alarms/x?account=other'),
    /account "other" is not configured here/,
  );
});

test('completions are of the account and region that are given; each narrows the other', async () => {
  const ask = async (name: string, args: Record<string, string>) => {
    const { completion } = await service.client.complete({
      ref: { type: 'ref/resource', uri: 'cloudwatch://{region}/alarms/{name}{?account}' },
      argument: { name, value: '' },
      context: { arguments: args },
    });
    return completion.values;
  };
  assert.deepEqual(await ask('region', { account: 'staging' }), ['us-east-1']);
  assert.deepEqual(await ask('account', { region: 'eu-west-1' }), ['central', 'prod']);
  const staging = await ask('name', { account: 'staging', region: 'us-east-1' });
  assert.ok(staging.length > 0 && staging.every((name) => name.startsWith('svc222')), staging.join(', '));
  assert.ok((await ask('name', { region: 'us-east-1' })).includes('checkout-5xx-rate'));
  assert.deepEqual(await ask('name', { account: 'other' }), []);
});
