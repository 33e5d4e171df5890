import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CloudWatchLogsClient,
  GetLogRecordCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { StartQueryCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { sandboxCredentials, startSandbox } from '../../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { CENTRAL, readerRole, STAGING } from '../../support/accounts.ts';
import { smallWorld } from '../../sandbox/small-world.ts';

const NOW = Math.floor(Date.now() / 60_000) * 60_000;
const SECOND = NOW / 1000;
const DAY = 86_400;
const arn = (group: string, account = CENTRAL) => `arn:aws:logs:us-east-1:${account}:log-group:${group}`;

let sandbox: Sandbox;
let client: CloudWatchLogsClient;
before(async () => {
  sandbox = await startSandbox({
    makeWorld: (region, madeAt) => smallWorld(region, madeAt, 60),
    clock: () => NOW,
    insights: { polls: 0 },
    links: { [CENTRAL]: [STAGING] },
  });
  client = clientOf('us-east-1');
});
after(() => sandbox.close());

type Keys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

function clientOf(region: string, credentials: Keys = sandboxCredentials): CloudWatchLogsClient {
  return new CloudWatchLogsClient({ endpoint: sandbox.url, region, credentials, maxAttempts: 1 });
}

async function start(input: Partial<StartQueryCommandInput>, as = client): Promise<string> {
  const usual = { startTime: SECOND - 600, endTime: SECOND, queryString: 'fields @message' };
  return (await as.send(new StartQueryCommand({ ...usual, ...input }))).queryId ?? '';
}

async function query(input: Partial<StartQueryCommandInput>): Promise<(string | undefined)[][]> {
  const { results = [] } = await client.send(new GetQueryResultsCommand({ queryId: await start(input) }));
  return results.map((row) => row.map(({ value }) => value));
}

/** How many events each group has among those of a query. */
async function groupsOf(input: Partial<StartQueryCommandInput>): Promise<(string | undefined)[]> {
  const { queryString = 'fields @message' } = input;
  const rows = await query({ ...input, queryString: `${queryString} | stats count(*) by @log | sort @log` });
  return rows.map(([log]) => log);
}

const [WEB, WORKER, RARE] = ['/shop/web-000', '/shop/Worker-001', '/shop/web-002'];

void test('log groups by name, by ARN and by SOURCE', async () => {
  const both = [`${CENTRAL}:${WORKER}`, `${CENTRAL}:${WEB}`];
  assert.deepEqual(await groupsOf({ logGroupNames: [WEB, WORKER] }), both);
  assert.deepEqual(await groupsOf({ logGroupIdentifiers: [arn(WEB), WORKER, WEB] }), both);
  assert.deepEqual(await groupsOf({ logGroupName: RARE }), [`${CENTRAL}:${RARE}`]);
  const source = (inside: string) => groupsOf({ queryString: `SOURCE logGroups(${inside}) | fields @message` });
  assert.deepEqual(
    await source("namePrefix: ['/shop/web-00', '/shop/Worker-001'], accountIdentifiers: ['123456789012']"),
    [`${CENTRAL}:${WORKER}`, ...[0, 4, 6, 8].map((number) => `${CENTRAL}:/shop/web-00${number}`)],
  );
  assert.deepEqual(await source("class: ['INFREQUENT_ACCESS']"), [`${CENTRAL}:${RARE}`]);
  const staging = await source("accountIdentifiers: ['222222222222'], namePrefix: ['/']");
  assert.ok(staging.every((log) => log?.startsWith(STAGING)));
});

void test('the events of several groups come newest first, as those of one', async () => {
  const rows = await query({ logGroupNames: [WEB, WORKER], queryString: 'fields @timestamp, @log' });
  const times = rows.map(([time = '']) => time);
  assert.equal(times.length, 63);
  assert.deepEqual(times, times.toSorted().toReversed());
  assert.equal(new Set(rows.slice(0, 3).map(([, log]) => log)).size, 2);
});

void test('what is queried from a monitoring account reaches the linked ones, pointers too', async () => {
  const worker = '/svc222/worker';
  const window = { startTime: SECOND - DAY, endTime: SECOND, queryString: 'fields @ptr | limit 1' };
  const [row = []] = await query({ ...window, logGroupIdentifiers: [arn(worker, STAGING)] });
  const { logRecord } = await client.send(new GetLogRecordCommand({ logRecordPointer: row[0] }));
  assert.equal(logRecord?.['@log'], `${STAGING}:${worker}`);
  const source = `SOURCE logGroups(namePrefix: ['/svc222/w']) | stats count(*) by @log`;
  const [counted = []] = await query({ ...window, queryString: source });
  assert.equal(counted[0], `${STAGING}:${worker}`);
});

void test('a query belongs to its account and region', async () => {
  const sts = new STSClient({ endpoint: sandbox.url, region: 'us-east-1', credentials: sandboxCredentials });
  const role = { RoleArn: readerRole(STAGING), RoleSessionName: 'test' };
  const { Credentials: keys } = await sts.send(new AssumeRoleCommand(role));
  const staging = clientOf('us-east-1', {
    accessKeyId: keys?.AccessKeyId ?? '',
    secretAccessKey: keys?.SecretAccessKey ?? '',
    sessionToken: keys?.SessionToken ?? '',
  });
  const queryId = await start({ logGroupName: '/svc222/api' }, staging);
  const unknown = { name: 'ResourceNotFoundException' };
  for (const stranger of [client, clientOf('eu-west-1')]) {
    await assert.rejects(stranger.send(new GetQueryResultsCommand({ queryId })), unknown);
    await assert.rejects(stranger.send(new StopQueryCommand({ queryId })), unknown);
  }
  assert.equal((await staging.send(new GetQueryResultsCommand({ queryId }))).status, 'Complete');
});

void test('the limit of the query goes before that of the request, which is 10,000 unless given', async () => {
  const rows = async (queryString: string, limit?: number) =>
    (await query({ logGroupName: WEB, queryString, startTime: SECOND - 4 * DAY, limit })).length;
  assert.equal(await rows('fields @message', 7), 7);
  assert.equal(await rows('fields @message | limit 9', 7), 9);
  assert.equal(await rows('fields @message'), 10_000);
});

void test('results over 10,000 come in pages', async () => {
  const window = { startTime: SECOND - 4 * DAY, endTime: SECOND, logGroupName: WEB };
  const queryId = await start({ ...window, limit: 11_000, queryString: 'fields @timestamp' });
  const page = async (nextToken?: string, maxItems?: number, id = queryId) =>
    client.send(new GetQueryResultsCommand({ queryId: id, nextToken, maxItems }));
  const first = await page();
  assert.equal(first.results?.length, 10_000);
  assert.equal(first.statistics?.resultCount, 11_000);
  const second = await page(first.nextToken);
  assert.equal(second.results?.length, 1000);
  assert.equal(second.nextToken, undefined);
  const times = [...first.results, ...second.results].map((row) => row[0]?.value);
  assert.equal(new Set(times).size, 11_000);
  assert.equal((await page(undefined, 3)).results?.length, 3);
  const middle = await page(undefined, 5500);
  const end = await page(middle.nextToken, 5500);
  assert.deepEqual([end.results?.length, end.nextToken], [5500, undefined]);
  const other = await start({ logGroupName: WEB });
  await assert.rejects(page(first.nextToken, undefined, other), { name: 'InvalidParameterException' });
  await assert.rejects(page(undefined, 10_001), { name: 'InvalidParameterException' });
});

void test('results that are no longer at hand are the same when they are read again', async () => {
  const queryId = await start({ logGroupName: WEB });
  const read = async () => (await client.send(new GetQueryResultsCommand({ queryId }))).results;
  const first = await read();
  for (let other = 0; other < 31; other++) await query({ logGroupName: WEB, queryString: 'limit 1' });
  assert.equal(first?.length, 21);
  assert.deepEqual(await read(), first);
});

void test('the end of the window is in it, in seconds', async () => {
  const minute = { logGroupName: WEB, startTime: SECOND - 30, endTime: SECOND - 30, queryString: 'fields @timestamp' };
  const [row] = await query(minute);
  assert.equal(row?.[0], new Date(NOW - 30_000).toISOString().replace('T', ' ').replace('Z', ''));
});

const many = (count: number) => Array.from({ length: count }, (_, index) => `/shop/x-${index}`);
const REFUSED: readonly (readonly [why: string, input: Partial<StartQueryCommandInput>, name: string])[] = [
  ['no group', {}, 'InvalidParameterException'],
  ['groups by two members', { logGroupName: WEB, logGroupNames: [WEB] }, 'InvalidParameterException'],
  ['more than 50 groups', { logGroupNames: many(51) }, 'InvalidParameterException'],
  ['an empty list', { logGroupNames: [] }, 'InvalidParameterException'],
  ['a group that is not there', { logGroupNames: [WEB, '/none'] }, 'ResourceNotFoundException'],
  ['groups of two classes', { logGroupNames: [WEB, RARE] }, 'InvalidParameterException'],
  [
    'SOURCE beside groups',
    { logGroupName: WEB, queryString: 'SOURCE logGroups() | limit 1' },
    'InvalidParameterException',
  ],
  [
    'a SOURCE that selects nothing',
    { queryString: "SOURCE logGroups(namePrefix: ['/none'])" },
    'ResourceNotFoundException',
  ],
  ['an end before the start', { logGroupName: WEB, endTime: SECOND - 601 }, 'InvalidParameterException'],
  ['a limit of none', { logGroupName: WEB, limit: 0 }, 'InvalidParameterException'],
  ['a limit over 100,000', { logGroupName: WEB, limit: 100_001 }, 'InvalidParameterException'],
  [
    'what is past retention',
    { logGroupName: WORKER, startTime: SECOND - 20 * DAY, endTime: SECOND - 15 * DAY },
    'MalformedQueryException',
  ],
  ['SQL', { logGroupName: WEB, queryLanguage: 'SQL', queryString: 'SELECT 1' }, 'MalformedQueryException'],
  ['PPL', { logGroupName: WEB, queryLanguage: 'PPL', queryString: 'fields a' }, 'MalformedQueryException'],
  [
    'another language',
    { logGroupName: WEB, queryLanguage: 'KQL' as StartQueryCommandInput['queryLanguage'] },
    'InvalidParameterException',
  ],
  ['a query too long', { logGroupName: WEB, queryString: ' '.repeat(10_001) }, 'InvalidParameterException'],
];

for (const [why, input, name] of REFUSED) {
  void test(`StartQuery refuses ${why}`, async () => {
    await assert.rejects(start(input), { name });
  });
}
