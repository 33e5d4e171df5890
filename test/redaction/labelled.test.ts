import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REDACTION_RULES } from '../../src/config-sections/redaction.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { labelledTexts, readLabels } from './labelled.ts';

/** The least share of what is replaced that is a secret, and of secrets that are replaced. */
const FLOOR = 0.98;

interface Score {
  right: number;
  wrong: number;
  missed: number;
}

const precision = ({ right, wrong }: Score) => (right + wrong === 0 ? 1 : right / (right + wrong));
const recall = ({ right, missed }: Score) => (right + missed === 0 ? 1 : right / (right + missed));
const inWords = (name: string, score: Score) =>
  `${name.padEnd(18)} ${String(score.right + score.missed).padStart(4)} secrets, precision ${precision(score).toFixed(3)}, recall ${recall(score).toFixed(3)}`;

/** Whether eight characters of a secret in a row are left. */
function leaks(secret: string, text: string): boolean {
  const chars = Math.min(8, secret.length);
  return Array.from({ length: secret.length - chars + 1 }, (_, i) => secret.slice(i, i + chars)).some((part) =>
    text.includes(part),
  );
}

void test('secrets of labelled log lines are replaced, and hardly anything else', (t) => {
  const redact = createRedactor();
  const scores = new Map<string, Score>(REDACTION_RULES.map((name) => [name, { right: 0, wrong: 0, missed: 0 }]));
  const all: Score = { right: 0, wrong: 0, missed: 0 };
  const count = (rule: string, what: keyof Score, n: number) => {
    const score = scores.get(rule);
    assert.ok(score, `there is no rule ${rule}`);
    score[what] += n;
    all[what] += n;
  };
  const texts = labelledTexts();
  const wrong: string[] = [];
  for (const labelled of texts) {
    const { text, wanted, secrets } = readLabels(labelled);
    const got = redact(text);
    if (got !== wanted) wrong.push(`${wanted}\n    → ${got}`);
    const marks = [...got.matchAll(/\[redacted:([a-z0-9-]+)\]/g)].map(([, rule = '']) => rule);
    for (const rule of new Set([...marks, ...secrets.map((secret) => secret.rule)])) {
      const mine = secrets.filter((secret) => secret.rule === rule);
      const gone = mine.filter(({ secret }) => !leaks(secret, got)).length;
      const marked = marks.filter((mark) => mark === rule).length;
      const right = Math.min(gone, marked);
      count(rule, 'right', right);
      count(rule, 'missed', mine.length - right);
      count(rule, 'wrong', marked - right);
    }
  }
  t.diagnostic(`${texts.length} lines`);
  for (const [name, score] of scores) t.diagnostic(inWords(name, score));
  t.diagnostic(inWords('all', all));
  for (const text of wrong) t.diagnostic(text);
  for (const [name, score] of scores) {
    assert.ok(score.right + score.missed >= 6, `${name}: too few secrets to tell`);
    assert.ok(precision(score) >= FLOOR, inWords(name, score));
    assert.ok(recall(score) >= FLOOR, inWords(name, score));
  }
});
