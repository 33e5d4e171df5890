import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOW, run } from '../../sandbox/run-insights.ts';

/** The value of `expression` for one event, undefined where it has none. */
function valueOf(expression: string, message: string | object = ''): string | undefined {
  return run(`fields ${expression} as v | display v`, message)[0]?.['v'];
}

const SHOP = { level: 'ERROR', ms: 12.5, ok: true, gone: null, text: 'Hello', list: [{ id: 7 }, 'b'], a: { 'b-c': 1 } };

type Rows = readonly (readonly [expression: string, value: string | undefined])[];

/** CWL_QuerySyntax-operations-functions: what the page says of each, by its own examples where it has some. */
const PUBLISHED: Rows = [
  ['2 ^ 3', '8'],
  ['10 % 3', '1'],
  ['ltrim("xyZfooxyZ","xyZ")', 'fooxyZ'],
  ['rtrim("xyZfooxyZ","xyZ")', 'xyZfoo'],
  ['trim("xyZfooxyZ","xyZ")', 'foo'],
  ['substr("xyZfooxyZ",3, 3)', 'foo'],
  ['replace("foo","o","0")', 'f00'],
  ['datefloor(@timestamp, 1h)', '2026-11-28 12:00:00.000'],
  ['dateceil(@timestamp, 1h)', '2026-11-28 13:00:00.000'],
  ['bin(5m)', '2026-11-28 12:00:00.000'],
  ['bin(1mo)', '2026-11-01 00:00:00.000'],
  ['strlen("añ😀")', '3'],
  ['strcontains("foobar", "oba")', '1'],
  ['strcontains("foobar", "OBA")', '0'],
  ['ispresent(level)', '1'],
  ['isPresent(nothing)', '0'],
  ['isempty(nothing)', '1'],
  ['isblank("  ")', '1'],
  ['isempty("  ")', '0'],
  ['coalesce(nothing, gone, text)', 'Hello'],
  ['abs(-3)', '3'],
  ['ceil(1.2)', '2'],
  ['floor(-1.2)', '-2'],
  ['greatest(1, 12, 3)', '12'],
  ['least(5, ms, 9)', '5'],
  ['sqrt(16)', '4'],
  ['log(1)', '0'],
  ['toupper(text)', 'HELLO'],
  ['tolower(text)', 'hello'],
  ['concat(text, " ", level)', 'Hello ERROR'],
  ['fromMillis(1572652800000)', '2019-11-02 00:00:00.000'],
  ['toMillis(@timestamp)', String(NOW)],
  ['now()', String(Math.floor(NOW / 1000))],
  ['isValidIpV4("10.0.0.1")', '1'],
  ['isValidIp("10.0.0")', '0'],
];

/** What follows from the rules there. */
const DERIVED: Rows = [
  ['1 + 2 * 3 - 4 / 2', '5'],
  ['(1 + 2) * 3', '9'],
  ['-2 - -3', '1'],
  ['1 / 0', undefined],
  ['1 / 3', '0.3333'],
  ['sqrt(-1)', undefined],
  ['text + 1', undefined],
  ['fromMillis(9000000000000000)', undefined],
  ['datefloor(fromMillis(8640000000000000), 1y)', '+275760-01-01 00:00:00.000'],
  ['ms * 2', '25'],
  ['ok', '1'],
  ['gone', undefined],
  ['list.0.id', '7'],
  ['list.1', 'b'],
  ['a.`b-c`', '1'],
  ['`level`', 'ERROR'],
  ['if(ms > 10, "slow", "fast")', 'slow'],
  ['level = "ERROR" and not ms < 10', '1'],
  ['level in ["WARN", "ERROR"]', '1'],
  ['level not in ["WARN", "ERROR"]', '0'],
  ['ms in [12.50]', '1'],
  ['level like /^err/', '0'],
  ['level like /(?i)^err/', '1'],
  ['level like "RRO"', '1'],
  ['level =~ "rro"', '0'],
  ['level not like "x"', '1'],
  ['nothing = 1', '0'],
  ['nothing != 1', '1'],
  ['ok = true', '1'],
  ['9 < 10', '1'],
  ['"9" < "10"', '1'],
  ['"b" > "a"', '1'],
  ['substr("foo", 9)', ''],
  ['trim("  a b ")', 'a b'],
  ["'it\\'s'", "it's"],
  ['@logStream', 'stream-0'],
  ['@log', '123456789012:/shop/web'],
  ['@ingestionTime', '2026-11-28 12:03:04.905'],
];

for (const [page, rows] of Object.entries({ 'AWS says': PUBLISHED, 'it follows': DERIVED })) {
  for (const [expression, expected] of rows) {
    void test(`${page}: ${expression} is ${expected ?? 'absent'}`, () => {
      assert.equal(valueOf(expression, SHOP), expected);
    });
  }
}
