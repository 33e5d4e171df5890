import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ruleChildren, ruleInWords } from '../../src/analysis/alarm-rule.ts';

const RULES: readonly [rule: string, words: string, children: string[]][] = [
  ['ALARM(a)', 'a in ALARM', ['a']],
  ['ALARM("a b") OR OK(\'c\')', "a b in ALARM or 'c' in OK", ['a b', "'c'"]],
  [
    '(ALARM("a") OR ALARM("b")) AND NOT ALARM("deploy")',
    '(a in ALARM or b in ALARM) and deploy not in ALARM',
    ['a', 'b', 'deploy'],
  ],
  ['NOT (ALARM(a) AND INSUFFICIENT_DATA(b))', 'not (a in ALARM and b in INSUFFICIENT_DATA)', ['a', 'b']],
  ['ALARM("arn:aws:cloudwatch:us-east-1:123456789012:alarm:x:y")', 'x:y in ALARM', ['x:y']],
  ['AT_LEAST(2, ALARM, (a, b, "c d")) OR TRUE', 'at least 2 of (a, b, c d) in ALARM or TRUE', ['a', 'b', 'c d']],
  ['AT_LEAST(51%, NOT ALARM, (a, b))', '', ['a', 'b']],
  [
    'ALARM("with (brackets), and \\"quotes\\"")',
    'with (brackets), and "quotes" in ALARM',
    ['with (brackets), and "quotes"'],
  ],
  ['ALARM(a) AND ALARM(a)', 'a in ALARM and a in ALARM', ['a']],
  ['FALSE', 'FALSE', []],
  ['', '', []],
];

for (const [rule, words, children] of RULES) {
  void test(`the rule ${rule || '(none)'} and its children`, () => {
    if (words !== '' || rule === '') assert.equal(ruleInWords(rule), words);
    assert.deepEqual(ruleChildren(rule), children);
  });
}

void test('the children of any rule built from states are found, whatever their names', () => {
  const name = fc
    .string({ minLength: 1, maxLength: 12 })
    .filter((text) => !/[\p{Cc}]/u.test(text) && !text.startsWith('arn:'));
  const state = fc.constantFrom('ALARM', 'OK', 'INSUFFICIENT_DATA');
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(state, name), { selector: ([, text]) => text, minLength: 1, maxLength: 6 }),
      (parts) => {
        const quoted = parts.map(([on, text]) => `${on}("${text.replaceAll(/["\\]/g, String.raw`\$&`)}")`);
        const rule = quoted.reduce((all, part, i) => (i % 2 === 0 ? `(${all}) AND NOT ${part}` : `${all} OR ${part}`));
        assert.deepEqual(
          ruleChildren(rule),
          parts.map(([, text]) => text),
        );
      },
    ),
  );
});

void test('any text is read without failing', () => {
  const odd = fc.string({
    unit: fc.constantFrom('(', ')', '"', ',', ' ', 'ALARM', 'a', 'AND', 'NOT', 'AT_LEAST', '\\'),
  });
  fc.assert(
    fc.property(odd, (rule) => {
      ruleChildren(rule);
      assert.equal(typeof ruleInWords(rule), 'string');
    }),
  );
});
