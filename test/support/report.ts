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

/**
 * Reads a run's events to their end and says what failed, in full and at once, and what could not run and why; nothing of what passed.
 * Suites are not counted, their tests are. A file that ends badly, or that holds no test, counts as a failed test.
 * @param events what `run()` of node:test yields
 * @param shorten makes a file's path readable
 */
export async function report(
  events: AsyncIterable<TestEvent>,
  write: (text: string) => void,
  shorten: (file: string) => string,
): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  const skips = new Map<string, string[]>();
  const outputs = new Map<string, string>();
  const names: string[] = [];

  const fail = (title: string, reason: string): void => {
    tally.failed += 1;
    write(`\n✖ ${title}\n${indent(lastLines(reason, FAILURE_LINES))}\n`);
  };

  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') {
      outputs.set(data.file ?? '', (outputs.get(data.file ?? '') ?? '') + data.message);
    } else if (type === 'test:start') {
      names.splice(data.nesting, names.length, data.name);
    } else if (type === 'test:pass' || type === 'test:fail') {
      const file = data.file ?? '';
      const isFile = data.nesting === 0 && data.name === file;
      const title = isFile ? shorten(file) : [shorten(file), ...names.slice(0, data.nesting), data.name].join(' › ');
      const isSuite = data.details.type === 'suite';
      if (data.skip !== undefined && data.skip !== false) {
        tally.skipped += 1;
        const reason = typeof data.skip === 'string' && data.skip !== '' ? data.skip : 'no reason given';
        skips.set(reason, [...(skips.get(reason) ?? []), title]);
      } else if (data.todo !== undefined && data.todo !== false) {
        tally.skipped += 1;
        skips.set('to do', [...(skips.get('to do') ?? []), title]);
      } else if (type === 'test:fail') {
        const output = lastLines(outputs.get(file) ?? '', OUTPUT_LINES);
        if (isFile) fail(title, `the file ended badly: ${describe(data.details.error)}\n${output}`);
        else if (!onlySubtestsFailed(data.details.error)) fail(title, describe(data.details.error));
      } else if (isFile) fail(title, 'the file holds no test');
      else if (!isSuite) tally.passed += 1;
    }
  }

  for (const [reason, titles] of skips) {
    write(
      `\nNot run, ${reason}: ${titles.length} ${titles.length === 1 ? 'test' : 'tests'}\n${indent(titles.join('\n'))}\n`,
    );
  }
  return tally;
}

/** `12 passed, 0 failed`, with `, 3 skipped` where there are any. */
export function lastLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** A parent whose subtests failed says nothing new: they are counted themselves. */
function onlySubtestsFailed(error: unknown): boolean {
  return error instanceof Error && 'failureType' in error && error.failureType === 'subtestsFailed';
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
