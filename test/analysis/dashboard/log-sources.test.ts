import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitSources } from '../../../src/analysis/dashboard/log-sources.ts';

test('sources before the query become its groups', () => {
  assert.deepEqual(splitSources(`SOURCE '/a' | SOURCE "/b"|source /c | fields @message\n| limit 5`), {
    groups: ['/a', '/b', '/c'],
    query: 'fields @message\n| limit 5',
    language: undefined,
  });
});

test('a query without sources stays as it is, and so does what is no name', () => {
  assert.deepEqual(splitSources('fields @message').groups, []);
  const prefixes = "SOURCE logGroups(namePrefix: ['/a']) | limit 5";
  assert.deepEqual(splitSources(prefixes), { groups: [], query: prefixes, language: undefined });
  assert.equal(splitSources('filter x like "SOURCE \'a\' |"').query, 'filter x like "SOURCE \'a\' |"');
});

test('the language of SQL and PPL, in any case', () => {
  assert.equal(splitSources('SELECT 1', 'sql').language, 'SQL');
  assert.equal(splitSources('fields x', 'PPL').language, 'PPL');
  assert.equal(splitSources('fields x', 'CWLI').language, undefined);
});

test('whatever groups stand before it, the query behind is kept', () => {
  const name = fc.stringMatching(/^[./#\w-]{1,20}$/);
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), fc.constantFrom("'", '"'), (names, quote) => {
      const text = [...names.map((one) => `SOURCE ${quote}${one}${quote}`), 'fields @message'].join('\n| ');
      assert.deepEqual(splitSources(text), { groups: names, query: 'fields @message', language: undefined });
    }),
  );
});
