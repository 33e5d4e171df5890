import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';

const RUNNER = resolve(import.meta.dirname, 'run-tests.ts');

const folder = mkdtempSync(join(tmpdir(), 'cloudwatch-mcp-runner-'));
after(() => rmSync(folder, { recursive: true }));

/** The runner's exit code and output over one file of this text. */
async function runFile(name: string, body: string): Promise<{ code: unknown; output: string; lastLine: string }> {
  const file = join(folder, `${name}.test.mjs`);
  writeFileSync(file, `import { describe, test } from 'node:test';\n${body}\n`);
  // A run within a run is refused, which this variable would make it.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return new Promise((done) => {
    execFile(process.execPath, [RUNNER, file], { env }, (error, stdout) => {
      done({ code: error?.code ?? 0, output: stdout, lastLine: stdout.trimEnd().split('\n').at(-1) ?? '' });
    });
  });
}

void test('passing tests are counted, suites are not', async () => {
  const { code, lastLine } = await runFile(
    'pass',
    `describe('s', () => { test('a', () => {}); test('b', () => {}); });`,
  );
  assert.deepEqual([code, lastLine], [0, '2 passed, 0 failed']);
});

void test('a failing test is shown with its message and where it stands', async () => {
  const body = `describe('s', () => { test('a', () => { throw new Error('boom'); }); test('b', () => {}); });`;
  const { code, output, lastLine } = await runFile('fail', body);
  assert.deepEqual([code, lastLine], [1, '1 passed, 1 failed']);
  assert.match(output, /fail\.test\.mjs › s › a\n +Error: boom/);
});

void test('skipped and unwritten tests are counted apart, with the reason', async () => {
  const body = `test('a', { skip: 'missing: moto_server' }, () => {}); test.todo('b'); test('c', () => {});`;
  const { code, output, lastLine } = await runFile('skip', body);
  assert.deepEqual([code, lastLine], [0, '1 passed, 0 failed, 2 skipped']);
  assert.match(output, /Not run, missing: moto_server: 1 test\n.*skip\.test\.mjs › a/);
  assert.match(output, /Not run, to do: 1 test\n.*skip\.test\.mjs › b/);
});

void test('a file that crashes counts as failed and shows its last words', async () => {
  const { code, output, lastLine } = await runFile('crash', `console.error('last words'); process.exit(3);`);
  assert.deepEqual([code, lastLine], [1, '0 passed, 1 failed']);
  assert.match(output, /crash\.test\.mjs\n +the file ended badly.*\n +last words/);
});

void test('a file without a test counts as failed', async () => {
  const { code, output, lastLine } = await runFile('empty', '');
  assert.deepEqual([code, lastLine], [1, '0 passed, 1 failed']);
  assert.match(output, /empty\.test\.mjs\n +the file holds no test/);
});

void test('a hook that fails after the tests counts as failed', async () => {
  const body = `import { after } from 'node:test'; test('a', () => {}); after(() => { throw new Error('late'); });`;
  const { code, output, lastLine } = await runFile('hook', body);
  assert.deepEqual([code, lastLine], [1, '1 passed, 1 failed']);
  assert.match(output, /late/);
});
