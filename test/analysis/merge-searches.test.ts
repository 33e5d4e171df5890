import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastKeyNeeded, mergeSearches, searchedPart } from '../../src/analysis/merge-searches.ts';
import type { LogEvent } from '../../src/model.ts';

const at = (group: string, time: number, id = '1'): LogEvent => ({ group, stream: 's', time, message: 'm', id });

test('events past the frontier of any group wait: what is shown has no gaps', () => {
  const merged = mergeSearches(
    [
      { group: 'a', events: [at('a', 10), at('a', 5)], frontier: -5 },
      { group: 'b', events: [at('b', 9), at('b', 1)], frontier: Infinity },
    ],
    'newest',
  );
  assert.deepEqual(
    merged.events.map((event) => event.time),
    [10, 9],
    'nothing at 5, where a may have more',
  );
  assert.equal(merged.frontier, -5);
  assert.deepEqual(merged.behind, []);
});

test('of one moment the order is group, stream, id', () => {
  const merged = mergeSearches(
    [{ group: 'x', events: [at('b', 1), at('a', 1, '2'), at('a', 1, '1')], frontier: Infinity }],
    'oldest',
  );
  assert.deepEqual(
    merged.events.map(({ group, id }) => group + id),
    ['a1', 'a2', 'b1'],
  );
});

test('the last key that matters is the count-th after the one shown', () => {
  const found = [[at('a', 10), at('a', 8)], [at('b', 9)]];
  assert.equal(lastKeyNeeded(found, 'newest', 2), -9);
  assert.equal(lastKeyNeeded(found, 'newest', 2, -10), -8);
  assert.equal(lastKeyNeeded(found, 'oldest', 4), Infinity);
});

test('the part searched is said for either direction', () => {
  const window = { start: 0, end: 1_000 };
  assert.deepEqual(searchedPart(window, 'newest', -600), { window: { start: 601, end: 1_000 }, share: 0.399 });
  assert.deepEqual(searchedPart(window, 'oldest', 250), { window: { start: 0, end: 250 }, share: 0.25 });
  assert.equal(searchedPart(window, 'newest', Infinity).share, 1);
  assert.equal(searchedPart(window, 'oldest', Infinity).share, 1);
});
