import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { INVOCATION_LOG, readEntry } from '../../../src/sandbox/world/bedrock.ts';
import { shopWorld, startTestService, TEST_NOW, type ToolAnswer } from '../../support/harness.ts';

interface Amounts {
  readonly calls: number;
  readonly errors: number;
  readonly throttled: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly p50Ms?: number;
  readonly p90Ms?: number;
  readonly p99Ms?: number;
  readonly cost?: number;
}
interface Row extends Amounts {
  readonly by: string;
  readonly name: string;
  readonly alsoCalled?: string[];
}

const WINDOW = { start: '2026-11-19T12:00Z', end: '2026-11-20T12:00Z' };
const REGIONS = ['us-east-1', 'eu-west-1'];
const ROLE = 'arn:aws:sts::123456789012:assumed-role';

const shop = await startTestService({ regions: REGIONS, sandbox: { insights: { polls: 0 } } });
after(() => shop.close());
const report = async (args: Record<string, unknown> = {}) => {
  const answer = await shop.call('get_bedrock_usage_report', { ...WINDOW, ...args });
  assert.equal(answer.isError, false, answer.text);
  return answer;
};
const refusal = async (args: Record<string, unknown>) => {
  const { text, isError } = await shop.call('get_bedrock_usage_report', args);
  assert.ok(isError, text);
  return text;
};
const totalOf = (answer: ToolAnswer) => answer.structured['total'] as Amounts;
const rowsOf = (answer: ToolAnswer, by?: string) =>
  (answer.structured['items'] as Row[]).filter((row) => by === undefined || row.by === by);
const firstLine = (answer: ToolAnswer) => answer.text.split('\n')[0] ?? '';

/** What the log of the regions holds in the window, counted here. */
function counted(regions = REGIONS, start = Date.parse(WINDOW.start), end = Date.parse(WINDOW.end)) {
  const calls = regions.flatMap((region) => {
    const log = [...shopWorld(region, TEST_NOW).logGroups].find(({ name }) => name === INVOCATION_LOG);
    return log?.events({ start, end }).map(({ message }) => readEntry(message)) ?? [];
  });
  const taken = calls.filter(({ errorCode }) => errorCode !== 'ThrottlingException');
  const sum = (key: 'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheWriteTokens') =>
    calls.reduce((total, call) => total + call[key], 0);
  return {
    calls: taken.length,
    errors: taken.filter(({ errorCode }) => errorCode !== undefined).length,
    throttled: calls.length - taken.length,
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    cacheReadTokens: sum('cacheReadTokens'),
    cacheWriteTokens: sum('cacheWriteTokens'),
  };
}

const COUNTED = [
  'calls',
  'errors',
  'throttled',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
] as const;
const amounts = (row: Amounts) => Object.fromEntries(COUNTED.map((key) => [key, row[key]]));

void test('the totals are those of the log, and every breakdown adds up to them', async () => {
  const answer = await report();
  assert.deepEqual(amounts(totalOf(answer)), counted());
  assert.ok(totalOf(answer).calls > 500 && totalOf(answer).throttled > 5);
  for (const by of ['day', 'region', 'model', 'user']) {
    const rows = rowsOf(answer, by);
    assert.ok(rows.length > 1, by);
    for (const key of COUNTED) {
      const sum = rows.reduce((total, row) => total + row[key], 0);
      assert.equal(sum, totalOf(answer)[key], `${by} ${key}`);
    }
  }
  assert.deepEqual(
    rowsOf(answer, 'day').map(({ name }) => name),
    ['2026-11-19', '2026-11-20'],
  );
});

void test('the metrics tell the same totals, days, regions and models as the log, and say that they know no users', async () => {
  const [logged, metered] = [await report(), await report({ source: 'metrics' })];
  assert.deepEqual(amounts(totalOf(metered)), amounts(totalOf(logged)));
  for (const by of ['day', 'region', 'model']) {
    const named = (answer: ToolAnswer) => rowsOf(answer, by).map((row) => [row.name, amounts(row)]);
    assert.deepEqual(named(metered), named(logged), by);
  }
  assert.deepEqual(rowsOf(metered, 'user'), []);
  assert.match(firstLine(metered), /us-east-1: metrics in AWS\/Bedrock; they know no users\.$/);
  assert.match(
    firstLine(logged),
    /us-east-1: model invocation log \/aws\/bedrock\/modelinvocations \(found by its name, \S+ [KM]iB scanned\)/,
  );
});

void test('percentiles are within 5 % of the durations, from the log and from the metrics alike', async () => {
  const log = [...shopWorld('us-east-1', TEST_NOW).logGroups].find(({ name }) => name === INVOCATION_LOG);
  const durations = (log?.events({ start: Date.parse(WINDOW.start), end: Date.parse(WINDOW.end) }) ?? [])
    .map(({ message }) => readEntry(message))
    .filter(({ errorCode, modelId }) => errorCode === undefined && modelId.includes('nova'))
    .map(({ latencyMs }) => latencyMs)
    .toSorted((a, b) => a - b);
  for (const source of ['logs', 'metrics']) {
    const { p50Ms, p90Ms, p99Ms } = totalOf(await report({ source, region: 'us-east-1', model: 'nova' }));
    for (const [told, percent] of [
      [p50Ms, 50],
      [p90Ms, 90],
      [p99Ms, 99],
    ] as const) {
      const exact = durations[Math.ceil((percent / 100) * durations.length) - 1] ?? NaN;
      assert.ok(Math.abs((told ?? 0) / exact - 1) < 0.055, `${source} p${percent}: ${told} for ${exact}`);
    }
  }
});

void test('names of inference profiles are told as the model they stand for, with the names that were called', async () => {
  const [claude] = rowsOf(await report({ model: 'CLAUDE' }), 'model');
  assert.equal(claude?.name, 'anthropic.claude-sonnet-4-5-20250929-v1:0');
  assert.deepEqual(
    claude.alsoCalled,
    ['eu', 'us'].map((geography) => `${geography}.${claude.name}`),
  );
});

void test('a model, a user and a region narrow every figure', async () => {
  const all = await report();
  const nova = await report({ model: 'nova-lite' });
  assert.deepEqual(
    amounts(totalOf(nova)),
    amounts(rowsOf(all, 'model').find(({ name }) => name.includes('nova')) as Row),
  );
  assert.match(firstLine(nova), /, models with "nova-lite"\. Counted/);
  const alice = await report({ user: 'Alice@example.com' });
  const row = rowsOf(all, 'user').find(({ name }) => name === `${ROLE}/Developer/alice@example.com`);
  assert.deepEqual(amounts(totalOf(alice)), amounts(row as Row));
  const edge = await report({ region: 'eu-west-1' });
  assert.deepEqual(amounts(totalOf(edge)), counted(['eu-west-1']));
});

void test('a report is Markdown: the totals, then a table each, and the same rows typed', async () => {
  const answer = await report();
  const headings = answer.text.match(/^## .*$/gm);
  assert.deepEqual(headings, ['## Totals', '## Per day (UTC)', '## Per region', '## Per model', '## Per user']);
  for (const row of rowsOf(answer)) assert.ok(answer.text.includes(`| ${row.name} `), row.name);
  assert.match(answer.text.split('\n').at(-1) ?? '', /^https:\/\/us-east-1\.console\.aws\.amazon\.com\/cloudwatch\//);
});

void test('by chooses the breakdowns, limit their rows, and what is left out is counted', async () => {
  const answer = await report({ by: ['user', 'account'], limit: 3 });
  assert.deepEqual([...new Set(rowsOf(answer).map(({ by }) => by))], ['account', 'user']);
  assert.equal(rowsOf(answer, 'user').length, 3);
  assert.match(answer.text, /More: not shown are 1 of 4 in Per user\./);
});

void test('a small budget drops whole rows from the end, says how many, and keeps the totals', async () => {
  const service = await startTestService({ regions: REGIONS, env: { CLOUDWATCH_MCP_MAX_RESULT_TOKENS: '1000' } });
  try {
    const answer = await service.call('get_bedrock_usage_report', WINDOW);
    assert.deepEqual(amounts(totalOf(answer)), counted());
    assert.match(answer.text, /More: not shown are .*\d of 4 in Per user/);
    assert.ok(rowsOf(answer, 'day').length > 0 && rowsOf(answer, 'user').length < 4);
  } finally {
    await service.close();
  }
});

void test('costs come from the prices given alone, and models without one are named', async () => {
  const prices = ['anthropic.claude-sonnet*=3/15/0.3/3.75', 'amazon.nova-lite-v1:0=0.06/0.24'];
  const answer = await report({ prices, region: 'us-east-1' });
  const row = rowsOf(answer, 'model').find(({ name }) => name.includes('claude')) as Row;
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = row;
  const exact = (3 * inputTokens + 15 * outputTokens + 0.3 * cacheReadTokens + 3.75 * cacheWriteTokens) / 1e6;
  assert.ok(Math.abs((row.cost ?? 0) - exact) < 1e-5);
  assert.equal(rowsOf(answer, 'model').find(({ name }) => name.includes('titan'))?.cost, undefined);
  assert.match(answer.text, /No cost is told .*: amazon\.titan-embed-text-v2:0\./);
  assert.equal(totalOf(answer).cost, undefined);
  assert.doesNotMatch((await report()).text, /cost/);
  assert.match(
    await refusal({ prices: ['nova=cheap'] }),
    /^Error: "nova=cheap" is no price\. Write model=input\/output/,
  );
});

void test('days are whole UTC days up to now, seven unless given', async () => {
  const today = await shop.call('get_bedrock_usage_report', { days: 1, region: 'us-east-1' });
  assert.match(firstLine(today), /2026-11-21T00:00Z to 2026-11-21T09:40Z/);
  const week = await shop.call('get_bedrock_usage_report', { region: 'eu-west-1', by: ['day'] });
  assert.match(firstLine(week), /2026-11-15T00:00Z to 2026-11-21T09:40Z/);
  assert.equal(rowsOf(week).length, 7);
  assert.match(week.text, /\| 2026-11-20 \|[\s\S]*\| 2026-11-21 \(until 09:40\) \|/);
  const hours = await shop.call('get_bedrock_usage_report', { start: '-2d', region: 'eu-west-1', by: ['day'] });
  assert.match(hours.text, /\| 2026-11-19 \(from 09:40\) \|/);
  assert.match(await refusal({ days: 2, start: '-1d' }), /^Error: days and start both say/);
});

void test('metrics are counted by whole hours, and that is said where it matters', async () => {
  const odd = { start: '2026-11-20T10:20Z', end: '2026-11-20T12:40Z', region: 'us-east-1' };
  const answer = await report({ ...odd, source: 'metrics' });
  const whole = counted(['us-east-1'], Date.parse('2026-11-20T10:00Z'), Date.parse('2026-11-20T13:00Z'));
  assert.deepEqual(amounts(totalOf(answer)), whole);
  assert.match(answer.text, /Metrics are counted by whole hours: in us-east-1 2026-11-20T10:00Z to 2026-11-20T13:00Z/);
});

void test('durations that the log does not tell are said to be missing', async () => {
  const { text } = await report({ region: 'us-east-1' });
  assert.match(
    text,
    /Durations in us-east-1 are of [\d,]+ of [\d,]+ calls that went well: the log tells them of Converse alone\./,
  );
  assert.match(text, /Per user they are not read, which would take more rows than a query gives: user="…" tells/);
});

void test('a window without calls is said to be empty', async () => {
  const answer = await report({ model: 'nothing', region: 'us-east-1' });
  assert.match(firstLine(answer), /^No Amazon Bedrock usage, 2026-11-19T12:00Z to .*, models with "nothing"\./);
  assert.doesNotMatch(answer.text, /^\|/m);
});

void test('what stands in a query can only be a part of a name', async () => {
  assert.match(await refusal({ user: 'a") or ispresent(x' }), /^Error: user /);
});

void test('a log group is given by name; one that does not exist is an error that names the way', async () => {
  const given = await report({ log_group: INVOCATION_LOG, region: 'us-east-1' });
  assert.deepEqual(amounts(totalOf(given)), counted(['us-east-1']));
  assert.match(
    await refusal({ log_group: '/aws/bedrock/none' }),
    /^Error: There is no log group "\/aws\/bedrock\/none" in /,
  );
});
