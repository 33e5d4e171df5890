import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ProtocolError } from '@modelcontextprotocol/server';
import pino from 'pino';
import { ALLOW_ALL, type Access } from '../../../src/access.ts';
import { loadConfig } from '../../../src/config.ts';
import type { McpServices } from '../../../src/mcp/answer.ts';
import { createCompletion } from '../../../src/mcp/completion/complete.ts';
import { publishedPrompts } from '../../../src/mcp/prompts/render.ts';
import { publishedTo } from '../../../src/mcp/published.ts';
import { publishTool } from '../../../src/mcp/publish.ts';
import type { CallRecord } from '../../../src/mcp/record.ts';
import { listResources } from '../../../src/mcp/resources/list.ts';
import { readResource } from '../../../src/mcp/resources/read.ts';
import { templatesOf } from '../../../src/mcp/resources/templates.ts';
import { viewOf } from '../../../src/mcp/view.ts';
import { ANYONE } from '../../../src/principal.ts';
import { sandboxCredentials, startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { createService } from '../../../src/service.ts';
import { shopWorld, TEST_NOW } from '../../support/harness.ts';
import { startLimitedService } from '../../support/limited-service.ts';
import { until } from '../../support/until.ts';

let sandbox: Sandbox;
let services: McpServices;
let close: () => Promise<void>;
before(async () => {
  const clock = () => TEST_NOW;
  sandbox = await startSandbox({ clock, makeWorld: shopWorld });
  const aws = { endpoint: sandbox.url, credentials: sandboxCredentials };
  const service = createService(loadConfig([], {}), pino({ level: 'silent' }), { aws, clock });
  services = service.mcp;
  await listResources(undefined, caller(), services);
  close = async () => {
    service.close();
    await sandbox.close();
  };
});
after(() => close());

const caller = () => ({ principal: ANYONE, refusal: undefined, signal: new AbortController().signal });

/** The service as somebody meets it who may see only what `access` allows. */
function limited(access: Partial<Access>): McpServices {
  const reaches = services.reaches(ANYONE).map((reach) => ({ ...reach, access: { ...ALLOW_ALL, ...access } }));
  const published = publishedTo({
    tools: [...services.tools.values()],
    reaches: () => reaches,
    publish: publishTool,
    instruct: () => '',
  });
  return { ...services, reaches: () => reaches, published: (principal) => published(principal).tools };
}

const refusedWith = (message: RegExp, code: number) => (error: unknown) => {
  assert.ok(error instanceof ProtocolError, String(error));
  assert.match(error.message, message);
  assert.equal(error.code, code);
  return true;
};

const alarms = { type: 'ref/resource', uri: 'cloudwatch://{region}/alarms/{name}' } as const;
const groups = { type: 'ref/resource', uri: 'cloudwatch://{region}/log-groups/{name}' } as const;
const argument = { name: 'name', value: '' };

test('what a toolset would read that is not allowed is neither offered nor read nor completed', async () => {
  const logsOnly = limited({ toolset: (name) => name === 'logs' });
  const view = viewOf(ANYONE, logsOnly);
  assert.deepEqual(
    templatesOf(view).map(({ name }) => name),
    ['log-groups'],
  );
  assert.deepEqual(publishedPrompts(view), []);
  assert.deepEqual(await listResources(undefined, caller(), logsOnly), { resources: [] });
  await assert.rejects(
    readResource('cloudwatch://us-east-1/alarms/checkout-5xx-rate', caller(), logsOnly),
    refusedWith(/^The toolset alarms is not allowed for you\.$/, -32_602),
  );
  const complete = createCompletion(logsOnly);
  await assert.rejects(complete({ ref: alarms, argument }, ANYONE), refusedWith(/no resource template/, -32_602));
});

test('what a policy hides is neither listed nor read nor completed', async () => {
  const sqs = limited({
    metricNamespace: (name) => name === 'AWS/SQS',
    logGroup: (name) => name === '/shop/orders',
    promqlSource: () => false,
  });
  const all = await listResources(undefined, caller(), services);
  const few = await listResources(undefined, caller(), sqs);
  assert.ok(few.resources.length < all.resources.length);
  assert.ok(!few.resources.some(({ name }) => name === 'checkout-5xx-rate'));
  const complete = createCompletion(sqs);
  const names = (await complete({ ref: alarms, argument }, ANYONE)).completion.values;
  assert.ok(names.length > 0 && !names.includes('checkout-5xx-rate'), names.join(', '));
  assert.deepEqual((await complete({ ref: groups, argument }, ANYONE)).completion.values, ['/shop/orders']);
  await assert.rejects(
    readResource('cloudwatch://us-east-1/alarms/checkout-5xx-rate', caller(), sqs),
    refusedWith(/checkout-5xx-rate.* not (allowed|among)/, -32_602),
  );
  await assert.rejects(
    readResource('cloudwatch://us-east-1/log-groups/%2Fshop%2Fcheckout', caller(), sqs),
    refusedWith(/^There is no resource/, -32_602),
  );
});

test('completions of one caller are not those of another who may see more', async () => {
  const mixed: McpServices = {
    ...services,
    reaches: (principal) =>
      (principal.name === 'few' ? limited({ logGroup: (name) => name === '/shop/orders' }) : services).reaches(
        principal,
      ),
  };
  const complete = createCompletion(mixed);
  const ask = async (name: string) =>
    (await complete({ ref: groups, argument }, { name, groups: [], scopes: undefined })).completion.values;
  assert.ok((await ask('many')).length > 1);
  assert.deepEqual(await ask('few'), ['/shop/orders']);
});

test('while nothing is known a completion says so soon, and knows when the read has ended', async () => {
  const complete = createCompletion(services, 20);
  const ref = { type: 'ref/prompt', name: 'why_slow' } as const;
  sandbox.setFault('DescribeAlarms', { delayMs: 300 });
  const asked = { ref: alarms, argument: { name: 'name', value: 'checkout-5xx' } };
  assert.deepEqual((await complete(asked, ANYONE)).completion, { values: [], hasMore: true });
  sandbox.setFault('DescribeAlarms', undefined);
  await until('the alarms are known', async () => (await complete(asked, ANYONE)).completion.total === 1);
  assert.deepEqual((await complete(asked, ANYONE)).completion.values, ['checkout-5xx-rate']);
  sandbox.clear();
  sandbox.setFault('ListMetrics', { delayMs: 300 });
  const early = await complete({ ref, argument: { name: 'namespace', value: 'sqs' } }, ANYONE);
  assert.deepEqual(early.completion, { values: ['AWS/SQS'], hasMore: true }, "AWS's own names");
  sandbox.setFault('ListMetrics', undefined);
});

test('typing on asks AWS once', async () => {
  const complete = createCompletion(services);
  sandbox.clear();
  for (const value of ['c', 'ch', 'che']) await complete({ ref: alarms, argument: { name: 'name', value } }, ANYONE);
  assert.equal(sandbox.calls()['DescribeAlarms'], 1);
});

test('reads and completions count as calls of their tools, within the budget of who asks', async (t) => {
  const { service, records } = await startLimitedService(t, { principalPerHour: { awsCalls: 2 } });
  const recorder = { call: (record: CallRecord) => void records.push(record), internalError: () => undefined };
  const budgeted: McpServices = { ...service.mcp, recorder };
  const alice = { name: 'alice', groups: [], scopes: undefined };
  const uri = 'cloudwatch://us-east-1/log-groups/%2Fshop%2Forders';
  await readResource(uri, { ...caller(), principal: alice }, budgeted);
  assert.deepEqual(
    records.map(({ tool, via, principal }) => [tool, via, principal]),
    [['describe_log_groups', 'resource', 'alice']],
  );
  await assert.rejects(
    readResource('cloudwatch://us-east-1/alarms/checkout-5xx-rate', { ...caller(), principal: alice }, budgeted),
    refusedWith(/hour/, -32_603),
  );
  const { completion } = await createCompletion(budgeted)({ ref: alarms, argument }, alice);
  assert.deepEqual(completion, { values: [], hasMore: true });
  assert.equal(records.at(-1)?.via, 'completion');
});

test('a list of resources that cannot know what fires says so, and is a list', async () => {
  sandbox.setFault('DescribeAlarms', { kind: 'accessDenied' });
  const { resources } = await listResources(undefined, caller(), services);
  sandbox.setFault('DescribeAlarms', undefined);
  assert.equal(resources[0]?.uri, 'cloudwatch://alarms');
  assert.match(resources[0].description ?? '', /^Not known now\. Error: .*cloudwatch:DescribeAlarms/);
});
