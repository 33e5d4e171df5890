import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hintOf, resumeSearch } from '../../../src/tools/logs/shared/resume-search.ts';

const window = { start: 1_000, end: 2_000 };
const after = [1_500, '/g', 's', '1'] as const;

test('a search goes on at the last event shown, whose millisecond others may share', () => {
  assert.deepEqual(resumeSearch(window, 'newest', { after: undefined, hint: undefined }).window, window);
  assert.deepEqual(resumeSearch(window, 'newest', { after, hint: undefined }), {
    window: { start: 1_000, end: 1_501 },
    after: [-1_500, '/g', 's', '1'],
  });
  assert.deepEqual(resumeSearch(window, 'oldest', { after, hint: undefined }), {
    window: { start: 1_500, end: 2_000 },
    after: [1_500, '/g', 's', '1'],
  });
});

test('what is known to hold no more events is not searched again', () => {
  assert.deepEqual(resumeSearch(window, 'newest', { after, hint: hintOf(-1_200) }).window, {
    start: 1_000,
    end: 1_201,
  });
  assert.deepEqual(resumeSearch(window, 'oldest', { after, hint: hintOf(1_800) }).window, { start: 1_800, end: 2_000 });
});

test('a hint that is none of ours, or points elsewhere, is passed over', () => {
  for (const hint of ['', 'abc', '-1600', '-900', '1e400', 'NaN', '-1200.5']) {
    assert.deepEqual(resumeSearch(window, 'newest', { after, hint }).window, { start: 1_000, end: 1_501 }, hint);
  }
});
