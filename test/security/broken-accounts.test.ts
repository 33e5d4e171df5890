import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Fault } from '../../src/sandbox/faults.ts';
import { ACCOUNTS, CENTRAL, configFile, PROD, readerRole, ROLES, STAGING } from '../support/accounts.ts';
import { startTestService, type TestService } from '../support/harness.ts';

async function serve(
  t: TestContext,
  faults: Readonly<Record<string, Fault>>,
  options: { seconds?: number; roles?: object; budgets?: object } = {},
): Promise<TestService> {
  const service = await startTestService({
    env: {
      ...configFile({ accounts: ACCOUNTS, ...(options.budgets && { budgets: options.budgets }) }),
      CLOUDWATCH_MCP_TOOL_TIMEOUT: String(options.seconds ?? 45),
    },
    sandbox: { roles: { ...ROLES, ...options.roles }, faults },
  });
  t.after(() => service.close());
  return service;
}

const rowsOf = ({ structured }: { structured: Record<string, unknown> }) =>
  structured['items'] as Record<string, unknown>[];

/** A list that costs the sandbox nothing. */
const LIST = { account: 'all', name_prefix: '/svc' };

async function timed<T>(work: () => Promise<T>): Promise<{ answer: T; ms: number }> {
  const started = performance.now();
  const answer = await work();
  return { answer, ms: performance.now() - started };
}

void test('an external id that the role does not trust is told as the account’s failure, beside the others’ rows', async (t) => {
  const service = await serve(t, {}, { roles: { [readerRole(STAGING)]: { externalId: 'another' } } });
  const answer = await service.call('describe_log_groups', LIST);
  assert.deepEqual([...new Set(rowsOf(answer).map(({ account }) => account))], ['prod']);
  assert.match(answer.text, /\(incomplete: staging did not answer\)/);
  assert.match(
    answer.text,
    /staging did not answer: Account staging \(222222222222\) cannot be read: AWS refuses to let/,
  );
  assert.doesNotMatch(answer.text, /staging-external/);
  const alone = await service.call('describe_log_groups', { account: 'staging' });
  assert.match(alone.text, /^Error: Account staging \(222222222222\) cannot be read: /);
  const counted = service.sandbox.requests.filter(({ input }) => input['RoleArn'] === readerRole(STAGING));
  assert.equal(counted.length, 1, 'the failure is remembered');
});

void test('a search that an account cannot answer says so first, and never that a group is nowhere', async (t) => {
  const roles = { [readerRole(STAGING)]: { externalId: 'another' } };
  const service = await serve(t, {}, { roles });
  const ask = (groups: string[]) => service.call('search_log_events', { groups, account: 'all', limit: 1 });
  const none = await ask(['/svc222/api']);
  assert.ok(none.isError);
  assert.match(
    none.text,
    /^Error: There is no log group "\/svc222\/api" in accounts central us-east-1, prod eu-west-1\. staging did not answer: Account staging \(222222222222\) cannot be read: /,
  );
  const some = await ask(['/svc333/api', '/svc222/api']);
  assert.match(some.text, /^.*, accounts central us-east-1, prod eu-west-1\. INCOMPLETE: staging did not answer\. /);
  assert.match(some.text, /^Not searched: staging did not answer: Account staging \(222222222222\) cannot be read: /m);
  assert.match(some.text, /There is no log group "\/svc222\/api" in any of the accounts that answered\./);
  const only = await ask(['/svc333/api']);
  assert.match(only.text, /INCOMPLETE: staging did not answer\. (Of the others the whole window|More )/);

  const open = await serve(t, {});
  const nowhere = await open.call('search_log_events', { groups: ['/nowhere'], account: 'all' });
  assert.match(
    nowhere.text,
    /^Error: There is no log group "\/nowhere" in accounts central us-east-1, prod eu-west-1, staging us-east-1\. Only that region/,
  );

  const denied = await serve(t, { [`${STAGING}:FilterLogEvents`]: { kind: 'accessDenied' } });
  const groups = ['/svc333/api', '/svc222/api'];
  const { text } = await denied.call('search_log_events', { groups, account: 'all', limit: 1 });
  assert.match(text, /INCOMPLETE: staging did not answer\. /);
  assert.match(text, /^Not searched: staging:\/svc222\/api: AWS refuses logs:FilterLogEvents/m);
});

void test('where every account fails the answer is an error', async (t) => {
  const service = await serve(t, { DescribeLogGroups: { kind: 'accessDenied' } });
  const { isError, text } = await service.call('describe_log_groups', LIST);
  assert.ok(isError);
  assert.match(text, /^Error: AWS refuses logs:DescribeLogGroups/);
});

void test('an account that is throttled fails alone, and its retries keep no other waiting', async (t) => {
  const service = await serve(t, { [`${STAGING}:DescribeLogGroups`]: { kind: 'throttle' } });
  const throttled = service.call('describe_log_groups', { account: 'staging' });
  const { answer, ms: good } = await timed(() => service.call('describe_log_groups', { account: 'prod' }));
  assert.equal(answer.isError, false);
  const { ms: rest } = await timed(() => throttled);
  assert.ok(good < rest, `prod took ${good} ms, staging ${rest} ms more`);
  const merged = await service.call('describe_log_groups', LIST);
  assert.match(merged.text, /staging did not answer: AWS throttles logs:DescribeLogGroups/);
  assert.ok(rowsOf(merged).some(({ account }) => account === 'prod'));
});

for (const [what, operation] of [
  ['answers nothing', `${STAGING}:DescribeLogGroups`],
  ['has an STS that hangs', `${STAGING}:AssumeRole`],
] as const) {
  void test(`an account that ${what} is missing alone, before the deadline, and costs others nothing`, async (t) => {
    const service = await serve(t, { [operation]: { delayMs: 60_000 } }, { seconds: 3 });
    const { answer, ms } = await timed(() => service.call('describe_log_groups', LIST));
    assert.ok(ms < 3_000, `${ms} ms`);
    assert.ok(rowsOf(answer).some(({ account }) => account === 'prod'));
    assert.match(answer.text, /staging us-east-1 did not answer|staging did not answer/);
    const other = await timed(() => service.call('describe_log_groups', { account: 'prod' }));
    assert.ok(other.ms < ms / 2, `alone ${other.ms} ms, with the broken one ${ms} ms`);
  });
}

void test('sixty questions that wait for a hanging account leave the connections of the others free', async (t) => {
  const service = await serve(t, { [`${STAGING}:DescribeLogStreams`]: { delayMs: 60_000 } }, { seconds: 4 });
  const waiting = Array.from({ length: 70 }, (_, i) =>
    service.call('filter_log_streams', { account: 'staging', group: '/svc222/api', name_prefix: `p${i}` }),
  );
  await service.sandbox.waitForCall('DescribeLogStreams');
  const { answer, ms } = await timed(() => service.call('describe_log_groups', { account: 'prod' }));
  assert.equal(answer.isError, false);
  assert.ok(ms < 2_000, `${ms} ms`);
  for (const { text } of await Promise.all(waiting)) assert.match(text, /^Error: /);
});

void test('sessions that AWS calls expired are replaced within the call', async (t) => {
  const service = await serve(t, {});
  await service.call('describe_log_groups', { account: 'prod' });
  service.sandbox.sessions.endAll();
  const { isError, text } = await service.call('describe_log_groups', { account: 'prod', name_prefix: '/svc333/a' });
  assert.equal(isError, false, text);
  const assumed = service.sandbox.requests.filter(({ input }) => input['RoleArn'] === readerRole(PROD));
  assert.equal(assumed.length, 2);
});

void test('why an account cannot be read is said once', async (t) => {
  const service = await serve(t, {}, { roles: { [readerRole(STAGING)]: { externalId: 'another' } } });
  for (const name of ['describe_alarms', 'list_prometheus_workspaces']) {
    const { text } = await service.call(name, {});
    assert.equal(text.match(/AWS refuses to let/g)?.length, 1, text);
  }
});

void test('an account with the wrong id is read by no tool, since the credentials are of another', async (t) => {
  const wrong = { id: '999999999999', alias: 'billing' };
  const service = await startTestService({
    env: configFile({ accounts: [wrong, ACCOUNTS[2]] }),
    sandbox: { roles: ROLES },
  });
  t.after(() => service.close());
  const said =
    /Account billing \(999999999999\) cannot be read: the server's own credentials, by which it is read, are of account 123456789012\. The operator must correct the configuration\./;
  const query = { source: 'cloudwatch:us-east-1', query: 'up' };
  for (const [name, args] of [
    ['list_metrics', {}],
    ['search_log_events', { groups: ['/shop/*'] }],
    ['describe_alarms', { account: 'billing' }],
    ['query_prometheus', query],
  ] as const) {
    const { text, isError } = await service.call(name, args);
    assert.ok(isError, name);
    assert.match(text, said, name);
  }
  const merged = await service.call('describe_alarms', { region: 'us-east-1', limit: 500 });
  assert.match(merged.text, said);
  assert.deepEqual([...new Set(rowsOf(merged).map(({ account }) => account))], ['prod']);
  assert.match(
    (await service.call('get_server_info')).text,
    /unknown: the credentials for account 999999999999 are of/,
  );
  const listed = await service.call('list_accounts');
  assert.match(listed.text, /billing: its credentials are of account 123456789012: the operator must correct/);
});

void test('where STS does not say whose the credentials are the account is read', async (t) => {
  const service = await serve(t, { GetCallerIdentity: { delayMs: 60_000 } });
  const { answer, ms } = await timed(() => service.call('describe_log_groups', { account: 'central' }));
  assert.equal(answer.isError, false, answer.text);
  assert.ok(ms < 10_000, `${ms} ms`);
});

void test('roles that are assumed count as calls, and accounts that a budget keeps from being asked are not called unreachable', async (t) => {
  const service = await serve(t, {}, { budgets: { principalPerHour: { awsCalls: 3 } } });
  const first = await service.call('describe_log_groups', { account: 'prod', name_prefix: '/svc' });
  assert.equal(service.sandbox.requests.length, 3, 'AssumeRole, whose account it is, and one read');
  assert.equal(first.isError, false, first.text);
  const accounts = await service.call('list_accounts');
  assert.equal(service.sandbox.requests.length, 3, 'nothing is left');
  assert.match(accounts.text, /\| staging \|.*\| unknown: see below \|/);
  assert.match(accounts.text, /\nstaging: not tried: .*AWS call/);
  assert.doesNotMatch(accounts.text, /no: see below/);
});

/** Lists that merge accounts, each so that its first page is full without the account that is silent. */
const PAGED: readonly (readonly [tool: string, operation: string, args: Record<string, unknown>])[] = [
  ['describe_log_groups', 'DescribeLogGroups', { account: 'all', name_prefix: '/', limit: 1 }],
  ['describe_alarms', 'DescribeAlarms', { account: 'all', limit: 1 }],
  ['list_metrics', 'ListMetrics', { account: 'all', limit: 1 }],
  ['search_log_events', 'DescribeLogGroups', { account: 'all', groups: ['/svc222/api', '/svc333/api'], limit: 1 }],
  ['list_prometheus_workspaces', 'ListWorkspaces', { account: 'all', limit: 1 }],
];

for (const [tool, operation, args] of PAGED) {
  void test(`${tool}: an account that was silent on page 1 is told on the later pages, though it answers again`, async (t) => {
    const service = await serve(t, { [`${CENTRAL}:${operation}`]: { kind: 'accessDenied' } });
    const next = (cursor: unknown) => service.call(tool, { ...args, cursor });
    const first = await service.call(tool, args);
    assert.match(first.text, /central/);
    assert.doesNotMatch(first.text, /on an earlier page/);
    service.sandbox.setFault(`${CENTRAL}:${operation}`, undefined);
    const second = await next(first.structured['cursor']);
    const missed = /^INCOMPLETE: .*\bcentral\b.* did not answer on an earlier page\. .* ask again without cursor/m;
    assert.match(second.text, missed);
    const { cursor } = second.structured;
    if (cursor !== undefined) assert.match((await next(cursor)).text, missed, 'it goes on from page to page');
    const anew = await service.call(tool, args);
    assert.doesNotMatch(anew.text, /on an earlier page/);
  });
}
