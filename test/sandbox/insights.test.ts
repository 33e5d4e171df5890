import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  MalformedQueryException,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { GetQueryResultsCommandOutput, StartQueryCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from './small-world.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const GROUP = '/shop/web-000';

let sandbox: Sandbox;
let client: CloudWatchLogsClient;
before(async () => {
  sandbox = await startSandbox({ makeWorld: smallWorld, clock: () => NOW });
  client = new CloudWatchLogsClient({ endpoint: sandbox.url, region: 'us-east-1', credentials: sandboxCredentials });
});
after(() => sandbox.close());

/** Of the last hour of `GROUP` unless told otherwise. */
async function start(queryString: string, more: Partial<StartQueryCommandInput> = {}): Promise<string> {
  const window = { startTime: NOW / 1000 - 3600, endTime: NOW / 1000 };
  const asked = 'logGroupNames' in more || queryString.startsWith('SOURCE') ? more : { logGroupName: GROUP, ...more };
  const { queryId } = await client.send(new StartQueryCommand({ ...window, queryString, ...asked }));
  return queryId ?? '';
}

async function finish(queryId: string): Promise<GetQueryResultsCommandOutput & { polls: number }> {
  for (let polls = 1; ; polls++) {
    const answer = await client.send(new GetQueryResultsCommand({ queryId }));
    if (!/Scheduled|Running/.test(answer.status ?? '')) return { ...answer, polls };
  }
}

async function rowsOf(
  queryString: string,
  more: Partial<StartQueryCommandInput> = {},
): Promise<Record<string, string>[]> {
  const { results = [] } = await finish(await start(queryString, more));
  return results.map((row) => Object.fromEntries(row.map(({ field = '', value = '' }) => [field, value])));
}

void test('the newest matching events, with a pointer each and what was read for them', async () => {
  const query = 'fields @timestamp, @message | filter level = "ERROR" | sort @timestamp desc | limit 2';
  const { status, results = [], statistics, polls } = await finish(await start(query));
  assert.equal(status, 'Complete');
  assert.equal(polls, 2);
  assert.deepEqual(
    results.map((row) => row.map(({ field }) => field)),
    [
      ['@timestamp', '@message', '@ptr'],
      ['@timestamp', '@message', '@ptr'],
    ],
  );
  assert.deepEqual(
    results.map((row) => row.slice(0, 2).map(({ value }) => value)),
    [
      ['2026-11-21 12:00:00.000', '{"level":"ERROR","minute":0}'],
      ['2026-11-21 11:55:00.000', '{"level":"ERROR","minute":55}'],
    ],
  );
  assert.equal(statistics?.recordsMatched, 13);
  assert.equal(statistics.recordsScanned, 121);
  assert.equal(statistics.logGroupsScanned, 1);
});

void test('counts by bin, sorted by a column under its own name', async () => {
  const rows = await rowsOf('stats count(*) by bin(30m), level | sort bin(30m) asc, count(*) desc');
  assert.deepEqual(rows[0], { 'bin(30m)': '2026-11-21 11:00:00.000', level: 'INFO', 'count(*)': '54' });
  assert.deepEqual(
    rows.map((row) => row['count(*)']),
    ['54', '6', '54', '6', '1'],
  );
});

void test('a malformed query is refused with its place', async () => {
  await assert.rejects(start('fields @timestamp | pattern @message'), (error) => {
    assert.ok(error instanceof MalformedQueryException);
    assert.match(error.message, /unexpected symbol found pattern at line 1 and position 20/);
    assert.deepEqual(error.queryCompileError?.location, { startCharOffset: 20, endCharOffset: 27 });
    return true;
  });
});
