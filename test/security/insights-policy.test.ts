import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pino from 'pino';
import { loadConfig } from '../../src/config.ts';
import { callTool, type Answer } from '../../src/mcp/call-tool.ts';
import type { McpServices } from '../../src/mcp/answer.ts';
import { sandboxCredentials, startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { createService } from '../../src/service.ts';
import { BY_NAME, configFile } from '../support/accounts.ts';
import { TEST_NOW } from '../support/harness.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { groupOf } from '../tools/logs/logs-world.ts';

const OWN = '123456789012';
const LINKED = '444444444444';
const POLICY = {
  policy: {
    rules: [
      { name: 'shop', principals: ['shop'], logGroups: { allow: ['/shop/*'], deny: ['/shop/cards'] } },
      { name: 'here', principals: ['here'], accounts: { allow: [OWN] } },
      { name: 'all', principals: ['all'] },
    ],
  },
};
/** Only in events that `shop` may not read. */
const SECRET = 'payroll-of-everybody';

function world(region: string) {
  const event = (message: string) => [{ stream: 's', time: TEST_NOW - 60_000, message }];
  const logGroups = [
    groupOf('/hr/payroll', event(SECRET)),
    groupOf('/shop/cards', event(SECRET)),
    groupOf('/shop/web', event('fine')),
  ];
  return { ...smallWorld(region, TEST_NOW, 0), logGroups };
}

let sandbox: Sandbox;
let services: McpServices;
let close: () => Promise<void>;
before(async () => {
  const clock = () => TEST_NOW;
  sandbox = await startSandbox({ clock, makeWorld: world, links: { [OWN]: [LINKED] } });
  const config = loadConfig([], { ...configFile(POLICY), ...BY_NAME });
  const service = createService(config, pino({ level: 'silent' }), {
    aws: { endpoint: sandbox.url, credentials: sandboxCredentials },
    clock,
  });
  services = service.mcp;
  close = async () => {
    service.close();
    await sandbox.close();
  };
});
after(() => close());

async function ask(who: string, name: string, args: object): Promise<Answer> {
  const { signal } = new AbortController();
  const principal = { name: who, groups: [], scopes: undefined };
  const answer = await callTool({ name, args, signal, principal, progress: () => undefined }, services);
  if (who === 'shop') assert.doesNotMatch(`${answer.text}${JSON.stringify(answer.structured)}`, new RegExp(SECRET));
  return answer;
}
const run = (who: string, query: string, more: object = {}) => ask(who, 'run_logs_insights_query', { query, ...more });

function startedGroups(): unknown[] {
  return sandbox.requests.flatMap(({ operation, input }) =>
    operation === 'StartQuery' ? [input['logGroupNames']] : [],
  );
}

test('the groups that a limited caller may not read are neither named, nor met by a prefix, a class or SOURCE', async () => {
  const events = 'fields @message';
  const payrollArn = `arn:aws:logs:us-east-1:${OWN}:log-group:/hr/payroll`;
  for (const group of ['/hr/payroll', '/shop/cards', ' /shop/cards ', '/Shop/web', payrollArn, `${payrollArn}:*`]) {
    const { text } = await run('shop', events, { groups: ['/shop/web', group] });
    assert.match(
      text,
      /^Error: The log group "[^"]+" is not among those you may read \(rule "shop" of the policy\)\./,
      group,
    );
  }
  sandbox.clear();
  for (const [query, more] of [
    [events, { groups: ['*'] }],
    [events, { groups: ['/shop/*'] }],
    [events, { class: 'STANDARD' }],
    ['SOURCE logGroups() | fields @message', {}],
    ["source logGroups(namePrefix: ['/shop', '/hr'], class: ['STANDARD']) | fields @message", {}],
    [`SOURCE logGroups(accountIdentifiers: ['${OWN}'])`, {}],
  ] as const) {
    const { text, structured } = await run('shop', query, more);
    assert.match(text, /fine/, query);
    assert.match(text, /Only log groups that you may read are queried \(rule "shop" of the policy\)\./, query);
    assert.equal(structured?.items.length, 1, query);
  }
  assert.deepEqual(
    startedGroups(),
    Array.from({ length: 6 }, () => ['/shop/web']),
  );
  const named = await run('shop', events, { groups: ['/shop/web'] });
  assert.doesNotMatch(named.text, /Only log groups/);
  const none = await run('shop', events, { groups: ['/shop/c*'] });
  assert.match(none.text, /^Error: No log group in us-east-1 that you may read begins with "\/shop\/c"\./);
  const long = await run('shop', `fields @message ${' '.repeat(9_984)}`, { groups: ['/shop/web'] });
  assert.match(long.text, /^Error: The query is 36 characters too long: AWS takes 10,000, and 36 are added to yours/);
  const nothing = await run('shop', "SOURCE logGroups(namePrefix: ['/hr']) | fields @message");
  assert.match(
    nothing.text,
    /^Error: You may not read all log groups \(rule "shop" of the policy\)\. SOURCE selects none/,
  );
});

test('the text of a limited caller’s query names no group, however it tries', async () => {
  sandbox.clear();
  for (const query of [
    'fields @message | SOURCE logGroups()',
    "filter @message in (SOURCE '/hr/payroll' | fields @message)",
    "join type=inner left=a right=b where a.id=b.id (source '/hr/payroll')",
    "SOURCE logGroups(namePrefix: ['/shop']) | filter x in (SOURCE '/hr/payroll' | fields x)",
    'fields `a` | # harmless\nSOURCE logGroups()',
    "SOURCE dataSource(['payroll.data'])",
    '| \u017fource logGroups()',
    'fields @message | lookup people id',
  ]) {
    for (const who of ['shop', 'here']) {
      const { text } = await run(who, query, query.startsWith('SOURCE') ? {} : { groups: ['/shop/web'] });
      assert.match(text, /^Error: You may not read all log groups \(rule "(?:shop|here)" of the policy\)\./, query);
    }
  }
  for (const [language, query] of [
    ['ppl', 'source = `/hr/payroll` | fields `@message`'],
    ['ppl', 'fields `@message`'],
    ['sql', 'SELECT * FROM `/shop/web` JOIN `/hr/payroll` ON 1 = 1'],
    ['sql', 'SELECT * FROM `/shop/web`, `/hr/payroll`'],
    ['sql', 'SELECT * FROM `/shop/web` WHERE x IN (SELECT x FROM `/hr/payroll`)'],
    ['sql', 'SELECT * FROM `/hr/payroll`'],
    ['sql', "SELECT * FROM `logGroups(logGroupIdentifier: ['/shop/web', '/shop/cards'])`"],
    ['sql', "SELECT * FROM `filterIndex('a' = 'b')`"],
  ] as const) {
    const { text } = await run('shop', query, { language });
    assert.match(text, /^Error: (?:You may not read all log groups|The log group "[^"]+" is not among)/, query);
  }
  assert.deepEqual(startedGroups(), []);
});

test('a field called source may be used', async () => {
  const { text } = await run('shop', 'fields @message, source | filter source = "x" or @message = "fine"', {
    groups: ['/shop/web'],
  });
  assert.match(text, /fine/);
});

test('a linked account that is not allowed is not read, by ARN or by SOURCE', async () => {
  const arn = `arn:aws:logs:us-east-1:${LINKED}:log-group:/svc444/api`;
  assert.match((await run('all', 'fields @message', { groups: [arn] })).text, /^\d+ rows/);
  const refused = await run('here', 'fields @message', { groups: [arn] });
  assert.match(refused.text, /^Error: The account 444444444444 is not allowed for you \(rule "here" of the policy\)/);
  sandbox.clear();
  const own = await run('here', 'SOURCE logGroups() | stats count(*) as n');
  assert.match(own.text, /\| 1 \| 3 \|/);
  assert.deepEqual(startedGroups(), [['/hr/payroll', '/shop/cards', '/shop/web']]);
  const theirs = await run('here', `SOURCE logGroups(accountIdentifiers: ['${LINKED}']) | fields @message`);
  assert.match(theirs.text, /^Error: You may not read all log groups/);
});

test('another’s id gives a limited caller nothing, even one that was changed', async () => {
  const payroll = await run('all', 'fields @message, @ptr', { groups: ['/hr/payroll'] });
  const mixed = await run('all', 'fields @message\n# log groups: /shop/web /hr/payroll', {
    groups: ['/shop/web', '/hr/payroll'],
  });
  const own = await run('shop', 'fields @message', { groups: ['/shop/web'] });
  const ids = [payroll, mixed].map(({ structured }) => String(structured?.['id' as never]));
  const id = String(own.structured?.['id' as never]);
  for (const tool of ['get_logs_insights_results', 'stop_logs_insights_query']) {
    assert.equal((await ask('shop', tool, { id })).isError, false);
    assert.equal((await ask('all', tool, { id })).isError, false);
    for (const foreign of [...ids, `${id}+${ids[0]}`]) {
      const { text } = await ask('shop', tool, { id: foreign });
      assert.match(
        text,
        /^Error: (?:Which log groups the query .* \(rule "shop" of the policy\)|The log group "\/hr\/payroll" is not among)/,
        tool,
      );
    }
  }
  const [row] = (payroll.structured?.items ?? []) as { cells: string[] }[];
  const pointer = row?.cells[1];
  for (const tool of ['get_log_record', 'get_log_events']) {
    assert.match((await ask('all', tool, { pointer })).text, new RegExp(SECRET));
    assert.match((await ask('shop', tool, { pointer })).text, /^Error: The log group of this event is not among those/);
    assert.match((await ask('shop', tool, { pointer: `${ids[0]}#1` })).text, /^Error: Which log groups the query/);
    assert.match((await ask('shop', tool, { pointer: `${id}#1` })).text, /fine/);
  }
});
