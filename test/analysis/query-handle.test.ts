import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatHandle, formatRowPointer, parseHandle, parseRowPointer } from '../../src/analysis/query-handle.ts';

const query = fc.record(
  {
    account: fc.option(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/), { nil: undefined }),
    region: fc.constantFrom('us-east-1', 'eu-central-2', 'us-gov-west-1', 'ap-southeast-3'),
    queryId: fc.uuid(),
    limit: fc.integer({ min: 1, max: 10_000 }),
  },
  { noNullPrototype: true, requiredKeys: ['account', 'region', 'queryId'] },
);

test('an id is read back as what it was made of, also as a part of a row’s pointer', () => {
  fc.assert(
    fc.property(
      fc.array(query, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 100_000 }),
      (queries, row) => {
        const handle = formatHandle(queries);
        assert.deepEqual(parseHandle(handle), queries);
        assert.deepEqual(parseRowPointer(formatRowPointer(handle, row)), { handle, row });
      },
    ),
  );
});

test('anything else is no id', () => {
  for (const text of [
    '',
    '1f2e3d4c',
    'us-east-1',
    'us-east-1~',
    '~us-east-1~a',
    'a~b~c~d',
    'us-east-1~a+',
    'us-east-1~a b',
    'us-east-1~a@',
    'us-east-1~a@x',
  ]) {
    assert.equal(parseHandle(text), undefined, text);
  }
  for (const text of ['us-east-1~a', 'us-east-1~a#', 'us-east-1~a#x', '#1', 'a#1']) {
    assert.equal(parseRowPointer(text), undefined, text);
  }
});
