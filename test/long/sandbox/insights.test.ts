import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import {
  CloudWatchLogsClient,
  DescribeQueriesCommand,
  GetLogRecordCommand,
  GetQueryResultsCommand,
  MalformedQueryException,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { GetQueryResultsCommandOutput, StartQueryCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { sandboxCredentials, startSandbox } from '../../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { smallWorld } from '../../sandbox/small-world.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;
const ACCOUNT = '123456789012';
const GROUP = '/shop/web-000';

let now = NOW;
let sandbox: Sandbox;
let client: CloudWatchLogsClient;
before(async () => {
  sandbox = await startSandbox({ makeWorld: smallWorld, clock: () => now });
  client = clientOf('us-east-1');
});
beforeEach(() => {
  now = NOW;
  sandbox.setInsights({});
});
after(() => sandbox.close());

function clientOf(region: string): CloudWatchLogsClient {
  return new CloudWatchLogsClient({ endpoint: sandbox.url, region, credentials: sandboxCredentials, maxAttempts: 1 });
}

/** Of the last hour of `GROUP` unless told otherwise. */
async function start(queryString: string, more: Partial<StartQueryCommandInput> = {}): Promise<string> {
  const window = { startTime: (NOW - HOUR) / 1000, endTime: NOW / 1000 };
  const named = 'logGroupNames' in more || 'logGroupIdentifiers' in more || queryString.startsWith('SOURCE');
  const groups = named ? {} : { logGroupName: GROUP };
  const { queryId } = await client.send(new StartQueryCommand({ ...window, queryString, ...groups, ...more }));
  return queryId ?? '';
}

const poll = (queryId: string, more = {}) => client.send(new GetQueryResultsCommand({ queryId, ...more }));

async function finish(queryId: string): Promise<GetQueryResultsCommandOutput & { polls: number }> {
  for (let polls = 1; ; polls++) {
    const answer = await poll(queryId);
    if (!/Scheduled|Running/.test(answer.status ?? '')) return { ...answer, polls };
  }
}

type Rows = Record<string, string>[];

function rowsIn({ results = [] }: GetQueryResultsCommandOutput): Rows {
  return results.map((row) => Object.fromEntries(row.map(({ field = '', value = '' }) => [field, value])));
}

async function rowsOf(queryString: string, more: Partial<StartQueryCommandInput> = {}): Promise<Rows> {
  return rowsIn(await finish(await start(queryString, more)));
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
  const hour =
    smallWorld('us-east-1', NOW)
      .logGroups.at(0)
      ?.events({ start: NOW - HOUR, end: NOW + 1 }) ?? [];
  const bytes = hour.reduce((sum, { message }) => sum + message.length, 0);
  assert.deepEqual(statistics, {
    recordsMatched: 13,
    recordsScanned: 121,
    estimatedRecordsSkipped: 0,
    bytesScanned: bytes,
    estimatedBytesSkipped: 0,
    logGroupsScanned: 1,
    resultCount: 2,
  });
});

void test('counts by bin, sorted by columns under their own names; rows of stats have no pointer', async () => {
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

void test('a query goes on by polls, with a part of its results meanwhile', async () => {
  sandbox.setInsights({ polls: 3 });
  const queryId = await start('fields @timestamp | limit 100');
  const seen: [string | undefined, number, number | undefined][] = [];
  for (let polls = 0; polls < 5; polls++) {
    const { status, results = [], statistics } = await poll(queryId);
    seen.push([status, results.length, statistics?.recordsScanned]);
  }
  assert.deepEqual(seen, [
    ['Scheduled', 0, 0],
    ['Running', 50, 60],
    ['Running', 75, 90],
    ['Complete', 100, 121],
    ['Complete', 100, 121],
  ]);
});

void test('a query takes a time where that is asked for, and an hour at most', async () => {
  const put = (settings: unknown) =>
    fetch(`${sandbox.url}/_sandbox/insights`, { method: 'PUT', body: JSON.stringify(settings) });
  assert.equal((await put({ takesMs: 2 * HOUR })).status, 200);
  const queryId = await start('limit 100');
  const statusIn = async (ms: number) => {
    now = NOW + ms;
    return (await poll(queryId)).status;
  };
  assert.equal(await statusIn(0), 'Running');
  assert.equal(await statusIn(HOUR), 'Running');
  assert.equal(await statusIn(HOUR + 1), 'Timeout');
  now = NOW;
  await put({ takesMs: 1000 });
  const quick = await start('limit 100');
  assert.equal((await poll(quick)).status, 'Running');
  now = NOW + 1000;
  assert.equal((await poll(quick)).status, 'Complete');
  assert.equal((await put({ speed: 1 })).status, 400);
});

void test('a query can fail, and time out', async () => {
  for (const outcome of ['Failed', 'Timeout'] as const) {
    sandbox.setInsights({ polls: 0, outcome });
    assert.equal((await poll(await start('limit 1'))).status, outcome);
  }
});

void test('a query that runs can be stopped, once, and is then cancelled', async () => {
  const queryId = await start('fields @message');
  const stop = () => client.send(new StopQueryCommand({ queryId }));
  assert.equal((await stop()).success, true);
  assert.equal((await poll(queryId)).status, 'Cancelled');
  await assert.rejects(stop(), { name: 'InvalidParameterException', message: /is not running/ });
});

void test('no more queries run at once than may', async () => {
  sandbox.setInsights({ concurrent: 1, polls: 1 });
  const elsewhere = new StartQueryCommand({ startTime: 0, endTime: 1e10, queryString: 'limit 1', logGroupName: GROUP });
  for (const { queryId, status } of (await client.send(new DescribeQueriesCommand())).queries ?? []) {
    if (status === 'Running') await client.send(new StopQueryCommand({ queryId }));
  }
  const first = await start('limit 1');
  await assert.rejects(start('limit 2'), { name: 'LimitExceededException', message: /limit of \[1\] reached/ });
  assert.ok((await clientOf('eu-west-1').send(elsewhere)).queryId);
  await finish(first);
  assert.ok(await start('limit 2'));
});

void test('queries are listed newest first, by status and group', async () => {
  const [first, second] = [await start('limit 1'), await start('limit 2', { logGroupNames: ['/shop/Worker-001'] })];
  await finish(first);
  const list = async (input: object) =>
    (await client.send(new DescribeQueriesCommand(input))).queries?.map(({ queryId }) => queryId) ?? [];
  assert.deepEqual((await list({})).slice(0, 2), [second, first]);
  assert.equal((await list({ status: 'Running' }))[0], second);
  assert.equal((await list({ logGroupName: GROUP }))[0], first);
  assert.deepEqual(await list({ queryLanguage: 'SQL' }), []);
  const { queries = [], nextToken } = await client.send(new DescribeQueriesCommand({ maxResults: 1 }));
  assert.equal(queries[0]?.queryString, 'limit 2');
  assert.equal(queries[0].createTime, NOW);
  assert.deepEqual((await list({ maxResults: 1, nextToken }))[0], first);
});

void test('a pointer leads to its record, with the fields in it', async () => {
  const [row = {}] = await rowsOf('filter level = "ERROR" | limit 1');
  const { logRecord } = await client.send(new GetLogRecordCommand({ logRecordPointer: row['@ptr'] ?? '' }));
  assert.deepEqual(logRecord, {
    level: 'ERROR',
    minute: '0',
    '@ptr': row['@ptr'],
    '@timestamp': String(NOW),
    '@ingestionTime': String(NOW + 900),
    '@message': '{"level":"ERROR","minute":0}',
    '@logStream': 'b/1',
    '@log': `${ACCOUNT}:${GROUP}`,
  });
  // The second of two equal events at the same time has a pointer of its own.
  const twins = await rowsOf('fields @message | limit 2', { logGroupNames: ['/shop/Worker-001'] });
  assert.equal(new Set(twins.map((twin) => twin['@ptr'])).size, 2);
  await assert.rejects(client.send(new GetLogRecordCommand({ logRecordPointer: 'nonsense' })), {
    name: 'InvalidParameterException',
  });
});
