/** The filter patterns that AWS publishes with what they match. */

export const ERRORS = [
  '[ERROR 400] BAD REQUEST',
  '[ERROR 401] UNAUTHORIZED REQUEST',
  '[ERROR 419] MISSING ARGUMENTS',
  '[ERROR 420] INVALID ARGUMENTS',
];
export const TRAIL = JSON.stringify({
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
export const USER = JSON.stringify({
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
export const ACCESS = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';
const SERVICE = [
  'INFO 09/25/2014 12:00:00 GET /service/resource/67 1200',
  'INFO 09/25/2014 12:00:01 POST /service/resource/67/part/111 1310',
  'WARNING 09/25/2014 12:00:02 Invalid user request',
  'ERROR 09/25/2014 12:00:02 Failed to process request',
];

const FOO = ['{"foo": "bar"}', '{"foo": "baz"}'];
const LEVELS = ['ERROR WARN message', 'ERROR message', 'WARN message'];
const APACHE = [
  '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /apache_pb.gif HTTP/1.0" 200 1534',
  '127.0.0.1 - frank [10/Oct/2000:13:35:22 -0700] "GET /apache_pb.gif HTTP/1.0" 500 5324',
  '127.0.0.1 - frank [10/Oct/2000:13:50:35 -0700] "GET /apache_pb.gif HTTP/1.0" 200 4355',
];
const APACHE_404 = APACHE.map((line) => line.replace(' 500 ', ' 404 '));
const ROOT = '{"userIdentity":{"type":"Root"},"eventType":"AwsConsoleSignIn"}';
const KEYS =
  '{"eventSource":"kms.amazonaws.com","eventName":"DisableKey","errorCode":"Client.UnauthorizedOperation","n":1}';

/** A pattern, the events it is asked of, and which of them match. */
export type Row = [pattern: string, events: string[], matching: number[]];

/** By the name of the page: patterns, and outcomes as stated there; events as well, where the page has some. */
export const PUBLISHED: Record<string, Row[]> = {
  'Supported regular expressions (regex) syntax': [
    ['%AUTHORIZED%', ['[ERROR 401] UNAUTHORIZED REQUEST', '[SUCCESS 200] AUTHORIZED REQUEST', 'ok'], [0, 1]],
    ['%^[hc]at%', ['hat', 'cat', 'the hat'], [0, 1]],
    ['%[hc]at$%', ['the hat', 'a cat', 'hats'], [0, 1]],
    ['%colou?r%', ['color', 'colour', 'colouur'], [0, 1]],
    ['%[abcx-z]%', ['a', 'y', 'd'], [0, 1]],
    ['%^a{3,5}$%', ['aa', 'aaa', 'aaaaa', 'aaaaaa'], [1, 2]],
    ['%^a{,2}$%', ['', 'aa', 'aaa'], [0, 1]],
    ['%^a{2,}$%', ['a', 'aa', 'aaaaa'], [1, 2]],
    [
      '%^starting|^initializing|^shutting down%',
      ['starting up', 'initializing', 'shutting down now', 'skipping initializing'],
      [0, 1, 2],
    ],
    ['%abcc|ab[^c]$%', ['abcc x', 'aba', 'aac x'], [0, 1]],
    [String.raw`%\[.\]%`, ['[a]', '[7]', '[@]', '[]]', '[ ]', '[]', 'a'], [0, 1, 2, 3, 4]],
    [String.raw`%10\.10\.0\.1%`, ['10.10.0.1', '10010,051'], [0]],
    ['%10.10.0.1%', ['10010,051'], [0]],
    ['%ab*c%', ['ac', 'abc', 'abbbc', 'ab'], [0, 1, 2]],
    ['%ab[0-9]*%', ['ab', 'ab0', 'ab129', 'a1'], [0, 1, 2]],
    ['%ab+c%', ['abc', 'abbc', 'abbbc', 'ac'], [0, 1, 2]],
    ['%.at%', ['hat', '4at', '#at', ' at', 'at'], [0, 1, 2, 3]],
    [String.raw`%^\d\D$%`, ['1a', '11', 'aa'], [0]],
    [String.raw`%^\w\W\s\S$%`, ['_- x', '-- x', 'a  x', 'a-xx'], [0, 2]],
    [String.raw`%\x3A\x28%`, ['a:(b', 'a:b'], [0]],
    [String.raw`%\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}%`, ['from 10.1.22.3', 'from 10.1.22'], [0]],
    ['%[Ee]rror|[Ff]ail%', ['Error', 'an error', 'Failed', 'FAILED'], [0, 1, 2]],
  ],
  'Filter pattern syntax: unstructured log events': [
    ['ERROR', [...ERRORS, 'error'], [0, 1, 2, 3]],
    ['ERROR ARGUMENTS', ERRORS, [2, 3]],
    ['?ERROR ?ARGUMENTS', [...ERRORS, 'MISSING ARGUMENTS', 'fine'], [0, 1, 2, 3, 4]],
    [
      '?ERROR ?ARGUMENTS REQUEST',
      ['[INFO] REQUEST FAILED', '[WARN] UNAUTHORIZED REQUEST', '[ERROR] 400 BAD REQUEST', 'ERROR'],
      [0, 1, 2],
    ],
    ['"INTERNAL SERVER ERROR"', ['[ERROR 500] INTERNAL SERVER ERROR', 'INTERNAL ERROR'], [0]],
    ['ERROR -ARGUMENTS', ERRORS, [0, 1]],
    ['" "', ['word'], [0]],
  ],
  'Filter pattern syntax: JSON log events': [
    ['{ $.eventType = "UpdateTrail" }', [TRAIL, USER, 'UpdateTrail', '{"eventType":"UpdateTrail"'], [0]],
    ['{ $.sourceIPAddress != 123.123.* }', [TRAIL, '{"sourceIPAddress":"123.123.1.1"}', USER], [0]],
    ['{ $.arrayKey[0] = "value" }', [TRAIL], [0]],
    ['{ $.eventType = %Trail% }', [TRAIL], [0]],
    ['{ $.arrayKey[*] = %val.{2}% }', [TRAIL, USER], [0]],
    [String.raw`{ $.* = %111\.111\.111\.1[0-9]{1,2}% }`, [TRAIL, USER], [0]],
    [`{ $.['cluster.name'] = "c" }`, [TRAIL], [0]],
    ['{ $.SomeObject IS NULL }', [TRAIL, USER], [0]],
    ['{ $.SomeOtherObject NOT EXISTS }', [TRAIL, '{"SomeOtherObject":null}'], [0]],
    ['{ $.bandwidth > 75 }', ['{"bandwidth":76}', '{"bandwidth":75}'], [0]],
    ['{ $.latency < 50 }', [USER], [0]],
    ['{ $.refreshRate >= 60 }', ['{"refreshRate":60}', '{"refreshRate":59.9}'], [0]],
    ['{ $.responseTime <= 5 }', ['{"responseTime":5}', '{"responseTime":5.1}'], [0]],
    ['{ $.errorCode = 400}', ['{"errorCode":400}', '{"errorCode":4000}'], [0]],
    ['{ $.errorCode != 500 }', ['{"errorCode":400}', '{"errorCode":500}'], [0]],
    ['{ $.number[0] = 1e+3 }', [USER], [0]],
    ['{ $.number[0] != 1e-3 }', [USER], [0]],
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
  ],
  'Filter pattern syntax: space-delimited log events': [
    [
      String.raw`[ip=%127\.0\.0\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]`,
      [ACCESS],
      [0],
    ],
    ['[..., request =*.html*, status_code = 4*, bytes]', [ACCESS], [0]],
    ['[ip, user, username, timestamp, request =*.html*, status_code = 404 || status_code = 410, bytes]', [ACCESS], [0]],
    ['[w1=ERROR, w2]', SERVICE, [3]],
    ['[w1=ERROR || w1=WARNING, w2]', SERVICE, [2, 3]],
    ['[w1!=ERROR && w1!=WARNING, w2]', SERVICE, [0, 1]],
    ['[logLevel, date, time, method, url=%/service/resource/[0-9]+$%, response_time]', SERVICE, [0]],
    ['[logLevel, date, time, method, url=%/service/resource/[0-9]+/part/[0-9]+$%, response_time]', SERVICE, [1]],
  ],
  'Filter and Pattern Syntax (edition of 2021)': [
    ['"ERROR" - "Exiting"', ['[ERROR] A fatal exception has occurred', 'Exiting with ERRORCODE: -1'], [0]],
    ['ERROR Exception', ['[ERROR] Caught IllegalArgumentException', '[ERROR] Unhandled Exception', 'ERROR'], [0, 1]],
    [
      'Failed to process the request',
      ['[WARN] Failed to process the request', '[ERROR] Unable to continue: Failed to process the request', 'Failed'],
      [0, 1],
    ],
    ['?ERROR ?WARN', LEVELS, [0, 1, 2]],
    ['ERROR WARN', LEVELS, [0]],
    ['ERROR -WARN', LEVELS, [1]],
    ['{$.foo = bar}', FOO, [0]],
    ['{$.foo = bar || $.foo = baz }', FOO, [0, 1]],
    ['{ $.e = *Event }', ['{"e":"PutEvent"}', '{"e":"GetEvent"}', '{"e":"EventId"}'], [0, 1]],
    ['{ $.e = Event* }', ['{"e":"EventId"}', '{"e":"EventName"}', '{"e":"PutEvent"}'], [0, 1]],
    ['{ $.e = Ev*ent }', ['{"e":"Ev*ent"}', '{"e":"Evident"}'], [0]],
    ['{ $.objectList[1].id = 2 }', [TRAIL], [0]],
    ['{ $.flag IS TRUE }', [TRAIL, '{"flag":false}', '{"flag":"true"}'], [0]],
    ['{ $.users = 1 }', ['{"users":[1,2,3]}'], []],
    ['{ $.users != 1 }', ['{"users":[1,2,3]}'], []],
    ['{ $.numbers[0] < 10e3 }', ['{"numbers":[9999]}', '{"numbers":[10000]}'], [0]],
    ['{ $.numbers[0] < 10e-3 }', ['{"numbers":[0.009]}', '{"numbers":[0.01]}'], [0]],
    ['{ $.processes[4].averageRuntime <= 55.5 }', ['{"processes":[0,0,0,0,{"averageRuntime":55.5}]}'], [0]],
    ['{ $.latency > +1000 }', ['{"latency":1001}', '{"latency":1000}'], [0]],
    ['[ip, user, username, timestamp, request, status_code, bytes > 1000]', APACHE, [0, 1, 2]],
    ['[ip, user, username, timestamp, request, status_code = 200, bytes]', APACHE, [0, 2]],
    ['[ip, user, username, timestamp, request, status_code = 4*, bytes]', APACHE_404, [1]],
    ['[ip, user, username, timestamp, request = *html*, status_code = 4*, bytes]', [...APACHE_404, ACCESS], [3]],
    ['[ip, user, username, timestamp, request, status_code = 4* && status_code != 403, bytes]', APACHE_404, [1]],
    ['[..., status_code, bytes]', APACHE, [0, 1, 2]],
    ['[ip, user, ..., status_code, bytes]', APACHE, [0, 1, 2]],
    ['[ip, user, ...]', APACHE, [0, 1, 2]],
    ['[..., request=*.html*, status_code=4*,]', [ACCESS, ...APACHE], [0]],
  ],
  'Security Hub: CloudWatch controls': [
    [
      '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
      [ROOT, ROOT.replace('AwsConsoleSignIn', 'AwsServiceEvent'), ROOT.replace('Root', 'IAMUser')],
      [0],
    ],
    ['{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}', [KEYS, ROOT], [0]],
    [
      '{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion))}',
      [KEYS, KEYS.replace('kms', 's3')],
      [0],
    ],
  ],
};
