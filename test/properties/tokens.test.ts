import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { estimateTokens } from '../../src/format/tokens.ts';
import { runs } from '../support/runs.ts';

/** Shorter texts are out of scope: one piece more or less is more than a tenth of them. */
const MIN_TOKENS = 150;

const HEX = '0123456789abcdef'.split('');
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.split('');
const of = (letters: readonly string[], length: number) =>
  fc.array(fc.constantFrom(...letters), { minLength: length, maxLength: length }).map((chars) => chars.join(''));
const digits = (length: number) => of('0123456789'.split(''), length);
const uuid = fc.uuid();
const time = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const status = fc.constantFrom('200', '404', '500');

/** A line of each kind that log groups and tables are full of. */
const LINES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  uuid,
  hex: of(HEX, 64),
  base64: of(BASE64, 200),
  'long numbers': digits(12),
  decimals: fc.double({ min: 0, max: 1_000, noNaN: true }).map((number) => number.toFixed(3)),
  times: time,
  addresses: fc.tuple(fc.ipV4(), digits(4)).map(([ip, port]) => `${ip}:${port}`),
  table: fc.tuple(of(HEX, 8), digits(3)).map(([id, count]) => `| ${id} | ${count} | - | ok |`),
  JSON: fc
    .record({ level: fc.constantFrom('info', 'error'), ts: time, requestId: uuid, ms: fc.nat(9_999), ok: fc.boolean() })
    .map((event) => JSON.stringify({ ...event, msg: 'failed to fetch the order', error: { code: 'ETIMEDOUT' } })),
  'access log': fc
    .tuple(fc.ipV4(), digits(5), status, fc.nat(99_999))
    .map(
      ([ip, id, code, size]) =>
        `${ip} - - [21/Nov/2026:09:00:01 +0000] "GET /api/items?id=${id} HTTP/1.1" ${code} ${size}`,
    ),
  SQL: digits(4).map((id) => `SELECT o.id, o.total FROM orders o JOIN users u ON u.id = o.user_id WHERE o.id > ${id};`),
  XML: digits(4).map((id) => `<item id="${id}"><name>value</name><enabled>true</enabled></item>`),
  'Python trace': digits(3).map(
    (line) => `  File "/usr/lib/python3.12/site-packages/botocore/client.py", line ${line}, in _api_call`,
  ),
  'Go trace': digits(2).map((line) => `goroutine 1 [running]:\nmain.main()\n\t/home/user/app/main.go:${line} +0x1d`),
  'Japanese in a log': fc
    .tuple(time, digits(6), uuid)
    .map(([at, order, id]) => `${at} ERROR 注文 ${order} の処理に失敗しました requestId=${id}`),
};

for (const [kind, line] of Object.entries(LINES)) {
  void test(`the estimate is within 10 % of o200k on lines of: ${kind}`, () => {
    const text = fc.array(line, { minLength: 40, maxLength: 60 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, (whole) => {
        const tokens = countTokens(whole);
        assert.ok(tokens >= MIN_TOKENS);
        const ratio = estimateTokens(whole) / tokens;
        assert.ok(Math.abs(ratio - 1) <= 0.1, `the estimate is ${ratio.toFixed(3)} of o200k`);
      }),
      runs(8),
    );
  });
}
