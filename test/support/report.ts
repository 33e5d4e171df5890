import { inspect } from 'node:util';
import type { TestEvent } from 'node:test/reporters';

/** What a run of test files came to, and what its last line says. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** Lines of a failing file's own output that are shown: its end, where a crash says why. */
const OUTPUT_LINES = 40;

/** Lines of one failure. */
const FAILURE_LINES = 60;

export interface Report {
  /** Takes the events of one file that has ended, and shows what failed in it. */
  add(events: Iterable<TestEvent>): void;
  /** Shows what could not run and why; the count of all files. */
  finish(): Tally;
}

/**
 * Shows what failed, in full and at once, and at the end what could not run and why; nothing of what passed.
 * Suites are not counted, their tests are. A file that ends badly, or that holds no test, counts as a failed test.
 * @param shorten makes a file's path readable
 */
export function createReport(write: (text: string) => void, shorten: (file: string) => string): Report {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  const skips = new Map<string, string[]>();

  const fail = (title: string, reason: string): void => {
    tally.failed += 1;
    write(`\n✖ ${title}\n${indent(lastLines(reason, FAILURE_LINES))}\n`);
  };
  const skip = (title: string, reason: string): void => {
    tally.skipped += 1;
    skips.set(reason, [...(skips.get(reason) ?? []), title]);
  };

  return {
    add(events) {
      const names: string[] = [];
      let output = '';
      for (const { type, data } of events) {
        if (type === 'test:stdout' || type === 'test:stderr') output += data.message;
        else if (type === 'test:start') names.splice(data.nesting, names.length, data.name);
        else if (type === 'test:pass' || type === 'test:fail') {
          const file = data.file ?? '';
          const isFile = data.nesting === 0 && data.name === file;
          const title = isFile
            ? shorten(file)
            : [shorten(file), ...names.slice(0, data.nesting), data.name].join(' › ');
          if (isSet(data.skip)) skip(title, typeof data.skip === 'string' ? data.skip : 'no reason given');
          else if (isSet(data.todo)) skip(title, 'to do');
          else if (type === 'test:fail') {
            const { error } = data.details;
            if (isFile) fail(title, `${howItEnded(error)}\n${lastLines(output, OUTPUT_LINES)}`);
            else if (!onlySubtestsFailed(error)) fail(title, describe(error));
          } else if (isFile) fail(title, 'the file holds no test');
          else if (data.details.type !== 'suite') tally.passed += 1;
        }
      }
    },
    finish() {
      for (const [reason, titles] of skips) {
        const tests = titles.length === 1 ? '1 test' : `${titles.length} tests`;
        write(`\nNot run, ${reason}: ${tests}\n${indent(titles.join('\n'))}\n`);
      }
      return tally;
    },
  };
}

/** `12 passed, 0 failed`, with `, 3 skipped` where there are any. */
export function lastLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function isSet(mark: string | boolean | undefined): boolean {
  return mark !== undefined && mark !== false;
}

/** A parent whose subtests failed says nothing new: they are counted themselves. */
function onlySubtestsFailed(error: unknown): boolean {
  return error instanceof Error && 'failureType' in error && error.failureType === 'subtestsFailed';
}

function howItEnded(error: unknown): string {
  const reason = describe(error);
  return reason.startsWith('TimeoutError') || reason.startsWith('AbortError')
    ? 'the file did not end in its time and was stopped: a test hangs, or something it started was left open'
    : `the file ended badly: ${reason}`;
}

function describe(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return typeof cause === 'string' ? cause : inspect(cause);
  const own = (cause.stack ?? '').split('\n').filter((line) => !/^\s+at .*(?:node:|node_modules)/.test(line));
  return own.join('\n').trim() || cause.message;
}

function lastLines(text: string, count: number): string {
  const lines = text.trimEnd().split('\n');
  return lines.length <= count
    ? lines.join('\n')
    : [`… ${lines.length - count} lines`, ...lines.slice(-count)].join('\n');
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
