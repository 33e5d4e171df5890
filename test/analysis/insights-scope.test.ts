import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mayNameGroups, namedGroups, simpleSqlGroups } from '../../src/analysis/insights-scope.ts';

test('text that selects log groups is seen, wherever it does so and however it is written', () => {
  for (const query of [
    'SOURCE logGroups()',
    "  source logGroups(namePrefix: ['/shop']) | fields @message",
    'fields @message | SOURCE logGroups()',
    "filter id in (\n  SOURCE '/hr/payroll' | fields id)",
    "join type=inner left=a right=b where a.id=b.id (SoUrCe '/hr/payroll')",
    'fields `a` | # nothing to see\nSOURCE logGroups()',
    'filter a = "|" #"\n| SOURCE logGroups()',
    "filter a = 'it\\'s' | SOURCE logGroups() # '",
    'filter @message like /"/ | SOURCE logGroups() | filter b = "x"',
    "SOURCE dataSource(['aws_cloudtrail.data'])",
    '| \u017fource logGroups()',
    'SOURCE\u00a0logGroups()',
    'SOURCE\u200blogGroups()',
    'SOURCE/hr/payroll',
    '|source = "x"',
    'fields a | lookup people id',
    'fields a | # c\n lookup people id',
  ]) {
    assert.equal(mayNameGroups(query), true, query);
  }
});

test('a field called source, and the word in a text, select nothing', () => {
  for (const query of [
    'fields @timestamp, source | filter source = "aws.ec2" and detail.source != "x"',
    'fields source.ip | filter (source like "a" or source in ["b"]) | sort source desc',
    'stats count(*) by source',
    'parse `source` "*.*" as a, b',
    'filter @message like "the source of a join"',
    "filter @message = 'open source logGroups()'",
    'fields @source, resource, sources',
  ]) {
    assert.equal(mayNameGroups(query), false, query);
  }
});

test('SOURCE after a pipe is seen whatever stands before and after', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
      // A string that is closed before it hides nothing.
      fc.pre(!/["']/.test(before));
      assert.ok(mayNameGroups(`${before} | SOURCE logGroups() | ${after}`));
    }),
  );
});

test('the groups of one plain SELECT are known', () => {
  assert.deepEqual(simpleSqlGroups('SELECT * FROM `/shop/web` WHERE a = 1 LIMIT 5'), ['/shop/web']);
  assert.deepEqual(simpleSqlGroups('select a from `/shop/web` as w order by a'), ['/shop/web']);
  const list = "SELECT a FROM `logGroups(logGroupIdentifier: ['/a', '/b'])` GROUP BY a";
  assert.deepEqual(simpleSqlGroups(list), ['/a', '/b']);
});

test('a SELECT that may read more than is seen is not taken for a plain one', () => {
  for (const query of [
    'SELECT * FROM `/a`, `/b`',
    'SELECT * FROM `/a` x, `/b`',
    'SELECT * FROM `/a` JOIN `/b` ON 1 = 1',
    'SELECT * FROM `/a` WHERE id IN (SELECT id FROM `/b`)',
    'SELECT * FROM `/a` UNION SELECT * FROM `/b`',
    'WITH x AS (SELECT * FROM `/b`) SELECT * FROM `/a`',
    'SELECT * FROM `/a` -- \n, `/b`',
    'SELECT * FROM `/a` /* */, `/b`',
    "SELECT '\\' FROM `/a`', x FROM `/b`",
    'SELECT * FROM /a',
    "SELECT * FROM `filterIndex('region' = 'us-east-1')`",
    'TABLE `/b`',
    'FROM `/b` SELECT *',
  ]) {
    assert.equal(simpleSqlGroups(query), undefined, query);
  }
});

test('for estimates the groups that a text names are found, and said to be unknown where they cannot be', () => {
  assert.deepEqual(namedGroups("filter a in (SOURCE '/x' | fields b)", 'cwli'), ['/x']);
  assert.deepEqual(namedGroups('SELECT * FROM `/a` JOIN `/b` ON x', 'sql'), ['/a', '/b']);
  assert.deepEqual(namedGroups('source = [`/a`, `/b`] | head 5', 'ppl'), ['/a', '/b']);
  assert.deepEqual(namedGroups('fields @message', 'cwli'), []);
  assert.equal(namedGroups("SOURCE dataSource('x')", 'cwli'), undefined);
});
