import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CloudWatchLogsClient, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { sandboxCredentials } from '../../../src/sandbox/sandbox.ts';
import { TEST_NOW } from '../../support/harness.ts';
import { cells, GROUP, hits, serveQueries, started } from './insights-world.ts';
import { groupOf, series } from './logs-world.ts';

test('a query whose start is not confirmed is not started again, one that AWS throttles is', async (t) => {
  const service = await serveQueries(t);
  for (const kind of ['serverError', 'cut'] as const) {
    service.sandbox.clear();
    service.sandbox.setFault('StartQuery', { kind });
    const { isError, text } = await service.run('fields @message');
    assert.equal(isError, true, text);
    assert.match(text, /Whether the query began is not known; one that did runs on and is paid\./);
    assert.equal(service.sandbox.calls()['StartQuery'], 1, kind);
  }
  service.sandbox.clear();
  service.sandbox.setFault('StartQuery', { kind: 'throttle', times: 1 });
  const { isError, text } = await service.run('fields @message');
  assert.equal(isError, false, text);
  assert.equal(service.sandbox.calls()['StartQuery'], 2);
});

test('rows that a limit beside the text cut are said to be so by the id, too', async (t) => {
  const service = await serveQueries(t);
  // As PPL and SQL are started, whose text is sent as it stands.
  const logs = new CloudWatchLogsClient({
    region: 'us-east-1',
    endpoint: service.sandbox.url,
    credentials: sandboxCredentials,
  });
  t.after(() => logs.destroy());
  const { queryId = '' } = await logs.send(
    new StartQueryCommand({
      logGroupName: GROUP,
      startTime: Math.floor(TEST_NOW / 1000) - 3_600,
      endTime: Math.floor(TEST_NOW / 1000),
      queryString: 'stats count(*) by @message',
      limit: 3,
    }),
  );
  const results = (id: string) => service.call('get_logs_insights_results', { id });
  const cut = await results(`us-east-1~${queryId}@3`);
  assert.match(cut.text, /^3 rows \(the limit; there may be more\), us-east-1/);
  assert.equal(cut.structured['id'], `us-east-1~${queryId}@3`);
  assert.match((await results(`us-east-1~${queryId}@4`)).text, /^3 rows, us-east-1/);
});

test('bins that the window cuts are told as partial', async (t) => {
  const service = await serveQueries(t);
  const query = 'stats count(*) as n by bin(30m)';
  assert.doesNotMatch((await service.run(query, { start: '-1h' })).text, /Partial/);
  const cut = await service.run(query, { start: '2026-11-21T08:50:00Z', end: '2026-11-21T08:55:00Z' });
  assert.match(
    cut.text,
    /\nPartial, since the window cuts it: 2026-11-21 08:30:00\.000 counts only .*08:50Z to .*08:55Z/,
  );
});

test('groups by ARN, and fifty of them at once, no more', async (t) => {
  const many = Array.from({ length: 51 }, (_, i) => groupOf(`/many/${100 + i}`, series('one', 1, 60_000)));
  const service = await serveQueries(t, [hits(), ...many]);
  const count = (groups: readonly string[]) => service.run('stats count(*) as n', { groups });
  const arn = `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}`;
  assert.deepEqual(cells(await count([arn])), [['20']]);
  assert.deepEqual(cells(await count(['/many/10*', '/many/11*', '/many/12*', '/many/13*', '/many/14*'])), [['50']]);
  const over = await count(['/many/*']);
  assert.match(over.text, /^Error: The query is for 51 log groups; at most 50 are read at once\./);
});

test('PPL and SQL go to AWS as they stand, in their language, with a limit', async (t) => {
  const service = await serveQueries(t);
  const ppl = 'stats count() by `@message`';
  const sql = `SELECT COUNT(*) FROM \`${GROUP}\``;
  await service.run(ppl, { language: 'ppl' });
  await service.run(sql, { language: 'sql', limit: 7 });
  assert.deepEqual(
    started(service).map(({ queryLanguage, queryString, logGroupNames, limit }) => {
      return [queryLanguage, queryString, logGroupNames, limit];
    }),
    [
      ['PPL', ppl, [GROUP], 100],
      ['SQL', sql, undefined, 7],
    ],
  );
});

test('a query that takes long is looked at less and less often', async (t) => {
  const service = await serveQueries(t, undefined, { env: { CLOUDWATCH_MCP_TOOL_TIMEOUT: '3' } });
  service.sandbox.setInsights({ polls: 1_000 });
  assert.match((await service.run('fields @message')).text, /It runs on/);
  // Half of the time is kept for the answer: the rest is six waits of a quarter of a second, and four that grow by half.
  const looks = service.sandbox.calls()['GetQueryResults'] ?? 0;
  assert.ok(looks >= 2 && looks <= 5, `${looks} looks`);
});
