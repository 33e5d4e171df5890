import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allows } from '../src/name-pattern.ts';

test('what is allowed and not denied may be read; without allow everything that is not denied', () => {
  const shop = allows({ allow: ['/shop/*', '/aws/lambda/*-web'], deny: ['*/audit', '/shop/secret*'] });
  assert.deepEqual(
    ['/shop/', '/shop/web', '/aws/lambda/a-web', '/shop', '/aws/lambda/web', '/shop/x/audit', '/shop/secrets'].map(
      shop,
    ),
    [true, true, true, false, false, false, false],
  );
  assert.deepEqual(['a', 'audit'].map(allows({ deny: ['audit'] })), [true, false]);
  assert.equal(allows({ allow: [] })('a'), false);
});

test('patterns mean what the regular expressions mean that one would write for them', () => {
  const text = fc.stringMatching(/^[ab*]{0,8}$/);
  fc.assert(
    fc.property(text, fc.stringMatching(/^[ab]{0,8}$/), (pattern, name) => {
      const expected = new RegExp(`^${pattern.replaceAll(/\*+/g, '.*')}$`).test(name);
      assert.equal(allows({ allow: [pattern] })(name), expected, `${pattern} ${name}`);
    }),
    { numRuns: 2_000 },
  );
});

test('a pattern of many asterisks takes no longer than its text is long', () => {
  const pattern = `${'*a'.repeat(250)}*b`;
  const started = performance.now();
  assert.equal(allows({ allow: [pattern] })('a'.repeat(100_000)), false);
  assert.ok(performance.now() - started < 1_000);
});
