import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ACCOUNTS, configFile, ROLES } from '../support/accounts.ts';
import { startTestService, type TestService } from '../support/harness.ts';

let service: TestService;
before(async () => {
  service = await startTestService({ env: configFile({ accounts: ACCOUNTS }), sandbox: { roles: ROLES } });
});
after(() => service.close());

type Row = Record<string, string>;
const rowsOf = ({ structured }: { structured: Record<string, unknown> }) => structured['items'] as Row[];

void test('a PromQL source that is unknown is told with the account whose sources are known', async () => {
  const asked = { source: 'amp:us-east-1/ws-nowhere', query: 'up', account: 'staging' };
  const { text } = await service.call('query_prometheus', asked);
  assert.match(text, /^Error: source "amp:us-east-1\/ws-nowhere" is not a known source of account staging\. Known: /);
});

void test('unknown parameters are told with those that are published', async () => {
  const wrong = (of: TestService) => of.call('list_metrics', { colour: 'red' });
  assert.match((await wrong(service)).text, /, region, account, limit, cursor\.$/);
  const single = await startTestService();
  try {
    assert.match((await wrong(single)).text, /, include_linked_accounts, limit, cursor\.$/);
  } finally {
    await single.close();
  }
});

void test('an account, or a region of it, that is not configured is refused in words', async () => {
  const refusals = [
    [{ account: 'nope' }, /^Error: account "nope" is not configured here\. Configured: central, staging, prod\.$/],
    [
      { account: 'staging', region: 'eu-west-1' },
      /^Error: region "eu-west-1" is not configured here of account staging\. Configured: us-e/,
    ],
  ] as const;
  for (const [args, said] of refusals) assert.match((await service.call('list_metrics', args)).text, said);
  const one = await service.call('get_alarm_history', { name: 'x', account: 'all' });
  assert.match(one.text, /^Error: get_alarm_history reads one account at a time: account must be one of central, /);
});

void test('what is in none of the regions that were read is not said to be in no account', async () => {
  const edge = { account: 'all', namespace: 'Shop/Edge' };
  const { text } = await service.call('list_metrics', edge);
  assert.match(
    text,
    /^Shop\/Edge, accounts central us-east-1, prod eu-west-1, staging us-east-1, active in the last two weeks: none found\n\nOnly that region of each account was read; others are asked by region="eu-west-1", region="us-east-1"\./,
  );
  const there = await service.call('list_metrics', { ...edge, region: 'eu-west-1' });
  assert.match(there.text, /^Shop\/Edge, eu-west-1, accounts central, prod, active/);
  assert.doesNotMatch(there.text, /Only that region/);
  assert.ok(rowsOf(there).some(({ inAccount }) => inAccount === 'central'));
  const groups = await service.call('search_log_events', { account: 'all', groups: ['/nowhere'] });
  assert.match(
    groups.text,
    /^Error: .*\/nowhere.* in accounts central us-east-1, prod eu-west-1, staging us-east-1\. Only that region .*region="eu-west-1"/,
  );
});
