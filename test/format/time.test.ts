import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ToolError } from '../../src/errors.ts';
import { formatDuration, formatTime, formatWindow, parseTime, timeOf } from '../../src/format/time.ts';

const NOW = Date.UTC(2026, 10, 21, 9, 2, 30);
const parse = (text: string) => parseTime(text, 'start', NOW);

void test('a formatted time reads back as the same moment', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 11, 31, 23, 59, 59, 999) }), (ms) => {
      const minute = ms - (ms % 60_000);
      for (const moment of [ms, minute]) assert.equal(parse(formatTime(moment)), moment);
      for (const moment of [minute, ms, minute]) assert.equal(timeOf(formatTime(moment)), moment);
    }),
  );
});

void test('epoch seconds and milliseconds read as the same moment', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000_000_000, max: 4_000_000_000 }), (seconds) => {
      assert.equal(parse(String(seconds)), seconds * 1_000);
      assert.equal(parse(String(seconds * 1_000)), seconds * 1_000);
    }),
  );
});

void test('relative forms count back from now', () => {
  const forms: readonly [string, number][] = [
    ['now', 0],
    ['NOW', 0],
    ['-3h', 3 * 3_600_000],
    ['now-15m', 15 * 60_000],
    ['now - 15 min', 15 * 60_000],
    ['-15min', 15 * 60_000],
    [' -1.5h ', 5_400_000],
    ['-30s', 30_000],
    ['-2d', 2 * 86_400_000],
    ['-1W', 7 * 86_400_000],
  ];
  for (const [text, back] of forms) assert.equal(parse(text), NOW - back, text);
});

void test('ISO forms: any zone, any precision, without zone in UTC', () => {
  const nine = Date.UTC(2026, 10, 21, 9);
  const forms: readonly [string, number][] = [
    ['2026-11-21', Date.UTC(2026, 10, 21)],
    ['2026-11-21T09:00', nine],
    ['2026-11-21 09:00:00', nine],
    ['2026-11-21t09:00:00z', nine],
    ['2026-11-21T10:00:00+01:00', nine],
    ['2026-11-21T10:00:00+0100', nine],
    ['2026-11-21T03:30-05:30', nine],
    ['2026-11-21T09:00:00.1Z', nine + 100],
    ['2026-11-21T09:00:00.123456789Z', nine + 123],
    ['1732179600.5', 1_732_179_600_500],
  ];
  for (const [text, ms] of forms) assert.equal(parse(text), ms, text);
});

void test('what is no time is refused with a sentence that names parameter, value and forms', () => {
  const forms = [
    '',
    'yesterday',
    'now+1h',
    'now + 5m',
    '+1h',
    '3h',
    '-3',
    '-3y',
    '-99999999w',
    '2026',
    '20261121',
    '2026-02-30',
    '2026-13-01',
    '2026-11-21T25:00Z',
    '2026-11-21T09:61Z',
    '2026-11-21T09:00+99:00',
    '21.11.2026',
    '1732179600000000000',
    '1e12',
    'NaN',
    '-Infinityh',
  ];
  for (const text of forms) {
    assert.throws(
      () => parse(text),
      (error) => {
        assert.ok(error instanceof ToolError, text);
        assert.equal(error.code, 'invalid_input');
        assert.match(error.message, /^start is not a time: got "/);
        assert.ok(error.message.includes(JSON.stringify(text)), error.message);
        assert.match(error.message, /relative \(-3h, now-15m, now\)\.$/);
        return true;
      },
      text,
    );
  }
});

void test('any text is either a moment that can be formatted or a ToolError', () => {
  const odd = fc.oneof(fc.string(), fc.stringMatching(/^[-+0-9TZ:. nowhdms]{0,30}$/));
  fc.assert(
    fc.property(odd, (text) => {
      try {
        assert.match(formatTime(parse(text)), /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/);
      } catch (error) {
        assert.ok(error instanceof ToolError, String(error));
      }
    }),
    { numRuns: 2_000 },
  );
});

void test('times are written at the precision they need', () => {
  assert.equal(formatTime(Date.UTC(2026, 10, 21, 9)), '2026-11-21T09:00Z');
  assert.equal(formatTime(Date.UTC(2026, 10, 21, 9, 0, 7)), '2026-11-21T09:00:07Z');
  assert.equal(formatTime(Date.UTC(2026, 10, 21, 9, 0, 7, 40)), '2026-11-21T09:00:07.040Z');
  const window = { start: Date.UTC(2026, 10, 21, 6), end: Date.UTC(2026, 10, 21, 9) };
  assert.equal(formatWindow(window), '2026-11-21T06:00Z to 2026-11-21T09:00Z (3 h)');
});

void test('durations have at most two neighbouring units', () => {
  const durations: readonly [number, string][] = [
    [0, '0 s'],
    [250, '250 ms'],
    [40_000, '40 s'],
    [84_000, '1 min 24 s'],
    [3_600_000, '1 h'],
    [3_601_000, '1 h'],
    [3_900_000, '1 h 5 min'],
    [2 * 86_400_000 + 3 * 3_600_000 + 59_000, '2 d 3 h'],
    [-60_000, '1 min'],
    [999.6, '1 s'],
  ];
  for (const [ms, text] of durations) assert.equal(formatDuration(ms), text);
});
