import { globSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { run } from 'node:test';
import { createReport, lastLine } from './report.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** How the paths begin that are too slow for `npm test`, each with the script that runs them. */
const OWN_SCRIPTS: Readonly<Record<string, string>> = {
  'test/clients/': 'npm run test:clients',
  'test/conformance/': 'npm run test:conformance',
  'test/commands/doctor': 'npm run test:access',
  'test/deploy/': 'npm run test:deploy',
  'test/faults/': 'npm run test:faults',
  'test/integration/iam': 'npm run test:access',
  'test/image/': 'npm run test:image',
  'test/load/': 'npm run test:load',
  'test/long/': 'npm run test:long',
  'test/observability/': 'npm run test:observability',
  'test/package.test.ts': 'npm run test:package',
  'test/pod/': 'npm run test:pod',
  'test/resilience/': 'npm run test:resilience',
  'test/security/': 'npm run test:security',
};

/** A test that hangs fails after this long. */
const TEST_TIMEOUT_MS = 60_000;

/** A file that does not end, because something it started is left open, is stopped after this long and fails. */
const FILE_TIMEOUT_MS = 90_000;

/** The same for files asked for by name, among them those with a script of their own. */
const NAMED_FILE_TIMEOUT_MS = 840_000;

/** Two at a time: what the smallest machine that is promised five minutes has. */
const CONCURRENCY = 2;

/** Suites have packages of their own, some with tests in them. */
const isInstalled = (path: string): boolean => path.endsWith('node_modules');

/** How the paths begin of what measures: it has the machine alone. */
const ALONE: readonly string[] = ['test/load/', 'test/resilience/throttled'];
const isAlone = (file: string): boolean =>
  ALONE.some((path) => relative(ROOT, file).replaceAll(sep, '/').startsWith(path));

/** The test files under `paths` (files or folders), all but those with a script of their own if none is given. */
function testFiles(paths: readonly string[]): string[] {
  if (paths.length === 0) {
    return globSync('test/**/*.test.ts', { cwd: ROOT, exclude: isInstalled })
      .filter((file) => !Object.keys(OWN_SCRIPTS).some((own) => file.replaceAll(sep, '/').startsWith(own)))
      .map((file) => resolve(ROOT, file))
      .toSorted();
  }
  return paths.flatMap((path) => {
    const full = resolve(path);
    if (!statSync(full).isDirectory()) return [full];
    return globSync('**/*.test.ts', { cwd: full, exclude: isInstalled }).map((file) => resolve(full, file));
  });
}

// Each file is a process that loads the same modules: compiled once, they cost half of the next file's start.
process.env['NODE_COMPILE_CACHE'] ??= resolve(ROOT, 'node_modules/.cache/compiled');

const paths = process.argv.slice(2);
const files = testFiles(paths);
const report = createReport(
  (text) => process.stdout.write(text),
  (file) => relative(ROOT, file),
);

async function work(waiting: string[]): Promise<void> {
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const [timeout, limit] =
      paths.length === 0 ? [TEST_TIMEOUT_MS, FILE_TIMEOUT_MS] : [NAMED_FILE_TIMEOUT_MS, NAMED_FILE_TIMEOUT_MS];
    report.add(await run({ files: [file], timeout, signal: AbortSignal.timeout(limit), cwd: ROOT }).toArray());
  }
}

const together = files.filter((file) => !isAlone(file));
await Promise.all(Array.from({ length: CONCURRENCY }, () => work(together)));
await work(files.filter(isAlone));
const tally = report.finish();
if (files.length === 0) process.stdout.write('No test file was found.\n');
if (paths.length === 0) {
  for (const [own, script] of Object.entries(OWN_SCRIPTS))
    process.stdout.write(`\nNot in this run: ${own} (${script})\n`);
}
process.stdout.write(`\n${files.length} files in ${Math.round(performance.now() / 1000)} s\n${lastLine(tally)}\n`);
process.exitCode = tally.failed > 0 || files.length === 0 ? 1 : 0;
