import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CloudWatchLogsClient, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { sandboxCredentials } from '../../../src/sandbox/sandbox.ts';
import { TEST_NOW } from '../../support/harness.ts';
import { GROUP, serveQueries } from './insights-world.ts';

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
