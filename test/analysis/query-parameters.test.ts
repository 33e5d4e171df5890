import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillParameters } from '../../src/analysis/query-parameters.ts';

test('parameters are filled in wherever they stand, spaces inside or not', () => {
  const parameters = [{ name: 'ms', value: '1000' }];
  assert.deepEqual(fillParameters('filter d > {{ms}} and e > {{ ms }}', parameters), {
    query: 'filter d > 1000 and e > 1000',
    missing: [],
  });
});

test('what has no value stays, each named once; a value is not looked at again', () => {
  const parameters = [
    { name: 'a', value: '{{b}}' },
    { name: 'b', value: undefined },
  ];
  assert.deepEqual(fillParameters('{{a}} {{b}} {{b}} {{c}}', parameters), {
    query: '{{b}} {{b}} {{b}} {{c}}',
    missing: ['b', 'c'],
  });
});

test('a query without parameters stays as it is, dollars and braces too', () => {
  const query = 'parse @message /(?<a>{.*})/ | filter a = "{{1x}} $&"';
  assert.deepEqual(fillParameters(query, []), { query, missing: [] });
  assert.equal(fillParameters('{{a}}', [{ name: 'a', value: '$&' }]).query, '$&');
});
