import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { redactionSection } from '../../src/config-sections/redaction.ts';
import { whyUnsafe } from '../../src/config-sections/safe-pattern.ts';
import { runs } from '../support/runs.ts';

void test('everything is on unless it is switched off', () => {
  assert.deepEqual(redactionSection.parse({}), { enabled: true, rules: {}, custom: [] });
  assert.equal(redactionSection.safeParse({ rules: { 'no-such-rule': false } }).success, false);
  assert.equal(redactionSection.safeParse({ custom: [{ name: 'Upper', pattern: 'a' }] }).success, false);
  const unsafe = redactionSection.safeParse({ custom: [{ name: 'a', pattern: '(a+)+' }] });
  assert.match(unsafe.error?.issues[0]?.message ?? '', /^it must say how often at most/);
});

const SAFE = [
  String.raw`EMP-\d{6}`,
  String.raw`\bcorp_[A-Za-z0-9]{20,64}\b`,
  '(?:alpha|beta)-[0-9]{4}',
  String.raw`[A-Z]{2}\d{2} ?(?:\d{4} ?){3,4}`.replaceAll(' ?', ' '),
  String.raw`colou?r=\w{1,30}`,
  '(?<name>ab){3}',
  String.raw`[\]+*]{1,3}x`,
  String.raw`a\+b\*c`,
];
const UNSAFE: readonly (readonly [string, RegExp])[] = [
  ['a+', /how often at most/],
  ['a*b', /how often at most/],
  ['a{2,}', /how often at most/],
  ['a{1,9999}', /how often at most/],
  ['(a{1,9}){1,9}', /repeat a group/],
  ['(a|ab){2,9}', /repeat a group/],
  ['b(?:(?:a?)){2}', /repeat a group/],
  ['a{1,300}b{1,300}c', /fewer ways/],
  ['(?=a)b', /ahead or behind/],
  ['(?<!a)b', /ahead or behind/],
  [String.raw`(a)\1`, /refer back/],
  [String.raw`(?<x>a)\k<x>`, /refer back/],
  ['(', /regular expression/],
  ['a?', /match nothing/],
  ['', /match nothing/],
];

void test('patterns whose cost is bounded are taken, others refused with the reason', () => {
  for (const pattern of SAFE) assert.equal(whyUnsafe(pattern), undefined, pattern);
  for (const [pattern, reason] of UNSAFE) assert.match(whyUnsafe(pattern) ?? '', reason, pattern);
});

void test('no pattern that is taken is slow on any text of what it is made of', () => {
  const part = fc.constantFrom(
    'a',
    'b',
    'a?',
    '[ab]',
    '[ab]{1,9}',
    'a{1,40}',
    'b{0,5}',
    '(a|b)',
    '(a|ab|b)',
    '(?:ab){1,3}',
    '(a{1,2}){2}',
    '+',
    '*',
    '|',
    '.',
  );
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('a', 'b', 'ab', 'aab'),
      (parts, unit) => {
        const pattern = parts.join('');
        if (whyUnsafe(pattern) !== undefined) return;
        const text = `${unit.repeat(3_000)}!`;
        const before = process.threadCpuUsage();
        text.replaceAll(new RegExp(`(?:${pattern})!!`, 'g'), '');
        const { user } = process.threadCpuUsage(before);
        // 2,000 tries a character at most, some nanoseconds each.
        assert.ok(user < 400_000, `${pattern} on ${unit}: ${user} µs`);
      },
    ),
    runs(150),
  );
});
