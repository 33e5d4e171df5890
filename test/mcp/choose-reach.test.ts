import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALLOW_ALL, type Access } from '../../src/access.ts';
import { chooseReach, recordedAccount } from '../../src/mcp/choose-reach.ts';
import { publishedTo } from '../../src/mcp/published.ts';
import { publishTool } from '../../src/mcp/publish.ts';
import { ANYONE } from '../../src/principal.ts';
import type { AnyTool, Reach } from '../../src/tools/define.ts';
import { TOOLS } from '../../src/tools/index.ts';

function reach(alias: string | undefined, regions: readonly string[], access: Partial<Access> = {}): Reach {
  const account = alias === undefined ? undefined : { id: `${alias.length}`.repeat(12).slice(0, 12), alias };
  return { account, regions, access: { ...ALLOW_ALL, ...access } } as unknown as Reach;
}

const tool = (name: string) => TOOLS.find((one) => one.name === name) as AnyTool;
const ONE = tool('get_metric_data');
const MERGING = tool('describe_alarms');
const REACHES = [reach('central', ['us-east-1']), reach('prod', ['eu-west-1', 'us-east-1'])];
const chosen = (of: AnyTool, input: Record<string, unknown>) => chooseReach(of, input, REACHES, REACHES).account?.alias;

test('the account is the one named by alias or id, else the first; of a merging tool the first with the region', () => {
  assert.equal(chosen(ONE, {}), 'central');
  assert.equal(chosen(ONE, { account: 'prod' }), 'prod');
  assert.equal(chosen(ONE, { account: '444444444444' }), 'prod');
  assert.equal(chosen(MERGING, { account: 'all', region: 'eu-west-1' }), 'prod');
  assert.equal(chosen(MERGING, { region: 'eu-west-1' }), 'prod');
  assert.equal(chosen(ONE, { region: 'eu-west-1' }), 'central');
});

test('what cannot be asked is refused: all of a tool for one, an unknown name, a rule’s, any where none is configured', () => {
  assert.throws(() => chosen(ONE, { account: 'all' }), { message: /get_metric_data reads one account at a time/ });
  assert.throws(() => chosen(ONE, { account: 'x' }), {
    message: /"x" is not configured here. Configured: central, prod/,
  });
  const refusedBy: Access['refusedBy'] = (kind, id) =>
    kind === 'account' && id === '444444444444' ? 'rule "team-a" of the policy' : undefined;
  const all = [reach('central', []), reach('prod', [], { refusedBy })];
  for (const account of ['prod', '444444444444']) {
    assert.throws(() => chooseReach(ONE, { account }, all.slice(0, 1), all), {
      code: 'not_allowed',
      message: `The account ${JSON.stringify(account)} is not allowed for you (rule "team-a" of the policy).`,
    });
  }
  assert.throws(() => chooseReach(ONE, { account: 'x' }, [reach(undefined, [])], []), { message: /No accounts are/ });
  assert.throws(() => chooseReach(ONE, {}, [], []), { code: 'not_allowed' });
});

test('a question to several accounts is recorded as one to all, whether it says so or not', () => {
  const recorded = (of: AnyTool, account?: string, reaches = REACHES) =>
    recordedAccount(of, { account }, reaches[0] as Reach, reaches);
  assert.equal(recorded(MERGING), 'all');
  assert.equal(recorded(tool('list_metrics'), 'all'), 'all');
  assert.equal(recorded(tool('list_metrics')), 'central');
  assert.equal(recorded(MERGING, 'central'), 'central');
  assert.equal(recorded(MERGING, 'all', REACHES.slice(0, 1)), 'central');
});

const properties = (of: { inputSchema: Record<string, unknown> }) =>
  of.inputSchema['properties'] as Record<string, { enum?: string[] }>;

test('account is published where there are several, and nothing of several accounts where there is one', () => {
  assert.deepEqual(properties(publishTool(ONE, ['us-east-1'], ['a', 'b']))['account'], {
    type: 'string',
    enum: ['a', 'b'],
  });
  assert.deepEqual(properties(publishTool(MERGING, ['us-east-1'], ['a', 'b']))['account']?.enum, ['a', 'b', 'all']);
  for (const accounts of [[], ['a']]) {
    for (const each of TOOLS) {
      const published = JSON.stringify(publishTool(each, ['us-east-1'], accounts));
      assert.doesNotMatch(published, /"account":\{"type":"string","enum|askedAccount|inAccount|"several"/, each.name);
      assert.equal(properties(publishTool(each, ['us-east-1'], accounts))['account'], undefined, each.name);
    }
  }
});

test('the list is made once for all who see the same, without toolsets and regions that nobody of them sees', () => {
  const seeing = { own: REACHES };
  const published = publishedTo({ tools: TOOLS, reaches: () => seeing.own, publish: publishTool, instruct: () => '' });
  const all = published(ANYONE);
  seeing.own = [...REACHES];
  assert.equal(published(ANYONE), all);
  const logs = { toolset: (name: string) => name === 'logs', region: (name: string) => name !== 'us-east-1' };
  seeing.own = REACHES.map(({ account, regions }) => reach(account?.alias, regions, logs));
  const { tools: less } = published(ANYONE);
  assert.deepEqual(
    less.map(({ name }) => name),
    TOOLS.filter(({ toolset }) => toolset === 'logs').map(({ name }) => name),
  );
  assert.equal(
    less.some((one) => properties(one)['region'] !== undefined),
    false,
  );
});
