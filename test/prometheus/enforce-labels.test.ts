import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parser } from '@prometheus-io/lezer-promql';
import fc from 'fast-check';
import { ToolError } from '../../src/errors.ts';
import { enforceLabels, heldSelector, isHeldByItself } from '../../src/prometheus/enforce-labels.ts';
import { promql } from '../support/promql-queries.ts';

const TEAM_A = [{ name: 'namespace', values: ['team-a'], by: '' }];
const M = 'namespace="team-a"';

void test('every selector gets the label beside what it asks for', () => {
  const cases: Record<string, string> = {
    up: `up{${M}}`,
    'up{}': `up{${M}}`,
    'up { }': `up {${M} }`,
    'up{job="api",}': `up{${M},job="api",}`,
    '{__name__="up"}': `{${M},__name__="up"}`,
    '{"my.metric"}': `{${M},"my.metric"}`,
    'up{"k8s.pod"=~"a.*"}': `up{${M},"k8s.pod"=~"a.*"}`,
    'up{namespace="team-b"}': `up{${M},namespace="team-b"}`,
    'up{namespace=~".*"} or x{namespace!="team-a"}': `up{${M},namespace=~".*"} or x{${M},namespace!="team-a"}`,
    'rate(up[5m:1m] offset 5m) @ end()': `rate(up{${M}}[5m:1m] offset 5m) @ end()`,
    'sum by (namespace) (rate(up[5m])) / on (a) group_left (b) max without (c) (x)': `sum by (namespace) (rate(up{${M}}[5m])) / on (a) group_left (b) max without (c) (x{${M}})`,
    'label_replace(up, "namespace", "team-b", "job", ".*")': `label_replace(up{${M}}, "namespace", "team-b", "job", ".*")`,
    'absent(up{a="}"}) + count_values("up", sum)': `absent(up{${M},a="}"}) + count_values("up", sum{${M}})`,
    'time() - vector(1)': 'time() - vector(1)',
    'up # or secret\n or x': `up{${M}}              or x{${M}}`,
    "a{b='\\'} or secret{'}": `a{${M},b='\\'} or secret{'}`,
    'a{b=`\\`} or secret': `a{${M},b=\`\\\`} or secret{${M}}`,
    '-up ^ -2 > bool 1 and on() inf': `-up{${M}} ^ -2 > bool 1 and on() inf`,
  };
  for (const [query, held] of Object.entries(cases)) assert.equal(enforceLabels(query, TEAM_A), held, query);
});

void test('a comment hides nothing, wherever another reader sees its end', () => {
  for (const end of ['\r', '\n', '\r\n']) {
    const held = enforceLabels(`up # x${end}or secret`, TEAM_A);
    assert.equal(held.replaceAll(/ +/g, ' '), `up{${M}} or secret{${M}}`);
    assert.doesNotMatch(held, /[#\r\n]/);
  }
  for (const end of ['\u2028', '\u0085', '\v', '\f', '\0']) {
    const held = enforceLabels(`up # x${end}or secret`, TEAM_A);
    assert.equal(held.trimEnd(), `up{${M}}`, 'all of it is the comment, and is gone');
  }
});

void test('what cannot be read in one way only is refused, with the place', () => {
  const refused: Record<string, RegExp> = {
    'up{': /line 1, column \d+/,
    'sum(up': /column/,
    'up{a="b}': /line 1, column 6 \(at "\\"b\}"\)/,
    'up{a="b\n"}': /line 1, column 6/,
    'up{a="b\r"}': /column 6/,
    'up{a="b\\\n"}': /column 6/,
    'up\n  secret': /line 2, column 3 \(at "secret"\)/,
    'up or\u00a0secret': /column 6/,
    'up or ｕｐ': /column 7/,
    'up{a="b" or c="d"}': /column/,
    'WITH (x = up) x': /column/,
    'up{namespace="a"} default 0': /column/,
    'rate(up[$__interval])': /column/,
    'up; drop': /column/,
    'up\\': /column/,
    'info(up)': /info\(\) reads series that no selector names/,
    'info(up, {a="b"})': /info\(\)/,
    'unknown_function(up)': /column/,
    '': /at its end/,
    '# only a comment': /column/,
    'up{a="b"}}': /column/,
    [`${'('.repeat(101)}up${')'.repeat(101)}`]: /column 101/,
    'up}{': /column/,
    '"': /column 1/,
  };
  for (const [query, message] of Object.entries(refused)) {
    assert.throws(
      () => enforceLabels(query, TEAM_A),
      (error: unknown) => {
        assert.ok(error instanceof ToolError && error.code === 'invalid_input', query);
        assert.match(error.message, message, query);
        return true;
      },
      query,
    );
  }
});

void test('labels and values are written so that Prometheus reads them as they are', () => {
  const hold = (name: string, ...values: string[]) => heldSelector([{ name, values, by: '' }]);
  assert.equal(hold('namespace', 'a"b\\c'), '{namespace="a\\"b\\\\c"}');
  assert.equal(hold('k8s.namespace', 'a'), '{"k8s.namespace"="a"}');
  assert.equal(hold('namespace', 'a.b', 'c|d'), '{namespace=~"a\\\\.b|c\\\\|d"}');
  assert.equal(hold('a', 'line\nend'), '{a="line\\u000aend"}');
  const two = [...TEAM_A, { name: 'cluster', values: ['x', 'y'], by: '' }];
  assert.equal(enforceLabels('up', two), `up{${M},cluster=~"x|y"}`);
});

void test('whatever is taken parses again, and each of its selectors begins with the label', () => {
  fc.assert(
    fc.property(promql, (query) => {
      const held = enforceLabels(query, TEAM_A);
      const found: string[] = [];
      parser.parse(held).iterate({
        enter({ name, type, from, to }) {
          assert.equal(type.isError, false, held);
          if (name === 'VectorSelector') found.push(held.slice(from, to));
        },
      });
      for (const selector of found) assert.match(selector, /^[\w:]*\s*\{namespace="team-a"/, held);
      assert.equal(enforceLabels(held, TEAM_A).split(M).length - 1, 2 * found.length, 'held twice, each has it twice');
    }),
    { numRuns: 1_000 },
  );
});

void test('whatever the text, it is refused in words or held', () => {
  const pieces =
    'up secret { } ( ) " \' ` \\ # , = =~ or by sum [5m] @ offset 1 rate a="b" : - on start bool __name__'.split(' ');
  const piece = fc.constantFrom(...pieces, ' ', '\n', '\r', '\u00a0', '"a b"');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (parts) => {
      const query = parts.join('');
      try {
        const held = enforceLabels(query, TEAM_A);
        // Outside quotes and what is behind a name, nothing is left that selects without the label.
        const bare = held.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""');
        for (const [, before] of bare.matchAll(/(\S*)\{(?!namespace="")/g)) assert.fail(`${held}: ${before}{`);
        assert.doesNotMatch(bare, /\b(?:up|secret)\b(?![\w:]*\s*\{)/, held);
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
      }
    }),
    { numRuns: 5_000 },
  );
});

void test('a long query is held in no time', () => {
  const began = performance.now();
  enforceLabels(Array.from({ length: 120 }, (_, i) => `m${i}{a="${'x'.repeat(10)}"}`).join(' or '), TEAM_A);
  assert.throws(() => enforceLabels('('.repeat(4_000), TEAM_A), ToolError);
  assert.throws(() => enforceLabels('{'.repeat(4_000), TEAM_A), ToolError);
  assert.ok(performance.now() - began < 2_000);
});

void test('a query is held by itself where each selector asks for the label with an allowed value', () => {
  const labels = [{ name: 'namespace', values: ['team-a', 'team-c'], by: '' }];
  const cases: Record<string, boolean> = {
    'up{namespace="team-a"}': true,
    'sum(rate(up{namespace="team-c",a="b"}[5m])) / sum(x{"namespace"=\'team-a\'})': true,
    'up{namespace="team-a"} or x': false,
    'up{namespace="team-b"}': false,
    'up{namespace=~"team-a"}': false,
    'up{namespace!="team-a"}': false,
    'up{namespace="team\\u002da"}': false,
    'vector(1)': false,
    'up{': false,
  };
  for (const [query, held] of Object.entries(cases)) assert.equal(isHeldByItself(query, labels), held, query);
});

void test('a query that is too long to be held is refused in words, before it is read', () => {
  const long = `up${' '.repeat(3_999)}`;
  assert.equal(enforceLabels(long.slice(0, 4_000), TEAM_A).trim(), `up{${M}}`);
  assert.throws(() => enforceLabels(long, TEAM_A), {
    code: 'invalid_input',
    message:
      'The PromQL has 4,001 characters: where each selector is held to labels of the policy it may have at most 4,000. Ask for parts of it one by one.',
  });
});
