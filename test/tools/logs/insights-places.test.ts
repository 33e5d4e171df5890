import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ACCOUNTS, configFile, ROLES, STAGING } from '../../support/accounts.ts';
import { startTestService, TEST_NOW, type TestService } from '../../support/harness.ts';
import { smallWorld } from '../../sandbox/small-world.ts';
import { groupOf } from './logs-world.ts';

/** One event of each place, its age telling which: `/svc` is in both regions, `/only-here` in one. */
function world(region: string) {
  const ago = region === 'us-east-1' ? 1 : 2;
  const event = { stream: 's', time: TEST_NOW - ago * 60_000, message: `of ${region}` };
  const groups = [groupOf('/svc', [event]), ...(region === 'us-east-1' ? [groupOf('/only-here', [event])] : [])];
  return { ...smallWorld(region, TEST_NOW, 0), logGroups: groups };
}

let service: TestService;
before(async () => {
  service = await startTestService({
    env: configFile({ accounts: ACCOUNTS.slice(0, 2) }),
    sandbox: { roles: ROLES, makeWorld: world },
  });
});
after(() => service.close());

const run = (query: string, more: Record<string, unknown>) =>
  service.call('run_logs_insights_query', { query, ...more });

test('two regions at once: a query in each, the events in one list, and one id for both', async () => {
  const { text, structured } = await run('fields @timestamp, @message | sort @timestamp desc', {
    groups: ['/svc'],
    region: 'all',
    account: 'central',
  });
  assert.match(text, /^2 rows from 2 log groups, .* eu-west-1, us-east-1, account central \(123456789012\)\./);
  assert.match(text, /\| 1 \| us-east-1 \| .*\n\| 2 \| eu-west-1 \| /);
  const { id } = structured;
  assert.match(String(id), /^central~eu-west-1~[\w-]+\+central~us-east-1~[\w-]+$/);
  const again = await service.call('get_logs_insights_results', { id });
  assert.deepEqual(again.structured['items'], structured['items']);
  const record = await service.call('get_log_record', { pointer: `${String(id)}#2` });
  assert.match(record.text, /in group \/svc, stream s, eu-west-1, account central/);
  assert.match(record.text, /get_log_events pointer="[^"]*" region="eu-west-1" account="central"/);
  const around = await service.call('get_log_events', { pointer: `${String(id)}#2` });
  assert.match(around.text, /> 09:38:00\.000 of eu-west-1/);
});

test('two accounts at once, each asked by its own role', async () => {
  service.sandbox.clear();
  const { text, structured } = await run('stats count(*) as n', { groups: ['/svc*'], account: 'all' });
  assert.match(text, /^2 rows from 3 log groups, .* us-east-1, accounts central, staging\./);
  assert.match(text, /Each region and account was computed by itself/);
  const asked = service.sandbox.requests.filter(({ operation }) => operation === 'StartQuery');
  assert.deepEqual(asked.map(({ account }) => account).toSorted(), ['123456789012', STAGING]);
  const more = await service.call('get_logs_insights_results', { id: structured['id'] });
  assert.deepEqual(more.structured['items'], structured['items']);
});

test('what one region lacks or refuses stands beside the rows of the other', async () => {
  const { text, structured } = await run('fields @message', {
    groups: ['/only-here'],
    region: 'all',
    account: 'central',
  });
  assert.match(text, /^1 row from \/only-here, [^\n]*\.\n/);
  assert.doesNotMatch(text, /INCOMPLETE|Not queried/);
  assert.match(text, /\nThere is no such log group in eu-west-1: nothing was queried there\./);
  assert.equal((structured['items'] as unknown[]).length, 1);
  const both = { groups: ['/only-here', '/svc'], region: 'all', account: 'central' };
  const several = await run('fields @message', both);
  assert.match(several.text, /^2 rows from .* INCOMPLETE: see below\./);
  assert.match(several.text, /Not queried: eu-west-1: There is no log group "\/only-here" in eu-west-1/);
});

test('an id of an account or region that is not configured is refused', async () => {
  for (const [id, why] of [
    ['prod~us-east-1~1f2e3d4c', /^Error: The account "prod" of this query is not one that you may read/],
    ['us-east-1~1f2e3d4c', /^Error: The account "" of this query/],
    ['central~ap-south-1~1f2e3d4c', /^Error: region "ap-south-1" is not configured here of account central/],
    ['hello', /^Error: id "hello" is not the id of a query/],
  ] as const) {
    for (const tool of ['get_logs_insights_results', 'stop_logs_insights_query']) {
      assert.match((await service.call(tool, { id })).text, why, tool);
    }
  }
});

test('stopping ends what runs, and says of the rest that it had ended', async () => {
  service.sandbox.setInsights({ polls: 1_000 });
  service.sandbox.clear();
  const asked = run('fields @message', { groups: ['/svc'] });
  const { input } = await service.sandbox.waitForCall('GetQueryResults');
  const id = `central~us-east-1~${String(input['queryId'])}`;
  const { text } = await service.call('stop_logs_insights_query', { id });
  assert.match(text, /^Stopped the query [\w-]+ in us-east-1, which had scanned /);
  assert.match((await asked).text, /was stopped\. run_logs_insights_query runs it anew|^\d+ row/);
  service.sandbox.setInsights({});
  assert.match((await service.call('stop_logs_insights_query', { id })).text, /had ended before/);
});
