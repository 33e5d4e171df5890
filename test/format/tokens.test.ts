import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { estimateTokens } from '../../src/format/tokens.ts';
import { samples } from './sample-answers.ts';

const SEEDS = [11, 12, 13];

test('the estimate is within 10 % of o200k on every kind of answer', () => {
  for (const seed of SEEDS) {
    for (const { kind, text } of samples(seed)) {
      const ratio = estimateTokens(text) / countTokens(text);
      assert.ok(ratio > 0.9 && ratio < 1.1, `${kind}, seed ${seed}: estimate is ${ratio.toFixed(3)} of o200k`);
    }
  }
});

test('the estimate is within 3 % over all kinds together, so it leans to neither side', () => {
  const texts = SEEDS.flatMap(samples).map(({ text }) => text);
  const sum = (count: (text: string) => number) => texts.reduce((total, text) => total + count(text), 0);
  const ratio = sum(estimateTokens) / sum((text) => countTokens(text));
  assert.ok(Math.abs(ratio - 1) < 0.03, `the estimate is ${ratio.toFixed(3)} of o200k`);
});

test('no text has no tokens, and text in other scripts is not free', () => {
  assert.equal(estimateTokens(''), 0);
  const text = '服务器在处理请求时发生错误，请稍后再试。'.repeat(20);
  const ratio = estimateTokens(text) / countTokens(text);
  assert.ok(ratio > 0.7 && ratio < 1.7, `the estimate is ${ratio.toFixed(3)} of o200k`);
  assert.ok(estimateTokens('🔥'.repeat(100)) >= 100);
});

test('text of other languages and of symbols is not underestimated, whatever a log is full of', () => {
  const texts = [
    'Ошибка подключения к базе данных: превышено время ожидания ответа сервера. ',
    'Σφάλμα σύνδεσης με τη βάση δεδομένων, ο διακομιστής δεν απαντά εγκαίρως. ',
    'Größere Änderungen führten zu Überlastung; prüfe die Zählung der Fehlermeldungen für Köln. ',
    'Błąd połączenia z bazą danych, serwer nie odpowiada; ponowna próba za pięć sekund. ',
    'Échec de la connexion à la base de données : le serveur ne répond pas. ',
    'データベースへの接続に失敗しました。サーバーが応答しません。',
    '데이터베이스 연결에 실패했습니다. 서버가 응답하지 않습니다. ',
    'فشل الاتصال بقاعدة البيانات، الخادم لا يستجيب. ',
    'डेटाबेस से कनेक्शन विफल रहा, सर्वर उत्तर नहीं दे रहा है। ',
    'החיבור למסד הנתונים נכשל, השרת אינו מגיב. ',
    '┌──────┬───────┐\n│ name │ value │\n└──────┴───────┘\n',
    '██████░░░░ 60% ▓▒ ',
    '⠋⠙⠹⠸⠼ installing ⠴⠦⠧⠇⠏ ',
    '✅ passed ❌ failed ⚠️ warn → next • item ',
    '🔥🚀 deployed 🎉 👩‍💻 ',
    '((((((((',
    '\\\\\\\\',
    '[[[[]]]]',
    '\u{10ffff}',
    '\ue000',
  ];
  for (const text of texts) {
    const many = text.repeat(30);
    const ratio = estimateTokens(many) / countTokens(many);
    assert.ok(ratio > 0.9, `${text}: the estimate is ${ratio.toFixed(3)} of o200k`);
  }
});
