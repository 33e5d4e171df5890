import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTime, parseTime } from '../../../src/format/time.ts';
import { wholeMinutes } from '../../../src/tools/promql/shared/whole-minutes.ts';

test('a window grows to whole minutes', () => {
  const [start, end] = [Date.parse('2026-11-21T09:00:30Z'), Date.parse('2026-11-21T09:40:00.001Z')];
  assert.deepEqual(wholeMinutes({ start, end }), {
    start: Date.parse('2026-11-21T09:00Z'),
    end: Date.parse('2026-11-21T09:41Z'),
  });
});

test('it does not grow past the last year that a time can name', () => {
  const end = parseTime('9999-12-31T23:59:59.999Z', 'end', 0);
  assert.equal(formatTime(wholeMinutes({ start: 0, end }).end), '9999-12-31T23:59Z');
});
