import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import pino from 'pino';
import * as z from 'zod';
import type { Aws } from '../../src/aws/aws.ts';
import { loadConfig } from '../../src/config.ts';
import type { McpServices } from '../../src/mcp/answer.ts';
import { callTool, type Answer } from '../../src/mcp/call-tool.ts';
import { accessOf } from '../../src/policy/access-of.ts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import { createService } from '../../src/service.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { BY_NAME } from '../support/accounts.ts';
import { TEST_NOW } from '../support/harness.ts';
import type { Args } from './policy-arguments.ts';
import { LIMITS, POLICY } from './policy-limits.ts';
import { POINTER } from './policy-names.ts';

/** AWS after all alarms were deleted; their history is kept. */
function withoutAlarms(aws: Aws): Aws {
  return {
    ...aws,
    cloudwatch: ((region: string, command: object, ...rest: unknown[]) =>
      command.constructor.name === 'DescribeAlarmsCommand'
        ? Promise.resolve({ MetricAlarms: [] })
        : (aws.cloudwatch as (...all: unknown[]) => unknown)(region, command, ...rest)) as Aws['cloudwatch'],
  };
}

/** AWS of an account that nobody may ask. */
const NOT_TO_BE_ASKED = new Proxy({} as Aws, {
  get() {
    throw new Error('an account that is not allowed was asked');
  },
});

void suite('every tool under every limit', () => {
  let services: McpServices;
  let close: () => Promise<void>;
  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cloudwatch-mcp-policy-'));
    const path = join(folder, 'config.yaml');
    await writeFile(path, POLICY);
    const clock = () => TEST_NOW;
    const sandbox = await startSandbox({ clock });
    const config = loadConfig([], {
      ...BY_NAME,
      CLOUDWATCH_MCP_REGIONS: 'us-east-1,eu-west-1',
      CLOUDWATCH_MCP_TOOLSETS: 'all',
      CLOUDWATCH_MCP_CONFIG: path,
    });
    const aws = { endpoint: sandbox.url, credentials: sandboxCredentials };
    const service = createService(config, pino({ level: 'silent' }), { aws, clock });
    services = service.mcp;
    close = async () => {
      service.close();
      await sandbox.close();
      await rm(folder, { recursive: true });
    };
  });
  after(() => close());

  function ask(principal: string, groups: readonly string[], name: string, args: Args): Promise<Answer> {
    const { signal } = new AbortController();
    const asker = { name: principal, groups, scopes: undefined };
    return callTool({ name, args, signal, principal: asker, progress: () => undefined }, services);
  }

  for (const { principal, groups = [], rule, hidden, lists, direct, unconcerned } of LIMITS) {
    void test(`${principal}: each tool is asked, or does not read what is limited`, () => {
      const asked = new Set([...lists, ...direct].map(([tool]) => tool).concat(unconcerned));
      assert.deepEqual(
        TOOLS.map(({ name }) => name).filter((name) => !asked.has(name)),
        [],
      );
    });

    void test(`${principal}: what is not allowed is absent from every list, count and sentence`, async () => {
      for (const [tool, args, shows] of lists) {
        const { text, structured } = await ask(principal, groups, tool, args);
        assert.match(text, shows, `${tool} ${JSON.stringify(args)}`);
        const told = `${text}\n${JSON.stringify(structured ?? '')}`;
        // A name that was asked for may be told back.
        const without = Object.values(args)
          .flat()
          .filter((value) => typeof value === 'string' && value.length > 2)
          .reduce<string>((left, value) => left.replaceAll(String(value), ''), told);
        assert.doesNotMatch(without, hidden, `${tool} ${JSON.stringify(args)}`);
      }
    });

    void test(`${principal}: a direct question is refused with the rule's name`, async () => {
      const why = rule === '' ? 'no rule of the policy names you' : `rule "${rule}" of the policy`;
      for (const [tool, args] of direct) {
        const { text, isError } = await ask(principal, groups, tool, args);
        assert.ok(isError && text.startsWith('Error: '), `${tool} ${JSON.stringify(args)}: ${text.slice(0, 300)}`);
        assert.ok(text.includes(`(${why})`), `${tool} ${JSON.stringify(args)}: ${text.slice(0, 300)}`);
      }
    });

    void test(`${principal}: tools/list and the instructions hold what is allowed only`, () => {
      const asker = { name: principal, groups, scopes: undefined };
      const tools = services.published(asker);
      assert.equal(services.published({ ...asker }), tools, 'made once');
      const refused = new Set(rule === 'toolsets' || rule === '' ? direct.map(([tool]) => tool) : []);
      assert.deepEqual(
        tools.map(({ name }) => name),
        TOOLS.map(({ name }) => name).filter((name) => !refused.has(name)),
      );
      if (rule === 'regions') assert.doesNotMatch(JSON.stringify([tools, services.instructions(asker)]), /us-east-1/);
      if (rule === 'toolsets') assert.doesNotMatch(services.instructions(asker), /describe_alarms|prometheus/);
    });
  }

  void test('whom a rule limits in nothing sees what there is', async () => {
    const asked = await ask('alice', [], 'describe_alarms', { state: 'all', region: 'us-east-1' });
    assert.match(asked.text, /checkout-db-errors[\s\S]*checkout-unhealthy[\s\S]*db-pool-in-use/);
    assert.equal(services.published({ name: 'alice', groups: [], scopes: undefined }).length, TOOLS.length);
  });

  void test('get_server_info names who asks, and the rule that holds for it', async () => {
    const { text } = await ask('regions', [], 'get_server_info', {});
    assert.match(text, /\| asked by \| regions \(rule "regions" of the policy\) \|/);
  });

  void test('an unknown tool is answered with those that may be used', async () => {
    const { text } = await ask('toolsets', [], 'list_everything', {});
    assert.match(text, /The tools are (?:\w+, )*describe_log_groups/);
    assert.doesNotMatch(text, /list_metrics|describe_alarms|prometheus/);
  });

  void test('alarms on PromQL are seen by whoever is held to labels only where their query is held', async () => {
    const { text } = await ask('labels', [], 'describe_alarms', { names: ['db-pool-in-use'], region: 'us-east-1' });
    assert.match(text, /^Error: The alarm "db-pool-in-use" watches data .*\(rule "labels" of the policy\)/);
    const all = await ask('labels', [], 'describe_alarms', { state: 'all', region: 'us-east-1' });
    assert.doesNotMatch(all.text, /db-pool-in-use/);
    assert.match(all.text, /checkout-unhealthy/);
  });

  void test('the history of a deleted alarm is for those only who may see every alarm', async () => {
    const history = (principal: string) => {
      const asker = { name: principal, groups: [], scopes: undefined };
      const reaches = services.reaches(asker).map((reach) => ({ ...reach, aws: withoutAlarms(reach.aws) }));
      const args = { name: 'orders-db-connections', region: 'us-east-1' };
      const { signal } = new AbortController();
      return callTool(
        { name: 'get_alarm_history', args, signal, principal: asker, progress: () => undefined },
        { ...services, reaches: () => reaches },
      );
    };
    assert.match((await history('alice')).text, /The alarm does not exist any more: this is what it left/);
    // What it watched nobody knows: the answer is that of a name that never was.
    assert.match((await history('groups')).text, /^Error: There is no alarm "orders-db-connections"/);
  });

  void test('an account that is not allowed is neither named nor asked', async () => {
    const access = accessOf({ rules: [{ name: 'accounts', principals: ['*'], accounts: { allow: ['shop'] } }] });
    const asker = { name: 'ana', groups: [], scopes: undefined };
    const [own] = services.reaches({ ...asker, name: 'alice' });
    assert.ok(own);
    const reaches = [
      { id: '999999999999', alias: 'payroll' },
      { id: '123456789012', alias: 'shop' },
    ].map((account, i) => ({
      ...own,
      account,
      access: access(asker, account),
      accessTo: (id: string) => (id === '123456789012' ? access(asker, account) : undefined),
      aws: i === 0 ? NOT_TO_BE_ASKED : own.aws,
    }));
    const tool = services.tools.get('describe_log_groups');
    assert.ok(tool);
    // A tool with a parameter for the account, whatever those of the product have.
    const input = (tool.input as unknown as z.ZodObject).extend({ account: z.string().optional() });
    const tools = new Map([...services.tools, ['ask_account', { ...tool, name: 'ask_account', input }]]);
    const call = (name: string, args: Args) =>
      callTool(
        { name, args, signal: new AbortController().signal, principal: asker, progress: () => undefined },
        { ...services, tools, reaches: () => reaches },
      );
    const groups = await call('describe_log_groups', { region: 'us-east-1' });
    assert.match(groups.text, /\/shop\/orders/);
    assert.doesNotMatch(groups.text, /payroll|999999999999/);
    const why = /^Error: [^]*\(rule "accounts" of the policy\)/;
    for (const account of ['payroll', '999999999999']) {
      const { text } = await call('ask_account', { account, region: 'us-east-1' });
      assert.equal(
        text,
        `Error: The account ${JSON.stringify(account)} is not allowed for you (rule "accounts" of the policy).`,
      );
    }
    const unknown = await call('ask_account', { account: 'other' });
    assert.equal(unknown.text, 'Error: account "other" is not configured here. Configured: shop.');
    assert.match((await call('ask_account', { account: 'shop', region: 'us-east-1' })).text, /\/shop\/orders/);
    const linked = 'arn:aws:logs:us-east-1:999999999999:log-group:/hr/pay';
    for (const [name, args] of [
      ['search_log_events', { groups: [linked] }],
      ['filter_log_streams', { group: `${linked}:*` }],
      ['get_log_events', { pointer: `${linked} main ${POINTER}` }],
      ['get_metric_statistics', { namespace: 'AWS/SQS', metric_name: 'x', account_id: '999999999999' }],
      ['get_metric_data', { queries: [{ namespace: 'AWS/SQS', metric_name: 'x', account_id: '999999999999' }] }],
    ] as const)
      assert.match((await call(name, { ...args, region: 'us-east-1' })).text, why, name);
  });
});
