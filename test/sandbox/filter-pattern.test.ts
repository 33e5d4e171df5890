import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../../src/sandbox/operation.ts';
import { compileFilterPattern } from '../../src/sandbox/evaluate/filter-pattern.ts';

// The events and patterns of AWS's "Filter pattern syntax" page, with the outcome it states.
const ERRORS = [
  '[ERROR 400] BAD REQUEST',
  '[ERROR 401] UNAUTHORIZED REQUEST',
  '[ERROR 419] MISSING ARGUMENTS',
  '[ERROR 420] INVALID ARGUMENTS',
];
const TRAIL = JSON.stringify({
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value', 'another value'],
  objectList: [
    { name: 'a', id: 1 },
    { name: 'b', id: 2 },
  ],
  SomeObject: null,
  'cluster.name': 'c',
  flag: true,
});
const USER = JSON.stringify({
  user: { id: 1, email: 'John.Stiles@example.com' },
  users: [
    { id: 2, email: 'John.Doe@example.com' },
    { id: 3, email: 'Jane.Doe@example.com' },
  ],
  actions: ['GET', 'PUT', 'DELETE'],
  coordinates: [
    [0, 1, 2],
    [4, 5, 6],
    [7, 8, 9],
  ],
  latency: 49.5,
  number: [1000],
  code: '0404',
});
const ACCESS = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';
const SERVICE = [
  'INFO 09/25/2014 12:00:00 GET /service/resource/67 1200',
  'INFO 09/25/2014 12:00:01 POST /service/resource/67/part/111 1310',
  'WARNING 09/25/2014 12:00:02 Invalid user request',
  'ERROR 09/25/2014 12:00:02 Failed to process request',
];

/** A pattern, the events it is asked of, and which of them match. */
const TABLE: [pattern: string, events: string[], matching: number[]][] = [
  ['', ERRORS, [0, 1, 2, 3]],
  ['" "', ['word'], [0]],
  ['ERROR', [...ERRORS, 'error'], [0, 1, 2, 3]],
  ['ERROR ARGUMENTS', ERRORS, [2, 3]],
  ['?ERROR ?ARGUMENTS', [...ERRORS, 'MISSING ARGUMENTS', 'fine'], [0, 1, 2, 3, 4]],
  [
    '?ERROR ?ARGUMENTS REQUEST',
    ['[INFO] REQUEST FAILED', '[WARN] UNAUTHORIZED REQUEST', '[ERROR] 400 BAD REQUEST', 'ERROR'],
    [0, 1, 2],
  ],
  ['"INTERNAL SERVER ERROR"', ['[ERROR 500] INTERNAL SERVER ERROR', 'INTERNAL ERROR'], [0]],
  [String.raw`"say \"hi\""`, ['say "hi"', 'say hi'], [0]],
  ['ERROR -ARGUMENTS', ERRORS, [0, 1]],
  ['-"BAD REQUEST"', ERRORS, [1, 2, 3]],
  ['%AUTHORIZED%', ['[ERROR 401] UNAUTHORIZED REQUEST', '[SUCCESS 200] AUTHORIZED REQUEST', 'ok'], [0, 1]],
  [String.raw`%10\.10\.0\.1%`, ['10.10.0.1', '10010,051'], [0]],
  ['%ab+c%', ['abc', 'abbc', 'ac'], [0, 1]],

  ['{ $.eventType = "UpdateTrail" }', [TRAIL, USER, 'UpdateTrail', '{"eventType":"UpdateTrail"'], [0]],
  ['{ $.sourceIPAddress != 123.123.* }', [TRAIL, '{"sourceIPAddress":"123.123.1.1"}', USER], [0]],
  ['{ $.arrayKey[0] = "value" }', [TRAIL], [0]],
  ['{ $.arrayKey = "value" }', [TRAIL], []],
  ['{ $.eventType = %Trail% }', [TRAIL], [0]],
  ['{ $.arrayKey[*] = %val.{2}% }', [TRAIL, USER], [0]],
  [String.raw`{ $.* = %111\.111\.111\.1[0-9]{1,2}% }`, [TRAIL, USER], [0]],
  [`{ $.['cluster.name'] = "c" }`, [TRAIL], [0]],
  ['{ $.SomeObject IS NULL }', [TRAIL, USER], [0]],
  ['{ $.SomeOtherObject NOT EXISTS }', [TRAIL, '{"SomeOtherObject":null}'], [0]],
  ['{ $.flag IS TRUE }', [TRAIL, '{"flag":false}', '{"flag":"true"}'], [0]],
  ['{ $.flag IS FALSE }', [TRAIL, '{"flag":false}'], [1]],
  ['{ $.objectList[1].id = 2 }', [TRAIL], [0]],
  ['{ $.objectList[*].id > 2 }', [TRAIL], []],
  ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', [USER], [0]],
  [
    '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "nonmatch" }',
    [USER],
    [0],
  ],
  [
    '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "nonmatch" }',
    [USER],
    [],
  ],
  ['{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', [USER], []],
  ['{ $.latency < 50 }', [USER], [0]],
  ['{ $.latency >= 49.5 && $.latency <= 49.5 }', [USER], [0]],
  ['{ $.number[0] = 1e+3 }', [USER], [0]],
  ['{ $.number[0] != 1e-3 }', [USER], [0]],
  ['{$.actions[0]="G*"}', [USER], [0]],
  ['{ $.missing != 1 }', [USER], []],
  ['{ $.latency = "*" }', [USER, TRAIL], [0]],

  ['[ip, user, username, timestamp, request, status_code, bytes]', [ACCESS, 'one two'], [0]],
  [
    String.raw`[ip=%127\.0\.0\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]`,
    [ACCESS],
    [0],
  ],
  ['[..., request =*.html*, status_code = 4*, bytes]', [ACCESS], [0]],
  ['[..., request =*.css*, status_code = 4*, bytes]', [ACCESS], []],
  ['[ip=10.*, ...]', [ACCESS], []],
  ['[ip, ..., status_code >= 400, bytes > 1000]', [ACCESS], [0]],
  ['[..., bytes > 1534]', [ACCESS], []],
  ['[ip, user, username, timestamp, request =*.html*, status_code = 404 || status_code = 410, bytes]', [ACCESS], [0]],
  ['[w1=ERROR, w2]', SERVICE, [3]],
  ['[w1=ERROR || w1=WARNING, w2]', SERVICE, [2, 3]],
  ['[w1!=ERROR && w1!=WARNING, w2]', SERVICE, [0, 1]],
  ['[logLevel, date, time, method, url=%/service/resource/[0-9]+$%, response_time]', SERVICE, [0]],
  ['[logLevel, date, time, method, url=%/service/resource/[0-9]+/part/[0-9]+$%, response_time]', SERVICE, [1]],
];

for (const [pattern, events, matching] of TABLE) {
  void test(`pattern ${pattern || '(empty)'}`, () => {
    const matches = compileFilterPattern(pattern);
    assert.deepEqual(
      events.flatMap((event, index) => (matches(event) ? [index] : [])),
      matching,
    );
  });
}

void test('everything else is an invalid parameter', () => {
  const malformed = [
    '/api/cart',
    '"unclosed',
    '%(group)%',
    '%something!%',
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
