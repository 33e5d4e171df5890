import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutKeyLines } from '../../src/redaction/key-lines.ts';
import { makers } from './makers.ts';
import { BASE64, HEX } from './random.ts';

const make = makers(11);
const GONE = '[redacted:private-key]';
const [HEAD, TAIL] = [make.head('RSA '), make.tail('RSA ')];
const body = () => `${make.of(BASE64, 62)}a7`;

/** The messages of one stream without lines of keys. */
const shown = (...messages: string[]) =>
  withoutKeyLines(messages.map((message) => ({ group: 'g', stream: 's', message })));

void test('what lies beside an edge of a private key is hidden, in both orders of time', () => {
  const key = [HEAD, body(), body(), `${make.of(BASE64, 20)}7=`, TAIL];
  const hidden = [HEAD, GONE, GONE, GONE, TAIL];
  assert.deepEqual(shown('a', ...key, 'done'), ['a', ...hidden, 'done']);
  assert.deepEqual(shown('done', ...key.toReversed(), 'a'), ['done', ...hidden.toReversed(), 'a']);
  // The begin is gone already where a message goes on behind it, and the rest of a page may have no edge at all.
  assert.deepEqual(shown(GONE, body(), `x${make.of(BASE64, 30)}7`), [GONE, GONE, GONE]);
  assert.deepEqual(shown(`log ${body()}`, TAIL), [`log ${GONE}`, TAIL]);
  assert.deepEqual(shown(`${body()}\n${body()}`, 'Ab7=', TAIL), [`${GONE}\n${GONE}`, GONE, TAIL]);
});

void test('lines of others between, and what a runtime puts before each line, hide no key', () => {
  const line = (text: string) => `2026-11-21T09:00:00Z stdout F ${text}`;
  assert.deepEqual(shown(line(HEAD), 'GET /health 200', line(body()), 'GET / 200', line(`${body()}Q=`)), [
    line(HEAD),
    'GET /health 200',
    line(GONE),
    'GET / 200',
    line(GONE),
  ]);
  const wrapped = (text: string) => JSON.stringify({ log: `${text}\n`, stream: 'stdout' });
  assert.deepEqual(shown(wrapped(HEAD), wrapped(body())), [wrapped(HEAD), wrapped(GONE)]);
});

void test('streams are apart', () => {
  const long = `id ${body()}`;
  const [, other] = withoutKeyLines([
    { group: 'g', stream: 'a', message: HEAD },
    { group: 'g', stream: 'b', message: long },
  ]);
  assert.equal(other, long);
});

void test('without an edge in sight only whole lines of the usual length are hidden', () => {
  assert.deepEqual(shown(body(), body(), 'Ab7='), [GONE, GONE, GONE]);
  for (const kept of [
    make.of(HEX, 64),
    `${body()}abc`,
    `payload ${body()}`,
    'Starting',
    'a'.repeat(64),
    '/usr/local/bin/node',
  ]) {
    assert.deepEqual(shown('before', kept, 'after'), ['before', kept, 'after']);
  }
  const certificate = ['-----BEGIN CERTIFICATE-----', body(), body(), 'Ab7=', '-----END CERTIFICATE-----'];
  assert.deepEqual(shown(...certificate), certificate);
});

void test('words beside a key stay', () => {
  assert.deepEqual(shown('Starting', HEAD, body(), TAIL, 'Done', 'order 4711'), [
    'Starting',
    HEAD,
    GONE,
    TAIL,
    'Done',
    'order 4711',
  ]);
});

void test('it takes time in proportion to the messages', () => {
  const before = process.threadCpuUsage();
  for (const unit of ['a', 'a7', '+', '=', 'a.', ' a', 'a"', '-----BEGIN ', '\n', 'Ab7=\n']) {
    shown(unit.repeat(200_000 / unit.length), HEAD);
  }
  const { user, system } = process.threadCpuUsage(before);
  assert.ok((user + system) / 1_000 < 1_000, `${(user + system) / 1_000} ms`);
});
