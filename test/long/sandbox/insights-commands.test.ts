import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuery } from '../../../src/sandbox/evaluate/insights/parse-query.ts';
import { evaluateQuery } from '../../../src/sandbox/evaluate/insights/run.ts';
import { events, NOW, run } from '../../sandbox/run-insights.ts';

void test('without fields or display the time and the message are shown, and fields adds to what was said before', () => {
  assert.deepEqual(run('filter @message like "a"', 'abc', 'x'), [
    { '@timestamp': '2026-11-28 12:03:04.005', '@message': 'abc' },
  ]);
  assert.deepEqual(run('fields @message | fields strlen(@message), 1+1 as two', 'abc'), [
    { '@message': 'abc', 'strlen(@message)': '3', two: '2' },
  ]);
  assert.deepEqual(run('fields @message | display strlen(@message) as n # and no more', 'abc'), [{ n: '3' }]);
});

/** CWL_QuerySyntax-Display: of several the last one holds. */
void test('display has the last word on what is shown', () => {
  assert.deepEqual(run('fields n | display n | display kind | fields n', { n: 1, kind: 'odd' }), [{ kind: 'odd' }]);
});

/** CWL_QuerySyntax-Parse. */
const LINE = 'user=ann, method:GET, latency := 12';
void test('parse takes fields out by a glob, by named groups, and leaves alone what does not match', () => {
  const glob = 'parse @message "user=*, method:*, latency := *" as @user, @method, @latency';
  assert.deepEqual(run(`${glob} | stats avg(@latency) by @method, @user`, LINE, LINE.replace('12', '15'), 'other'), [
    { '@method': 'GET', '@user': 'ann', 'avg(@latency)': '13.5' },
    {},
  ]);
  const regex = 'parse @message /user=(?<user2>.*?), method:(?<method2>.*?), latency := (?<latency2>.*)/';
  assert.deepEqual(run(`${regex} | display user2, method2, latency2`, LINE), [
    { user2: 'ann', method2: 'GET', latency2: '12' },
  ]);
  assert.deepEqual(
    run('parse "[*] *" as level, rest | parse rest "*:*" as a, b | display level, a, b', '[INFO] x: y'),
    [{ level: 'INFO', a: 'x', b: ' y' }],
  );
  assert.deepEqual(run('parse @message /(?<@id>\\d+)\\/x/ | display @id', 'a 12/x'), [{ '@id': '12' }]);
});

const NUMBERS = [5, 1, 4, 2, 3].map((n) => ({ n, kind: n % 2 === 0 ? 'even' : 'odd' }));
void test('aggregations', () => {
  const all =
    'stats count(*) as rows, count(x) as xs, count_distinct(kind) as kinds, sum(n) as sum, avg(n) as avg, min(n) as min, ' +
    'max(n) as max, pct(n, 50) as p50, pct(n, 99) as p99, stddev(n) as dev, earliest(n) as first, latest(n) as last, ' +
    'sortsFirst(kind) as a, sortsLast(kind) as z, latest(@timestamp) as at';
  assert.deepEqual(run(all, ...NUMBERS), [
    {
      rows: '5',
      xs: '0',
      kinds: '2',
      sum: '15',
      avg: '3',
      min: '1',
      max: '5',
      p50: '3',
      p99: '5',
      dev: '1.4142',
      first: '3',
      last: '5',
      a: 'even',
      z: 'odd',
      // Seen with AWS: of moments aggregations give epoch milliseconds.
      at: String(NOW),
    },
  ]);
  assert.deepEqual(run('stats count() by kind | sort kind', ...NUMBERS), [
    { kind: 'even', 'count()': '2' },
    { kind: 'odd', 'count()': '3' },
  ]);
});

void test('stats calculates over aggregations and over the columns before', () => {
  // The sample query for Lambda's memory of CWL_QuerySyntax-examples.
  const query = `filter @type = "REPORT"
    | stats max(@memorySize / 1000 / 1000) as provisionedMemoryMB,
      min(@maxMemoryUsed / 1000 / 1000) as smallestMemoryRequestMB,
      avg(@maxMemoryUsed / 1000 / 1000) as avgMemoryUsedMB,
      max(@maxMemoryUsed / 1000 / 1000) as maxMemoryUsedMB,
      provisionedMemoryMB - maxMemoryUsedMB as overProvisionedMB`;
  const report = (used: number) =>
    `REPORT RequestId: 1-2\tDuration: 9.5 ms\tBilled Duration: 10 ms\tMemory Size: 128 MB\tMax Memory Used: ${used} MB`;
  assert.deepEqual(run(query, report(70), 'START RequestId: 1-2 Version: 1', report(75)), [
    {
      provisionedMemoryMB: '128',
      smallestMemoryRequestMB: '70',
      avgMemoryUsedMB: '72.5',
      maxMemoryUsedMB: '75',
      overProvisionedMB: '53',
    },
  ]);
  assert.deepEqual(run('stats sum(n) / count(*) as mean, max(n) - min(n)', ...NUMBERS), [
    { mean: '3', 'max(n) - min(n)': '4' },
  ]);
  assert.deepEqual(run('stats count(*) as c by kind | stats max(c) as most', ...NUMBERS), [{ most: '3' }]);
  assert.deepEqual(run('stats count(*) by kind | filter count(*) > 2 | display kind', ...NUMBERS), [{ kind: 'odd' }]);
});

void test('sort puts texts before numbers, numbers by size, texts by their numbers, and what is absent last', () => {
  const values = [{ v: 10 }, { v: 'a10' }, {}, { v: 9 }, { v: 'a9' }, { v: 'b' }];
  const sorted = (order: string) => run(`fields v | sort v ${order}`, ...values).map((row) => row['v']);
  assert.deepEqual(sorted(''), ['a9', 'a10', 'b', '9', '10', undefined]);
  assert.deepEqual(sorted('desc'), ['10', '9', 'b', 'a10', 'a9', undefined]);
  assert.deepEqual(
    run('fields kind, n | sort kind desc, n asc', ...NUMBERS).map((row) => row['n']),
    ['1', '3', '5', '2', '4'],
  );
});

/** CWL_QuerySyntax-Dedup: the first in order is kept, what lacks the field is no duplicate, only limit may follow. */
void test('dedup keeps the first of each', () => {
  const rows = run('fields n, kind | sort n | dedup kind | limit 5', ...NUMBERS, { n: 8 }, { n: 9 });
  assert.deepEqual(
    rows.map((row) => row['n']),
    ['1', '2', '8', '9'],
  );
});

void test('matched are the events that pass, before they are sorted, limited or counted', () => {
  const matched = (query: string) => evaluateQuery(parseQuery(query), events(...NUMBERS), 2);
  assert.equal(matched('filter kind = "odd" | limit 1').matched, 3);
  assert.equal(matched('filter kind = "odd" | stats count(*)').matched, 3);
  assert.equal(matched('fields n').matched, 5);
  assert.equal(matched('fields n').rows.length, 2);
  assert.equal(matched('fields n | limit any 3').matched, 3);
});

void test('SOURCE names the log groups', () => {
  const { source, commands } = parseQuery(
    "SOURCE logGroups(namePrefix: ['/a', '/b'], class: ['INFREQUENT_ACCESS']) | fields @message",
  );
  assert.deepEqual(source, { namePrefix: ['/a', '/b'], class: ['INFREQUENT_ACCESS'], accountIdentifiers: [] });
  assert.equal(commands.length, 1);
  assert.deepEqual(parseQuery('source logGroups()').commands, []);
});
