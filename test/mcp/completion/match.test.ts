import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matching } from '../../../src/mcp/completion/match.ts';

const known = (names: readonly string[], complete = true) => ({
  candidates: names.map((value) => ({ value })),
  complete,
});

test('what begins with the text comes before what has it in it, each in the order it was known', () => {
  const { completion } = matching(known(['my-api', 'API-errors', 'web', 'old-Api', 'api']), 'Api');
  assert.deepEqual(completion, { values: ['API-errors', 'api', 'my-api', 'old-Api'], total: 4, hasMore: false });
});

test('a value is found by what else it is known by, and is there once', () => {
  const candidates = [{ value: 'ws-1', also: 'Production' }, { value: 'ws-2' }, { value: 'ws-1', also: 'Production' }];
  assert.deepEqual(matching({ candidates, complete: true }, 'prod').completion.values, ['ws-1']);
});

test('at most a hundred values are told; of how many only where all are known', () => {
  const many = Array.from({ length: 150 }, (_, i) => `name-${i}`);
  const { completion } = matching(known(many), '');
  assert.equal(completion.values.length, 100);
  assert.deepEqual([completion.total, completion.hasMore], [150, true]);
  assert.deepEqual(matching(known(['a'], false), '').completion, { values: ['a'], hasMore: true });
});
