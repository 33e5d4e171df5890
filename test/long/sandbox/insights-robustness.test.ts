import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseQuery } from '../../../src/sandbox/evaluate/insights/parse-query.ts';
import { QueryError } from '../../../src/sandbox/evaluate/insights/syntax.ts';
import { run } from '../../sandbox/run-insights.ts';

const lines = fc.array(
  fc.record({ level: fc.constantFrom('INFO', 'WARN'), ms: fc.integer(), user: fc.constantFrom('a', 'b') }),
  { maxLength: 30 },
);

const piece = fc.oneof(
  fc.constantFrom('fields', 'filter', 'stats', 'sort', 'limit', 'parse', 'dedup', 'display', 'SOURCE', 'logGroups'),
  fc.constantFrom(
    '@message',
    'a.b',
    '`a-b`',
    'count(*)',
    'bin(5m)',
    'by',
    'as',
    'like',
    'in',
    'and',
    'not',
    'desc',
    'abs(',
  ),
  fc.constantFrom(
    '|',
    ',',
    '(',
    ')',
    '[',
    ']',
    '=',
    '=~',
    '/a/',
    '/(/',
    '"x*"',
    "'",
    '"',
    '5m',
    '10',
    '-',
    '#',
    '\n',
    '\\',
  ),
  fc.string({ maxLength: 4 }),
);

void test('whatever text is given, the parser understands it or says where it does not', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(text, (query) => {
      try {
        parseQuery(query);
      } catch (error) {
        assert.ok(error instanceof QueryError, String(error));
        assert.ok(error.start >= 0 && error.start <= error.end && error.end <= query.length, error.message);
      }
    }),
    { numRuns: 500 },
  );
});

const command = fc.constantFrom(
  'fields ms * 2 as twice, user',
  'fields twice, bin(1h) as hour',
  'display level, ms ^ ms, concat(user, level)',
  'filter twice > 3 or not level like "R"',
  'parse level /(?<first>.)/',
  'parse @message "*,*" as left, right',
  'stats count(*) as ms, max(user) as user by level',
  'stats sum(ms) / count(ms) as mean by bin(1m)',
  'sort ms desc, level',
  'limit 7',
);

void test('commands in any order run, and never make more rows than there are events', () => {
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 6 }), lines, (commands, all) => {
      const rows = run(commands.join(' | '), ...all);
      assert.ok(rows.length <= all.length);
      if (commands.includes('limit 7')) assert.ok(rows.length <= 7);
    }),
    { numRuns: 300 },
  );
});

const argument = fc.oneof(
  fc.constantFrom(
    'ms',
    'user',
    'nothing',
    '@timestamp',
    '5m',
    '1mo',
    '3y',
    '-1',
    '0',
    '1e300',
    '1e999',
    '9000000000000000',
  ),
  fc.string({ maxLength: 5 }).map((text) => JSON.stringify(text)),
);
const FUNCTIONS =
  'abs ceil floor log sqrt greatest least bin datefloor dateceil fromMillis toMillis isPresent isEmpty isBlank coalesce if ' +
  'concat strlen toLower toUpper trim ltrim rtrim replace strContains substr isValidIp now';
const called = fc.constantFrom(...FUNCTIONS.split(' '));

void test('a function of any arguments has a value or none, and never fails but in the parser', () => {
  fc.assert(
    fc.property(
      called,
      fc.array(argument, { maxLength: 3 }),
      fc.constantFrom('', '* 2', '^ 3', '= "a"'),
      (name, given, more) => {
        const query = `fields ${name}(${given.join(', ')}) ${more} as v | sort v`;
        try {
          parseQuery(query);
        } catch (error) {
          assert.ok(error instanceof QueryError);
          return;
        }
        const [row] = run(query, { ms: 3, user: 'a' });
        assert.ok(row?.['v'] === undefined || typeof row['v'] === 'string');
      },
    ),
    { numRuns: 1000 },
  );
});

void test('the longest query that the API takes runs, however it is nested', () => {
  for (const [first, more] of [
    ['filter ms', '=1'],
    ['filter ms', '+1'],
    ['filter ms', ' or 1'],
    ['stats count(*)', '+1'],
    ['fields ms', '|fields ms'],
    ['filter ', 'not '],
  ] as const) {
    const query =
      first + more.repeat(Math.floor((10_000 - first.length - 2) / more.length)) + (more === 'not ' ? 'ms' : '');
    assert.ok(run(query, { ms: 1 }).length <= 1, query.slice(0, 30));
  }
});
