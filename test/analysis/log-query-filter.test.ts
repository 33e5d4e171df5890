import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchedFor } from '../../src/analysis/log-query-filter.ts';

void test('what a log query filters by becomes a search, or nothing where it says more', () => {
  assert.deepEqual(searchedFor('fields @message | filter @message like /ERROR|timed out/'), {
    pattern: '%ERROR|timed out%',
  });
  assert.deepEqual(searchedFor('filter @message like "pool exhausted" | limit 5'), { text: 'pool exhausted' });
  assert.deepEqual(searchedFor("filter @message like 'a'"), { text: 'a' });
  assert.deepEqual(searchedFor('filter @message like /(a)\\d{2}/'), {});
  assert.deepEqual(searchedFor('filter level = "ERROR"'), {});
  assert.deepEqual(searchedFor('filter @message like /a/ | filter @message like /b/'), {});
  assert.deepEqual(searchedFor('filter @message like /a/ and level = "x"'), {});
  assert.deepEqual(searchedFor('stats count(*) by bin(5m)'), {});
});
