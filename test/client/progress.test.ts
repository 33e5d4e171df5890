import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressLine } from '../../src/client/progress.ts';

test('a known end gives a bar, an unknown one the number alone', () => {
  assert.equal(
    progressLine({ progress: 1, total: 4, message: 'group 1\nof 4' }, 2.9, 80),
    '[######------------------]  25 %  2 s  group 1 of 4',
  );
  assert.equal(progressLine({ progress: 1234.5 }, 0, 80), '1,234.5  0 s');
});

test('a line stays within the window, whatever the server claims', () => {
  for (const progress of [-5, 1e9, Number.MAX_VALUE]) {
    const line = progressLine({ progress, total: 3, message: 'x'.repeat(300) }, 5, 60);
    assert.ok(line.length < 60, line);
    assert.match(line, /^\[[#-]{24}\]/);
  }
});
