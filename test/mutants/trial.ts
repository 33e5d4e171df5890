import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** What a copy of the tree goes without, at its top. */
const LEFT_OUT = new Set(['node_modules', 'dist', '.git'].map((name) => join(ROOT, name)));

/** A test file that does not end in this time is stopped, and has caught nothing: a test has a time-out of its own. */
const LIMIT_MS = 90_000;

/** How a run of one test file ended. */
export type Trial =
  | { readonly outcome: 'passed' }
  /** `by`: the first test that failed, `test/a.test.ts › title`. */
  | { readonly outcome: 'failed'; readonly by: string }
  /** It hung, or it ended badly without naming a test. */
  | { readonly outcome: 'broken'; readonly reason: string };

/** Copies of the tree, which tests can run in and which end with this process. */
export interface Copies {
  readonly roots: readonly string[];
  /** Runs one test file in a copy. */
  run(file: string, root: string): Promise<Trial>;
}

export function makeCopies(count: number): Copies {
  const folder = mkdtempSync(join(tmpdir(), 'cloudwatch-mcp-mutants-'));
  const running = new Set<ChildProcess>();
  process.once('exit', () => {
    for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  const roots = Array.from({ length: count }, (_, i) => join(folder, String(i)));
  for (const root of roots) {
    cpSync(ROOT, root, { recursive: true, filter: (path) => !LEFT_OUT.has(path) });
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  }
  return { roots, run: (file, root) => runTests(file, root, running) };
}

async function runTests(file: string, root: string, running: Set<ChildProcess>): Promise<Trial> {
  // A group of its own, so that the runner's own processes end with it.
  const runner = ['-r', './runtime/check.cjs', 'test/support/run-tests.ts', file];
  const child = spawn(process.execPath, runner, { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  child.stdout.on('data', (text) => (output += String(text)));
  child.stderr.on('data', (text) => (output += String(text)));
  let hung = false;
  const timer = setTimeout(() => {
    hung = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, LIMIT_MS);
  const code = await new Promise<number | null>((done, failed) => child.once('close', done).once('error', failed));
  clearTimeout(timer);
  running.delete(child);
  if (hung) return { outcome: 'broken', reason: `${file} did not end in ${LIMIT_MS / 1000} s` };
  if (code === 0) return { outcome: 'passed' };
  const by = /^✖ (.+ › .+)$/m.exec(output)?.[1];
  return by === undefined
    ? { outcome: 'broken', reason: `${file} ended badly without naming a test:\n${output}` }
    : { outcome: 'failed', by };
}
