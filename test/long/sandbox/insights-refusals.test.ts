import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuery } from '../../../src/sandbox/evaluate/insights/parse-query.ts';
import { QueryError } from '../../../src/sandbox/evaluate/insights/syntax.ts';

const REFUSED: readonly (readonly [query: string, message: RegExp, at: string])[] = [
  ['', /^unexpected end of query at line 1 and position 0$/, ''],
  ['fields @message |', /unexpected end of query/, ''],
  ['pattern @message', /^unexpected symbol found pattern at line 1 and position 0$/, 'pattern'],
  ['fields a\n| unmask b', /^unexpected symbol found unmask at line 2 and position 2$/, 'unmask'],
  ['filterIndex a = 1', /unexpected symbol found/, 'filterIndex'],
  ['fields a | dedup a | sort a', /unexpected symbol found sort/, 'sort'],
  ['stats count(*) by a | stats max(b) | sort count(*)', /unexpected symbol found count/, 'count'],
  ['stats count(*) by bin(0m)', /unexpected symbol found 0m/, '0m'],
  ['fields nosuch(a)', /unexpected symbol found nosuch/, 'nosuch'],
  ['fields avg(a)', /unexpected symbol found avg/, 'avg'],
  ['stats level by x', /unexpected symbol found level/, 'level'],
  ['stats avg(max(a))', /unexpected symbol found max/, 'max'],
  ['filter a like b', /unexpected symbol found b/, 'b'],
  ['filter a like /(/', /Invalid regular expression: \(/, '/(/'],
  ['filter (a = 1', /unexpected end of query/, ''],
  ['filter a = "x', /unexpected symbol found "/, '"'],
  ['filter a not 1', /unexpected symbol found 1/, '1'],
  ['fields abs(1, 2)', /Invalid number of arguments for abs/, 'abs'],
  ['limit 0', /limit must be between 1 and 100000/, '0'],
  ['limit 1.5', /unexpected symbol found 1.5/, '1.5'],
  ['limit 100001', /limit must be between/, '100001'],
  ['parse @message "a * b *" as x', /2 wildcards and 1 fields/, '"a * b *"'],
  ['parse @message /a(b)/', /no named group/, '/a(b)/'],
  ['fields a b', /unexpected symbol found b/, 'b'],
  ['fields a.b-c as', /unexpected end of query/, ''],
  ["SOURCE logGroups(prefix: ['a'])", /unexpected symbol found prefix/, 'prefix'],
  ["SOURCE logGroups(namePrefix: ['1','2','3','4','5','6'])", /At most 5/, "['1','2','3','4','5','6']"],
  ['stats pct(a, 101)', /unexpected symbol found 101/, '101'],
  [`filter ${'('.repeat(200)}1`, /nested too deeply/, '('],
];

for (const [query, message, at] of REFUSED) {
  void test(`refused: ${query.slice(0, 60) || '(empty)'}`, () => {
    assert.throws(
      () => parseQuery(query),
      (error) => {
        assert.ok(error instanceof QueryError);
        assert.match(error.message, message);
        assert.equal(query.slice(error.start, error.end), at);
        return true;
      },
    );
  });
}
