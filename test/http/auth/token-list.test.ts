import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { findEntry, parseTokenList } from '../../../src/http/auth/token-list.ts';

const ALICE = 'alices-token-0123456789';
const BOB = 'bobs-token/0123456789+==';
const hashed = (token: string) => `sha256:${createHash('sha256').update(token).digest('hex')}`;

test('tokens are found by name, plain or hashed, among comments and empty lines', () => {
  const { entries } = parseTokenList(
    `# people\r\n\r\nalice: ${ALICE}\r\n  bob:${hashed(BOB).replace('sha256:', 'sha256:')}  \n`,
  );
  assert.equal(findEntry(entries, ALICE)?.name, 'alice');
  assert.equal(findEntry(entries, BOB)?.name, 'bob');
  for (const other of [
    '',
    'alice',
    ALICE.slice(0, -1),
    `${ALICE}x`,
    ALICE.toUpperCase(),
    hashed(BOB),
    `alice: ${ALICE}`,
  ]) {
    assert.equal(findEntry(entries, other), undefined, other);
  }
});

test('a name may have two tokens while one replaces the other', () => {
  const { entries } = parseTokenList(`alice: ${ALICE}\nalice: ${BOB}\n`);
  assert.deepEqual([findEntry(entries, ALICE)?.name, findEntry(entries, BOB)?.name], ['alice', 'alice']);
});

test('a line that is wrong is named by its number, and what it holds is not told', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    [`alice ${ALICE}`, /line 1: it must be "name: token"/],
    [`alice: ${ALICE}\n\nbob: secret-short`, /line 3: the token must have at least 20 characters/],
    [`alice: ${ALICE}\nbob: ${ALICE}`, /line 2 has the token of line 1/],
    [`alice: ${ALICE}\nbob: ${hashed(ALICE)}`, /line 2 has the token of line 1/],
    ['alice: sha256:secret0123456789secret0123456789', /line 1: after sha256: there must be 64 hex digits/],
    ['alice: secret with spaces 0123456789', /line 1: the token may hold/],
    ['al ice: secret0123456789secret', /line 1: the name must be/],
    [': secret0123456789secret', /line 1: the name must be/],
    [`${'a'.repeat(65)}: secret0123456789secret`, /line 1: the name must be/],
  ];
  for (const [text, expected] of cases) {
    const { entries, mistakes } = parseTokenList(`${text}\ncarol: carols-token-0123456789`);
    assert.match(mistakes.join('; '), expected);
    assert.doesNotMatch(mistakes.join('; '), /secret|0123456789/);
    assert.equal(mistakes.length, 1);
    assert.equal(entries.at(-1)?.name, 'carol', 'the other lines are good');
    assert.equal(findEntry(entries, 'secret0123456789secret'), undefined);
  }
});

test('any token of any list is found, and no other', () => {
  const token = fc.stringMatching(/^[A-Za-z0-9\-._~+/]{20,40}={0,2}$/);
  fc.assert(
    fc.property(
      fc.uniqueArray(token, { minLength: 2, maxLength: 8 }),
      fc.boolean(),
      ([other = '', ...tokens], hash) => {
        const text = tokens.map((one, i) => `name-${i}: ${hash ? hashed(one) : one}`).join('\n');
        const { entries } = parseTokenList(text);
        assert.deepEqual(
          tokens.map((one) => findEntry(entries, one)?.name),
          tokens.map((_one, i) => `name-${i}`),
        );
        assert.equal(findEntry(entries, other), undefined);
      },
    ),
  );
});
