import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ACCOUNTS, CENTRAL, configFile, PROD, ROLES, STAGING } from '../support/accounts.ts';
import { startTestService, type TestService } from '../support/harness.ts';

/** Linked to `central`, and in no configuration. */
const LINKED = '444444444444';

const accounts = [...ACCOUNTS.slice(0, 2), { ...ACCOUNTS[2], logGroups: { deny: ['/svc333/worker'] } }];

let service: TestService;
before(async () => {
  service = await startTestService({
    env: configFile({ accounts }),
    sandbox: { roles: ROLES, links: { [CENTRAL]: [STAGING, PROD, LINKED] } },
  });
});
after(() => service.close());

type Row = Record<string, string>;
const rowsOf = ({ structured }: { structured: Record<string, unknown> }) => structured['items'] as Row[];

void test('tools take account by alias, or all where they merge', async () => {
  const { tools } = await service.client.listTools();
  const choices = (name: string): unknown => {
    const { properties } = tools.find((tool) => tool.name === name)?.inputSchema ?? {};
    return Reflect.get(properties?.['account'] ?? {}, 'enum');
  };
  assert.deepEqual(choices('get_metric_data'), ['central', 'staging', 'prod']);
  for (const merging of ['describe_alarms', 'search_log_events', 'list_metrics', 'list_prometheus_workspaces']) {
    assert.deepEqual(choices(merging), ['central', 'staging', 'prod', 'all'], merging);
  }
  assert.deepEqual(
    tools.filter(({ name }) => choices(name) === undefined).map(({ name }) => name),
    ['get_logs_insights_results', 'stop_logs_insights_query', 'search_metric_catalog', 'list_accounts'],
  );
});

void test('an account is asked by its role, as who asks, and CloudTrail there knows it', async () => {
  service.sandbox.clear();
  const { text } = await service.call('search_log_events', { account: 'staging', groups: ['/svc222/*'], limit: 1 });
  assert.match(text, /us-east-1, account staging \(222222222222\)\./);
  const reads = service.sandbox.requests.filter(({ service: of }) => of === 'logs');
  assert.ok(reads.length > 0);
  for (const { account, caller, sourceIdentity } of reads) {
    assert.equal(account, STAGING);
    assert.equal(caller, `arn:aws:sts::${STAGING}:assumed-role/CloudWatchMCPReaderRole/anyone`);
    assert.equal(sourceIdentity, 'anyone');
  }
  const [assumed, ...others] = service.sandbox.requests.filter(({ operation }) => operation === 'AssumeRole');
  assert.deepEqual(others, []);
  assert.equal(assumed?.input['Tags.member.1.Key'], 'cloudwatch-mcp-principal');
  assert.equal(assumed.input['ExternalId'], 'staging-external');
  await service.call('search_log_events', { account: STAGING, groups: ['/svc222/*'], limit: 1 });
  const again = service.sandbox.requests.filter(({ operation }) => operation === 'AssumeRole');
  assert.equal(again.length, 1, 'assumed once');
});

void test('without account the first is asked, by the server’s own credentials', async () => {
  const { text } = await service.call('list_metrics', { namespace: 'AWS/SQS' });
  assert.match(text, /us-east-1, account central \(123456789012\)/);
});

void test('describe_alarms asks every account, and its pages go through them without a gap', async () => {
  const whole = await service.call('describe_alarms', { name_prefix: 'svc', limit: 500 });
  assert.match(whole.text, /^6 alarms with prefix svc: 3 in ALARM, .*, accounts central, prod, staging \(of 6\)/);
  const names = (rows: Row[]) => rows.map(({ account, region, name }) => `${account} ${region} ${name}`);
  assert.deepEqual(names(rowsOf(whole)).slice(0, 3), [
    'prod eu-west-1 svc333-job-errors',
    'prod us-east-1 svc333-job-errors',
    'staging us-east-1 svc222-job-errors',
  ]);
  const paged: Row[] = [];
  for (let cursor: unknown; ;) {
    const page = await service.call('describe_alarms', {
      name_prefix: 'svc',
      limit: 1,
      ...(cursor !== undefined && { cursor }),
    });
    paged.push(...rowsOf(page));
    cursor = page.structured['cursor'];
    if (cursor === undefined) break;
  }
  assert.deepEqual(names(paged), names(rowsOf(whole)));
  const call = /get_metric_statistics .* account="staging"/;
  assert.match((await service.call('describe_alarms', { names: ['svc222-job-errors'] })).text, call);
});

void test('an alarm of another account is found, and said where', async () => {
  const { text } = await service.call('get_alarm_history', { name: 'svc222-job-errors' });
  assert.match(
    text,
    /is not in us-east-1 of central but in staging us-east-1: give region="us-east-1" account="staging"/,
  );
});

void test('a search over all accounts merges their lines by time, and its pages too', async () => {
  const question = { account: 'all', groups: ['/svc222/api', '/svc333/api', '/nowhere'], start: '-2h' };
  const whole = await service.call('search_log_events', { ...question, limit: 1000 });
  assert.match(
    whole.text,
    / in 2 log groups, newest first, .*accounts central us-east-1, prod eu-west-1, staging us-east-1\. /,
  );
  assert.match(
    whole.text,
    /\nOnly that region of each account was read; others are asked by region="eu-west-1", region="us-east-1"\.\n/,
  );
  const [newest] = rowsOf(whole);
  const region = newest?.['account'] === 'prod' ? 'eu-west-1' : 'us-east-1';
  assert.match(
    whole.text,
    new RegExp(`get_log_events pointer="[^"]*" region="${region}" account="${newest?.['account']}" `),
  );
  assert.match(whole.text, /There is no log group "\/nowhere" in any of these accounts\./);
  const keys = (rows: Row[]) => rows.map(({ time, account, group }) => `${time} ${account} ${group}`);
  const all = keys(rowsOf(whole));
  assert.deepEqual(all, all.toSorted().toReversed());
  assert.deepEqual(new Set(rowsOf(whole).map(({ account }) => account)), new Set(['prod', 'staging']));
  const paged: Row[] = [];
  for (let cursor: unknown; ;) {
    const page = await service.call('search_log_events', {
      ...question,
      limit: 7,
      ...(cursor !== undefined && { cursor }),
    });
    paged.push(...rowsOf(page));
    cursor = page.structured['cursor'];
    if (cursor === undefined) break;
  }
  assert.deepEqual(keys(paged), all);
});

void test('list_metrics and describe_log_groups list all accounts where that is asked', async () => {
  const metrics = rowsOf(await service.call('list_metrics', { account: 'all' }));
  const of = (namespace: string) => metrics.find((row) => row['namespace'] === namespace);
  assert.deepEqual([of('Team/svc222')?.['inAccount'], of('AWS/RDS')?.['inAccount']], ['staging', 'central']);
  const groups = rowsOf(await service.call('describe_log_groups', { account: 'all', name_contains: 'svc' }));
  assert.deepEqual(
    groups.map(({ account, region, name }) => `${account} ${region} ${name}`),
    [
      'prod eu-west-1 /svc333/api',
      'prod us-east-1 /svc333/api',
      'staging us-east-1 /svc222/api',
      'staging us-east-1 /svc222/worker',
    ],
  );
});

void test('PromQL sources of every account are listed with it', async () => {
  const rows = rowsOf(await service.call('list_prometheus_workspaces', { region: 'us-east-1' }));
  const workspaces = rows.filter(({ kind }) => kind === 'amp').map(({ account, alias }) => `${account} ${alias}`);
  assert.deepEqual(workspaces, ['central undefined', 'central shop', 'prod svc333', 'staging svc222']);
});

void test('log groups that an account’s configuration denies are read neither there nor through a link', async () => {
  const refused = /The log group "\/svc333\/worker" is not among those you may read/;
  const there = await service.call('search_log_events', { account: 'prod', groups: ['/svc333/worker'] });
  assert.match(there.text, refused);
  const arn = `arn:aws:logs:us-east-1:${PROD}:log-group:/svc333/worker`;
  assert.match((await service.call('search_log_events', { groups: [arn] })).text, refused);
  const open = await service.call('search_log_events', { groups: [arn.replace('worker', 'api')], limit: 1 });
  assert.match(open.text, /^The newest log event in arn:/);
  const listed = rowsOf(
    await service.call('describe_log_groups', {
      include_linked_accounts: true,
      name_contains: 'svc',
      region: 'us-east-1',
    }),
  );
  assert.deepEqual(
    listed.map(({ arn: of }) => String(of).split(':').slice(4).join(':')),
    [
      `${STAGING}:log-group:/svc222/api`,
      `${STAGING}:log-group:/svc222/worker`,
      `${PROD}:log-group:/svc333/api`,
      `${LINKED}:log-group:/svc444/api`,
      `${LINKED}:log-group:/svc444/worker`,
    ],
  );
});

void test('metrics of linked accounts are listed and read by account_id', async () => {
  const listed = await service.call('list_metrics', { include_linked_accounts: true });
  assert.match(listed.text, new RegExp(`with linked accounts \\(.*${LINKED}\\)`));
  const series = { namespace: 'Team/svc444', metric_name: 'Requests', dimensions: ['Service=svc444'] };
  const { text } = await service.call('get_metric_statistics', { ...series, account_id: LINKED, start: '-15m' });
  assert.match(text, /^Team\/svc444 Requests .*account 444444444444: .*15 datapoints/);
});

void test('who asks for an alarm that a linked account has learns that its own role is needed', async () => {
  const { text } = await service.call('describe_alarms', { names: ['svc444-job-errors'] });
  assert.match(text, /^Error: There is no alarm "svc444-job-errors" in .* of accounts central, prod, staging\./);
  assert.match(text, /Alarms of linked accounts \(444444444444\) are not seen from here/);
  assert.doesNotMatch((await service.call('describe_alarms', { state: 'ALARM' })).text, /linked/);
});

void test('list_accounts and get_server_info tell the accounts, and list_accounts the links', async () => {
  const { text, structured } = await service.call('list_accounts');
  assert.match(text, /^3 accounts to ask about/);
  assert.match(
    text,
    /\| staging \| 222222222222 \| us-east-1 \| arn:aws:iam::222222222222:role\/CloudWatchMCPReaderRole \| yes \|/,
  );
  const [central, prod] = structured['items'] as { links?: string[] }[];
  const accountsIn = (links: string[] = []) => new Set(links.map((link) => link.replace(/ "label.*/, '')));
  assert.deepEqual(accountsIn(central?.links), new Set([`shows ${STAGING}`, `shows ${PROD}`, `shows ${LINKED}`]));
  assert.deepEqual(accountsIn(prod?.links), new Set([`shown by ${CENTRAL}`]));
  assert.match(text, /\(describe_alarms and list_prometheus_workspaces ask all\)/);
  const info = await service.call('get_server_info', { account: 'prod' });
  assert.match(
    info.text,
    /account 333333333333 as arn:aws:sts::333333333333:assumed-role\/CloudWatchMCPReaderRole\/anyone/,
  );
  assert.match(info.text, /central \(123456789012\), staging \(222222222222\), prod \(333333333333\)/);
});
