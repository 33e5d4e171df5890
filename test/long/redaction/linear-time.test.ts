import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visible } from '../../../src/format/visible.ts';
import { createRedactor } from '../../../src/redaction/redactor.ts';

const redact = createRedactor();
const clean = (text: string) => redact(visible(text));

/** Begins of secrets, and of the names before them. */
const PREFIXES = [
  '',
  'AKIA',
  `AKIA${'A'.repeat(16)} `,
  'eyJ',
  'eyJaaaaaa.',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN RSA PRIVATE KEY-----\n',
  '-----BEGIN%20PRIVATE%20KEY-----',
  'postgres:\\/\\/',
  'password\\u003d',
  'pass=',

  'postgres://',
  'postgres://a:',
  'postgres%3A%2F%2F',
  'postgres%3A%2F%2Fa%3A',
  'http://a:b',
  'password=',
  'password="',
  '\\"password\\":\\"',
  "password='",
  'token: ',
  'secret_key="',

  'Authorization: Bearer ',
  'Authorization: ',
  'Authorization: Digest ',
  'Cookie: a=',
  'basic ',
  'X-Amz-Signature=',
  'IQoJ',
  'session_token=',
  'ghp_',
  'xoxb-',
  'sk-',
  'SG.',
  '4111 1111 ',
  'card 4',
  'identified by "',
  '--password ',
  ' --token ',
  '"value":"',
  "alter user a password '",
  '<password>',
  '\u001b[',
  '\u001b]',
  'arn:aws:',
  'hooks.slack.com/services/T',
];
const UNITS = [
  'a',
  'A',
  '1',
  '4',
  ' ',
  '-',
  '_',
  '.',
  '/',
  ':',
  '=',
  '"',
  "'",
  '\\',
  '@',
  ',',
  '+',
  '%',
  '\n',
  '…',
  '*',
  '<',
  '>',
  '&',
  ';',
  '[',
  '\u001b',

  '\\u003d',
  '\\u0001',
  '%3D',
  '%0A',
  '#012',
  '\\/',
  'a:\\/\\/b:',
  'pass=',
  'a:',
  'a.',
  'a@',
  ':@',
  '://',
  'a://b:',
  'a://b:c',
  'http://h:1/',
  'PLAINTEXT://broker-1:9092,',
  'a%3A%2F%2Fb%3Ac',
  'pass: ',
  '\\"',
  '\\n',
  '4 ',
  '4111',
  '1 1',
  '1-',
  'AKIA',
  'eyJ',
  'eyJa.',
  '.eyJ',
  '-----BEGIN PRIVATE KEY-----',

  'password',
  'password=',
  'password:',
  'token=',
  'token"',
  'secret ',
  'key=',
  'bearer ',
  'a=b; ',
  ' --token ',
  '--token-',
  '"value":"',
  'value=',
  '"value":"aaaa","name":"',
  'user a ',
  'user a password ',
  'password="a b c ',
  'must ',
  'cookie=',
  'cookie: a=b',
  'authorization: ',
  'authorization: a ',
  'response=',
  'basic a',
  'a,a=',
  ',',
  'session_token',
  'arn:',
  'x-',
  '\u001b[',
];
const CHARS = 24_000;
/** Read quadratically, so many characters take a second and more. */
const MOST_MS = 60;

void test('redacting takes time in proportion to the text, whatever it repeats', () => {
  const cost = (text: string) => {
    const before = process.threadCpuUsage();
    clean(text);
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  };
  const slow: string[] = [];
  for (const prefix of PREFIXES) {
    for (const unit of UNITS) {
      const text = `${prefix}${unit.repeat(CHARS / unit.length)}!`;
      const [first, again] = [cost(text), Infinity];
      const ms = first < MOST_MS ? first : Math.min(first, again, cost(text), cost(text));
      if (ms >= MOST_MS) slow.push(`${JSON.stringify(prefix)}, then ${JSON.stringify(unit)}: ${Math.round(ms)} ms`);
    }
  }
  assert.deepEqual(slow, []);
});
