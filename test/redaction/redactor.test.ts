import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { REDACTION_RULES } from '../../src/config-sections/redaction.ts';
import { shownMessage } from '../../src/format/log-message.ts';
import { clip, ellipsis } from '../../src/format/text.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { placeholder } from '../../src/redaction/rule.ts';
import { RULES } from '../../src/redaction/rules.ts';
import { runs } from '../support/runs.ts';
import { labelledTexts, readLabels } from './labelled.ts';
import { ALNUM, randomText } from './random.ts';
import { realisticLines } from './realistic.ts';

const redact = createRedactor();
const labelled = labelledTexts().map(readLabels);
const withSecrets = labelled.filter(({ secrets }) => secrets.length > 0);

/** A begin of a secret, of so many characters, that is left in a text. What all of its kind begin with tells nothing. */
function leftOf(secret: string, shown: string, chars: number): string | undefined {
  const begin = own(secret).slice(0, Math.min(chars, secret.length));
  return shown.includes(begin) ? begin : undefined;
}

const own = (secret: string) => secret.replace(/^-----BEGIN[A-Z %20]+-----\s*|^eyJ/, '');

void suite('a secret that is cut', () => {
  void test('leaves nothing of itself in a message, wherever the message is clipped', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...withSecrets),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ text, secrets }, at) => {
          const shown = redact(shownMessage(redact(text), Math.ceil(at * text.length)));
          for (const { secret } of secrets) assert.equal(leftOf(secret, shown, 8), undefined, shown);
        },
      ),
      runs(2_000),
    );
  });

  void test('leaves less than twelve characters of itself where the text was cut before anybody looked', () => {
    const left = new Map<string, number>();
    let cuts = 0;
    for (const { text, secrets } of withSecrets) {
      for (const { rule, secret } of secrets) {
        const begin = text.indexOf(own(secret));
        for (const chars of [12, 16, 20, 30, 39, 60, 100]) {
          if (chars >= own(secret).length) continue;
          cuts += 1;
          for (const cut of [clip, ellipsis]) {
            const shown = redact(cut(text, begin + chars));
            if (leftOf(secret, shown, 12) !== undefined) left.set(rule, (left.get(rule) ?? 0) + 1);
          }
        }
      }
    }
    assert.ok(cuts > 1_000, String(cuts));
    // Digits of a card that are not all there have no check digit, and look like any number.
    assert.deepEqual(
      [...left.keys()].filter((rule) => rule !== 'card-number'),
      [],
      JSON.stringify([...left]),
    );
  });
});

void test('what is redacted already stays as it is', () => {
  fc.assert(
    fc.property(fc.constantFrom(...labelled), ({ text }) => assert.equal(redact(redact(text)), redact(text))),
    runs(1_000),
  );
});

void test('the first look misses nothing that a rule would find', () => {
  const all = (text: string) =>
    REDACTION_RULES.reduce((rest, name) => RULES[name].replace(rest, () => placeholder(name)), text);
  for (const { text } of labelled) assert.equal(redact(text), all(text));
  for (const text of realisticLines(3_000)) assert.equal(redact(text), all(text));
});

void test('a rule that is switched off leaves its secrets, and no others', () => {
  for (const name of REDACTION_RULES) {
    const without = createRedactor({ enabled: true, rules: { [name]: false }, custom: [] });
    for (const { text } of withSecrets) assert.ok(!without(text).includes(placeholder(name)), name);
  }
  const off = createRedactor({ enabled: false, rules: {}, custom: [{ name: 'own', pattern: 'a' }] });
  for (const { text } of withSecrets) assert.equal(off(text), text);
});

void test('own patterns have their own names, and leave what is redacted already', () => {
  const custom = createRedactor({
    enabled: true,
    rules: {},
    custom: [
      { name: 'employee-number', pattern: String.raw`\bEMP-\d{6}\b` },
      { name: 'word', pattern: 'redacted|jwt|password' },
    ],
  });
  const [jwt = ''] = withSecrets
    .flatMap(({ secrets }) => secrets.filter(({ rule }) => rule === 'jwt'))
    .map(({ secret }) => secret);
  assert.equal(
    custom(`EMP-123456 sent ${jwt}, EMP-1234567`),
    '[redacted:employee-number] sent [redacted:jwt], EMP-1234567',
  );
  assert.equal(custom('EMP-123456 EMP-654321'), '[redacted:employee-number] [redacted:employee-number]');
  assert.equal(custom('the word jwt'), 'the word [redacted:word]');
});

void test('a secret of any length goes whole', () => {
  const random = randomText(3);
  for (const chars of [300, 1_200, 20_000]) {
    const value = random.of(ALNUM, chars);
    for (const text of [
      `password="${value}"`,
      `password=${value}`,
      `api_key='${value}'`,
      `{\\"token\\":\\"${value}\\"}`,
      `Bearer ${value}`,
    ]) {
      assert.ok(!redact(`x ${text} y`).includes(value.slice(-8)), text.slice(0, 40));
    }
  }
  assert.equal(
    redact(`postgres://app:a7${'Xy3'.repeat(400)}@host/db`),
    'postgres://app:[redacted:connection-string]@host/db',
  );
});
