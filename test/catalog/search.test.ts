import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCatalog } from '../../src/catalog/catalog.ts';
import { searchOf } from '../../src/catalog/search.ts';
import { stem, wordsOf } from '../../src/catalog/words.ts';
import { LABELLED } from './labelled-questions.ts';

/** Of 100 labelled questions so many must be answered in the first three; 100 are. */
const FLOOR = 97;

const catalog = await loadCatalog();
const search = await searchOf(catalog);
const everything = () => true;
const find = (words: string, isAllowed: (namespace: string) => boolean = everything) =>
  search(words, isAllowed).map(({ namespace, metricName }) => `${namespace} ${metricName}`);

test('every answer of the labelled questions is in the catalogue', () => {
  const known = new Set(
    catalog.namespaces.flatMap((namespace) =>
      catalog.inNamespace(namespace).map(({ metricName }) => `${namespace} ${metricName}`),
    ),
  );
  const unknown = Object.values(LABELLED)
    .flat()
    .filter((name) => !known.has(name));
  assert.deepEqual(unknown, []);
  assert.equal(Object.keys(LABELLED).length, 100);
});

test('labelled questions are answered in the first three', () => {
  const ranks = Object.entries(LABELLED).map(([words, right]) => ({
    words,
    rank: find(words).findIndex((name) => right.includes(name)),
  }));
  const within = (places: number) => ranks.filter(({ rank }) => rank >= 0 && rank < places);
  const missed = ranks.filter(({ rank }) => rank < 0 || rank > 2).map(({ words }) => words);
  process.stdout.write(
    `${within(3).length} of ${ranks.length} questions answered in the first three, ${within(1).length} by the first${missed.length === 0 ? '' : `; not: ${missed.join(', ')}`}\n`,
  );
  assert.ok(within(3).length >= FLOOR, missed.join(', '));
});

test('slips of typing, plurals, other spellings and abbreviations find the same metric', () => {
  const same: readonly (readonly string[])[] = [
    ['ecs memory utilization', 'ecs mem util', 'ecs memroy utilisation', 'ECS Memory-Utilization'],
    ['lambda throttles', 'lambda throttled', 'lambda throttling', 'lamda throttles'],
    ['dynamodb system errors', 'ddb system error', 'dynamo system errs'],
    ['rds free storage space', 'rds free storage', 'RDS FreeStorageSpace'],
  ];
  for (const [first = '', ...others] of same) {
    for (const words of others) assert.equal(find(words)[0], find(first)[0], words);
  }
});

test('a namespace that may not be read is in no answer, and nothing gives nothing', () => {
  const found = find('cpu utilization', (namespace) => namespace !== 'AWS/EC2');
  assert.ok(found.length > 3);
  assert.equal(
    found.some((name) => name.startsWith('AWS/EC2 ')),
    false,
  );
  assert.deepEqual([find(''), find('the of'), find('zzzzzzzz qqqqqqqq')], [[], [], []]);
});

test('the search of a catalogue is made once', () => {
  assert.equal(searchOf(catalog), searchOf(catalog));
});

test('names are split into the words that people type', () => {
  assert.deepEqual(wordsOf('HTTPCode_ELB_5XX_Count'), ['http', 'code', 'elb', '5xx', 'count']);
  assert.deepEqual(wordsOf('ApproximateAgeOfOldestMessage'), ['approximate', 'age', 'of', 'oldest', 'message']);
  assert.deepEqual(['queries', 'errors', 'status', 'hosts', 'latencies', '5xx'].map(stem), [
    'query',
    'error',
    'status',
    'host',
    'latency',
    '5xx',
  ]);
});
