import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../../src/sandbox/operation.ts';
import { compileFilterPattern } from '../../src/sandbox/evaluate/filter-pattern.ts';
import { ACCESS, ERRORS, PUBLISHED, TRAIL, USER } from './published-filter-patterns.ts';
import type { Row } from './published-filter-patterns.ts';

/** What follows from AWS's rules, without an example there. */
const DERIVED: Row[] = [
  ['', ERRORS, [0, 1, 2, 3]],
  [String.raw`"say \"hi\""`, ['say "hi"', 'say hi'], [0]],
  ['-"BAD REQUEST"', ERRORS, [1, 2, 3]],
  ['?%time.?out% ?refused', ['time-out', 'timeout', 'refused', 'time'], [0, 1, 2]],
  ['ERROR -%40[01]%', ERRORS, [2, 3]],
  ['{ $.arrayKey = "value" }', [TRAIL], []],
  ['{ $.flag IS FALSE }', [TRAIL, '{"flag":false}'], [1]],
  ['{ $.objectList[*].id > 2 }', [TRAIL], []],
  ['{ $.latency >= 49.5 && $.latency <= 49.5 }', [USER], [0]],
  ['{$.actions[0]="G*"}', [USER], [0]],
  ['{ $.missing != 1 }', [USER], []],
  ['{ $.latency = * }', [USER, TRAIL], [0]],
  ['{ $.code = "50%" || $.code = "60%" || $.code = "0404" || $.code = "70%" }', [USER], [0]],
  ['[ip, user, username, timestamp, request, status_code, bytes]', [ACCESS, 'one two'], [0]],
  ['[..., request =*.css*, status_code = 4*, bytes]', [ACCESS], []],
  ['[ip=10.*, ...]', [ACCESS], []],
  ['[ip, ..., status_code >= 400, bytes > 1000]', [ACCESS], [0]],
  ['[..., bytes > 1534]', [ACCESS], []],
  ['[a=x, b="[y z*"]', ['x [y z w', '[x] [y z] w'], [0, 1]],
  ['[a, b=*]', ['one', 'one ['], [1]],
];

for (const [page, rows] of Object.entries({ ...PUBLISHED, 'derived from the rules': DERIVED })) {
  for (const [pattern, events, matching] of rows) {
    void test(`${page}: ${pattern || '(empty)'}`, () => {
      const matches = compileFilterPattern(pattern);
      assert.deepEqual(
        events.flatMap((event, index) => (matches(event) ? [index] : [])),
        matching,
      );
    });
  }
}

void test('a line of brackets that nothing closes is split in time proportional to its length', () => {
  const matches = compileFilterPattern('[a="[", ..., z="["]');
  assert.equal(matches('[ '.repeat(400_000)), true);
});

void test('everything else is an invalid parameter', () => {
  const malformed = [
    '/api/cart',
    '"unclosed',
    'ERROR && WARN',
    '{ $.a }',
    '{ $.a = }',
    '{ $.a = 1',
    '{ $.a = 1 } x',
    '{ $.a EXISTS }',
    '{ $.a IS NOT NULL }',
    '{ $.a == 1 }',
    '{ !($.a = 1) }',
    '{ $.a > "text" }',
    '{ $.*.b[*] = 1 }',
    '{ $.a = %1% && $.b = %2% && $.c = %3% }',
    '{ $.*.b = 1 && $.c[*] = 1 && $.* = 1 && $.d[*] = 1 }',
    '{ $.a = user@host }',
    '[a = 1 || b = 2]',
    'a ""',
    'мир',
    '%(group)%',
    '%\\(%',
    '%something!%',
    '%\\bword%',
    '%(?=a)%',
    '%\\1%',
    '%[a%',
    '%é%',
    '%*a%',
    '{ a = 1 }',
    '{}',
    '[a, b',
    '[a = 1 b]',
    '[..., a, ...]',
  ];
  const accepted = malformed.filter((pattern) => {
    try {
      compileFilterPattern(pattern);
      return true;
    } catch (error) {
      assert.ok(error instanceof AwsError, pattern);
      assert.equal(error.code, 'InvalidParameterException', pattern);
      return false;
    }
  });
  assert.deepEqual(accepted, []);
});
