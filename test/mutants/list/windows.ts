import type { Mutant } from '../mutant.ts';

/** Moments, windows, periods and steps. */
export const WINDOW_MUTANTS: readonly Mutant[] = [
  {
    name: 'time: epoch milliseconds are read as seconds',
    file: 'src/format/time.ts',
    find: 'const MILLISECONDS_FROM = 1e11;',
    replace: 'const MILLISECONDS_FROM = 1e13;',
    tests: ['test/format/time.test.ts'],
  },
  {
    name: 'time: relative forms count forward',
    file: 'src/format/time.ts',
    find: 'Math.round(now - Number(relative[1])',
    replace: 'Math.round(now + Number(relative[1])',
    tests: ['test/format/time.test.ts'],
  },
  {
    name: 'time: without a zone it is not UTC',
    file: 'src/format/time.ts',
    find: '? clock : `${clock}Z`',
    replace: '? clock : `${clock}+01:00`',
    tests: ['test/format/time.test.ts'],
  },
  {
    name: 'time: 30 February is the second of March',
    file: 'src/format/time.ts',
    find: 'return new Date(midnight).toISOString().startsWith(date) ? time : undefined;',
    replace: 'return time;',
    tests: ['test/format/time.test.ts'],
  },
  {
    name: 'window: it may start at its end',
    file: 'src/tools/params.ts',
    find: 'if (start >= end) {',
    replace: 'if (start > end) {',
    tests: ['test/tools/params.test.ts'],
  },
  {
    name: 'window: a cursor goes on in a window that has moved with the clock',
    file: 'src/tools/params.ts',
    find: 'context.page.window ?? readWindow(',
    replace: 'readWindow(',
    tests: ['test/tools/params.test.ts'],
  },
  {
    name: 'window: the next cursor does not learn it',
    file: 'src/tools/params.ts',
    find: 'context.page.next.window = window;',
    replace: '',
    tests: ['test/tools/params.test.ts'],
  },
  {
    name: 'window: what has not happened yet counts as searched',
    file: 'src/tools/logs/shared/search-window.ts',
    find: 'if (window.end <= now) return { window };',
    replace: 'if (window.end <= Infinity) return { window };',
    tests: ['test/tools/logs/search-scope.test.ts'],
  },
  {
    name: 'period: the aligned window ends before the one that was asked for',
    file: 'src/analysis/period.ts',
    find: 'Math.ceil(window.end / periodMs)',
    replace: 'Math.floor(window.end / periodMs)',
    tests: ['test/analysis/period.test.ts'],
  },
  {
    name: 'period: data is taken for lost one moment too early',
    file: 'src/analysis/period.ts',
    find: 'now - start > ageMs',
    replace: 'now - start >= ageMs',
    tests: ['test/analysis/period.test.ts'],
  },
  {
    name: 'step: the newest sample of a range query is missed',
    file: 'src/analysis/range-plan.ts',
    find: 'return { start: end - intervals * stepMs, end, stepMs, steps: intervals + 1 };',
    replace: 'return { start: end - (intervals + 1) * stepMs, end: end - stepMs, stepMs, steps: intervals + 1 };',
    tests: ['test/analysis/range-plan.test.ts'],
  },
];
