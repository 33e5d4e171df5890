import { globSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { run } from 'node:test';
import { lastLine, report } from './report.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Too slow for `npm test`, each with the script that runs it. */
const OWN_SCRIPTS: Readonly<Record<string, string>> = { 'test/package.test.ts': 'npm run test:package' };

/** A test that hangs fails after this long. */
const TEST_TIMEOUT_MS = 120_000;

/** A file that does not end, because something it started is left open, is stopped by then and fails; five minutes are promised. */
const RUN_TIMEOUT_MS = 360_000;

/** Two at a time: what the smallest machine that is promised five minutes has. */
const CONCURRENCY = 2;

/** The test files under `paths` (files or folders), all but those with a script of their own if none is given. */
function testFiles(paths: readonly string[]): string[] {
  if (paths.length === 0) {
    return globSync('test/**/*.test.ts', { cwd: ROOT })
      .filter((file) => OWN_SCRIPTS[file.replaceAll(sep, '/')] === undefined)
      .map((file) => resolve(ROOT, file))
      .toSorted();
  }
  return paths.flatMap((path) => {
    const full = resolve(path);
    if (!statSync(full).isDirectory()) return [full];
    return globSync('**/*.test.ts', { cwd: full }).map((file) => resolve(full, file));
  });
}

const paths = process.argv.slice(2);
const files = testFiles(paths);
const events = run({
  files,
  concurrency: CONCURRENCY,
  timeout: TEST_TIMEOUT_MS,
  signal: AbortSignal.timeout(RUN_TIMEOUT_MS),
  cwd: ROOT,
});
const tally = await report(
  events,
  (text) => process.stdout.write(text),
  (file) => relative(ROOT, file),
);
if (files.length === 0) process.stdout.write('No test file was found.\n');
if (paths.length === 0) {
  for (const [file, script] of Object.entries(OWN_SCRIPTS))
    process.stdout.write(`\nNot in this run: ${file} (${script})\n`);
}
process.stdout.write(`\n${files.length} files in ${Math.round(performance.now() / 1000)} s\n${lastLine(tally)}\n`);
process.exitCode = tally.failed > 0 || files.length === 0 ? 1 : 0;
