import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { World } from '../../../src/sandbox/world/types.ts';
import { smallWorld } from '../../sandbox/small-world.ts';
import { startTestService, TEST_NOW, type TestService } from '../../support/harness.ts';

interface Row {
  region: string;
  name: string;
  groups: string[];
  query: string;
  filled?: string;
  missing?: string[];
  parameters?: object[];
}

let service: TestService;
before(async () => {
  service = await startTestService({ regions: ['us-east-1', 'eu-west-1'] });
});
after(() => service.close());

const rowsOf = (answer: { structured: Record<string, unknown> }) => answer.structured['items'] as Row[];
const namesOf = (answer: { structured: Record<string, unknown> }) => rowsOf(answer).map(({ name }) => name);

test('the queries of every region, each as a call that runs it', async () => {
  const answer = await service.call('list_saved_queries');
  assert.match(answer.text, /^6 saved queries, eu-west-1, us-east-1, account 123456789012\./);
  assert.deepEqual(
    rowsOf(answer).map(({ region, name }) => `${region} ${name}`),
    rowsOf(answer)
      .map(({ region, name }) => `${region} ${name}`)
      .toSorted(),
  );
  assert.match(
    answer.text,
    /\ncheckout\/failed orders by cause \(Logs Insights QL, us-east-1, saved 2026-11-18T09:40Z\)\nrun_logs_insights_query groups=\["\/shop\/checkout"\] query="filter level = \\"error\\"[^\n]*region="us-east-1"/,
  );
});

test('parameters are filled in with their usual values, and told', async () => {
  const answer = await service.call('list_saved_queries', { name_prefix: 'checkout/slow' });
  const [row] = rowsOf(answer);
  assert.match(row?.query ?? '', /durationMs > \{\{ms\}\}/);
  assert.match(row?.filled ?? '', /durationMs > 1000[\s\S]*limit 20/);
  assert.match(answer.text, /query="[^\n]*durationMs > 1000/);
  assert.match(answer.text, /Parameter ms: filled in as "1000"; slower than so many milliseconds/);
});

test('what somebody has to choose first is said: values and log groups', async () => {
  const { text } = await service.call('list_saved_queries', { contains: 'REQUESTID = ' });
  assert.match(text, /^1 saved query/);
  assert.match(text, /Put a value in place of \{\{requestId\}\} first\./);
  assert.match(text, /Where no groups are given, add them: groups=/);
});

test('queries by prefix, by part of text or group, by language, of one region', async () => {
  assert.deepEqual(namesOf(await service.call('list_saved_queries', { name_prefix: 'checkout/' })), [
    'checkout/failed orders by cause',
    'checkout/slow requests',
  ]);
  assert.deepEqual(namesOf(await service.call('list_saved_queries', { contains: '/SHOP/inventory' })), [
    'database/who gets no connection',
  ]);
  const ppl = await service.call('list_saved_queries', { language: 'ppl' });
  assert.deepEqual(namesOf(ppl), ['payments/declined by day']);
  assert.match(ppl.text, /\(PPL, [\s\S]*language="ppl"/);
  assert.deepEqual(namesOf(await service.call('list_saved_queries', { region: 'eu-west-1' })), ['edge/cache misses']);
  assert.match((await service.call('list_saved_queries', { name_prefix: 'x' })).text, /^No saved queries/);
});

test('a region that does not answer is missing alone', async (t) => {
  const own = await startTestService({ regions: ['us-east-1', 'eu-west-1'] });
  t.after(() => own.close());
  own.sandbox.setFault('DescribeQueryDefinitions', {
    error: { code: 'AccessDeniedException', message: 'no', status: 400 },
    times: 1,
  });
  const { text, isError } = await own.call('list_saved_queries');
  assert.equal(isError, false, text);
  assert.match(text, /(?:us-east-1|eu-west-1) did not answer: /);
});

test('a long list goes on with its cursor, every query once', async (t) => {
  const savedQueries = Array.from({ length: 9 }, (_, i) => ({
    id: `id-${i}`,
    name: 'the same name',
    groups: ['/a'],
    query: `fields @message | limit ${i + 1}`,
    modifiedAt: TEST_NOW,
  }));
  const makeWorld = (region: string, madeAt: number): World => ({ ...smallWorld(region, madeAt, 0), savedQueries });
  const own = await startTestService({ sandbox: { makeWorld } });
  t.after(() => own.close());
  const queries: string[] = [];
  let cursor: unknown;
  do {
    const answer = await own.call('list_saved_queries', { limit: 4, ...(cursor !== undefined && { cursor }) });
    queries.push(...rowsOf(answer).map(({ query }) => query));
    cursor = answer.structured['cursor'];
  } while (cursor !== undefined);
  assert.deepEqual(
    queries,
    savedQueries.map(({ query }) => query),
  );
});

test('the query that get_log_group_fields proposes, and saved ones, run as they stand', async () => {
  const { text } = await service.call('get_log_group_fields', { group: '/shop/checkout', region: 'us-east-1' });
  const proposed = JSON.parse(/query=("(?:[^"\\]|\\.)*")/.exec(text)?.[1] ?? '""') as string;
  const saved = rowsOf(await service.call('list_saved_queries', { name_prefix: 'checkout/' }));
  const queries = [{ groups: ['/shop/checkout'], query: proposed, filled: undefined }, ...saved];
  for (const { groups, query, filled } of queries) {
    const answer = await service.call('run_logs_insights_query', {
      groups,
      query: filled ?? query,
      region: 'us-east-1',
    });
    assert.equal(answer.isError, false, answer.text);
    assert.ok(rowsOf(answer).length > 0, answer.text);
  }
});
