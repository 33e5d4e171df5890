import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { codeOnly, commandsOf, rowLimitOf, sourceCommand, withLimit } from '../../src/analysis/insights-text.ts';

test('commands are found, not the words of strings, comments, patterns and inner queries', () => {
  const query = `fields a, replace(b, "|", "limit") | filter a like /b|limit 3/ # | limit 4
    | parse @message /x|limit y/ | filter z in (source "/q" | limit 5) | stats count(*) by bin(5m)`;
  assert.deepEqual(commandsOf(query), ['fields', 'filter', 'parse', 'filter', 'stats']);
});

test('code keeps its place', () => {
  fc.assert(fc.property(fc.string(), (query) => assert.equal(codeOnly(query).length, query.length)));
  assert.equal(codeOnly('a = "x" # y\n| b'), `a = ${' '.repeat(7)}\n| b`);
  assert.equal(codeOnly('fields a / b, c / d'), 'fields a / b, c / d');
});

test('a limit is added where there is none, also to statistics, and on a line of its own', () => {
  assert.equal(withLimit('stats count(*) # all', 100), 'stats count(*) # all\n| limit 100');
  assert.equal(withLimit('fields a | LIMIT 5', 100), 'fields a | LIMIT 5');
  assert.equal(withLimit('fields a | filter b = "| limit 4"', 9), 'fields a | filter b = "| limit 4"\n| limit 9');
  // It must be the last command.
  assert.equal(withLimit('fields a | estimate', 9), 'fields a | estimate');
});

test('SOURCE at the start is read with what it selects, and where the rest begins', () => {
  const query = `SOURCE logGroups(namePrefix: ['/a', "/b"], class: ['INFREQUENT_ACCESS'], accountIdentifiers: ['111122223333']) | fields x`;
  assert.deepEqual(sourceCommand(query), {
    prefixes: ['/a', '/b'],
    accounts: ['111122223333'],
    logGroupClass: 'INFREQUENT_ACCESS',
    rest: 'fields x',
    restAt: query.indexOf('fields'),
  });
  assert.deepEqual(sourceCommand('source logGroups()'), {
    prefixes: [],
    accounts: undefined,
    logGroupClass: 'STANDARD',
    rest: '',
    restAt: 18,
  });
});

test('a SOURCE that says anything else is not read', () => {
  for (const query of [
    "SOURCE dataSource(['x']) | fields a",
    "SOURCE logGroups(tags: ['a']) | fields a",
    "SOURCE logGroups(namePrefix: ['a'], namePrefix: ['b']) | fields a",
    "SOURCE logGroups(class: ['STANDARD', 'INFREQUENT_ACCESS']) | fields a",
    'SOURCE logGroups(namePrefix: [a]) | fields a',
    'SOURCE logGroups() fields a',
    'fields a | SOURCE logGroups()',
  ]) {
    assert.equal(sourceCommand(query), undefined, query);
  }
});

test('the limit of rows is the last of a query that counts them', () => {
  for (const [query, rows, own] of [
    ['fields a | limit 3', 3, true],
    ['fields a\n| limit 100', 100, false],
    ['fields a\n| limit 100\n# log groups: /a', 100, false],
    ['fields a | limit 5 | sort a', 5, true],
    ['source = `a` | head 7', 7, true],
    ['SELECT a FROM `b` LIMIT 9;', 9, true],
    ['limit 5 | stats count(*)', undefined, true],
    ['filter a in (SOURCE logGroups() | limit 4) and b = "| limit 2"', undefined, true],
  ] as const) {
    assert.deepEqual(rowLimitOf(query), rows === undefined ? undefined : { rows, own }, query);
  }
});
