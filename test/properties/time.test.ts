import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ToolError } from '../../src/errors.ts';
import { formatTime, parseTime } from '../../src/format/time.ts';
import { resolveWindow } from '../../src/tools/params.ts';
import { runs } from '../support/runs.ts';

/** A zone that is not UTC and changes its clocks: nothing may depend on it. */
process.env['TZ'] = 'America/New_York';

const NOW = Date.UTC(2026, 10, 21, 9, 2, 30, 250);
const DAY = 86_400_000;
/** The last millisecond of the year 9999. */
const LAST = 253_402_300_799_999;
const parse = (text: string) => parseTime(text, 'start', NOW);
const moment = fc.oneof(
  fc.integer({ min: 0, max: LAST }),
  fc.integer({ min: NOW - 400 * DAY, max: NOW + DAY }),
  // The hours in which other zones change their clocks.
  fc.integer({ min: 0, max: 2 * DAY }).map((ms) => Date.UTC(2026, 2, 28, 12) + ms),
);

void test('a moment written in ISO 8601 of any zone reads as that moment', () => {
  const zone = fc.record({ minutes: fc.integer({ min: -14 * 60, max: 14 * 60 }), colon: fc.constantFrom(':', '') });
  fc.assert(
    fc.property(moment, zone, fc.constantFrom('T', ' ', 't'), (ms, { minutes, colon }, divider) => {
      const local = ms + minutes * 60_000;
      fc.pre(local >= 0 && local <= LAST);
      const two = (n: number) => String(n).padStart(2, '0');
      const away = Math.abs(minutes);
      const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(away / 60))}${colon}${two(away % 60)}`;
      const written = new Date(local).toISOString().slice(0, -1).replace('T', divider);
      assert.equal(parse(written + offset), ms);
      assert.equal(parse(new Date(ms).toISOString().slice(0, -1)), ms, 'without a zone it is UTC');
      assert.equal(parse(formatTime(ms)), ms);
    }),
    runs(300),
  );
});

void test('numbers are seconds below 1e11 and milliseconds from there on, and mistyped dates below 1e9', () => {
  const near = (n: number) => fc.integer({ min: n - 3, max: n + 3 });
  const number = fc.oneof(near(1e9), near(1e11), near(LAST), fc.integer({ min: 0, max: 4e14 }));
  fc.assert(
    fc.property(number, (value) => {
      if (value < 1e9 || value > LAST) return assert.throws(() => parse(String(value)), ToolError);
      return assert.equal(parse(String(value)), value < 1e11 ? value * 1_000 : value);
    }),
    runs(300),
  );
});

void test('so long ago is that much before now, in every unit and spelling', () => {
  const units = { s: 1_000, min: 60_000, m: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY };
  const unit = fc.constantFrom(...Object.entries(units));
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2_000 }),
      unit,
      fc.constantFrom('-', 'now-', 'NOW - '),
      (n, [name, ms], before) => {
        assert.equal(parse(`${before}${n}${name}`), NOW - n * ms);
        assert.equal(parse(`${before}${n}${name.toUpperCase()}`), NOW - n * ms);
      },
    ),
    runs(200),
  );
});

void test('a window begins before it ends and is as asked for, or is refused; the next page has the same one', () => {
  const edge = fc.option(
    fc.oneof(
      moment.map(formatTime),
      fc.integer({ min: 0, max: 99 }).map((n) => `-${n}h`),
      fc.constant('now'),
    ),
    { nil: undefined },
  );
  const longest = fc.option(fc.integer({ min: 1, max: 40 * DAY }), { nil: undefined });
  const page = () => ({ after: undefined, hint: undefined, window: undefined, missed: [], next: { hints: [] } });
  fc.assert(
    fc.property(edge, edge, fc.integer({ min: 1, max: 30 * DAY }), longest, (start, end, fallback, maxMs) => {
      const to = end === undefined ? NOW : parse(end);
      const from = start === undefined ? Math.max(0, to - fallback) : parse(start);
      const context = { clock: () => NOW, page: page() };
      if (from >= to || (maxMs !== undefined && to - from > maxMs)) {
        assert.throws(() => resolveWindow({ start, end }, context, fallback, maxMs), ToolError);
        return;
      }
      const window = resolveWindow({ start, end }, context, fallback, maxMs);
      assert.deepEqual(window, { start: from, end: to });
      const later = { clock: () => NOW + DAY, page: { ...page(), window } };
      assert.deepEqual(resolveWindow({ start, end }, later, fallback, maxMs), window);
    }),
    runs(300),
  );
});
