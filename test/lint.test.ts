import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import * as z from 'zod';

const ROOT = resolve(import.meta.dirname, '..');
const run = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), 'cloudwatch-mcp-lint-'));
writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions: { types: [] }, include: ['*.ts'] }),
);
after(() => rmSync(folder, { recursive: true }));

/** The flags with which `npm run lint` calls the linter. */
function lintFlags(): string[] {
  const { scripts } = z
    .object({ scripts: z.object({ lint: z.string() }) })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  const [, command = ''] = scripts.lint.split(' oxlint ');
  return command.split(' ').filter((word) => word.startsWith('--'));
}

/** What the linter says of a file with this text, as `npm run lint` would run it. */
async function lint(text: string): Promise<{ code: unknown; output: string }> {
  const file = join(folder, 'sample.ts');
  writeFileSync(file, text);
  const oxlint = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const args = [oxlint, ...lintFlags(), '-c', join(ROOT, '.oxlintrc.json'), file];
  // The type-aware rules are a program of their own beside the linter, which it looks for in the path as npm sets it.
  const PATH = `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  return run(process.execPath, args, { cwd: folder, env: { ...process.env, PATH } }).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    (error: { code?: unknown; stdout?: string; stderr?: string }) => ({
      code: error.code,
      output: `${error.stdout}${error.stderr}`,
    }),
  );
}

// Without its type-aware half, or without types, the linter finds nothing here and says so to nobody.
void test('npm run lint finds a promise that nobody waits for', async () => {
  const { code, output } = await lint('export function save(): void {\n  Promise.reject(new Error("lost"));\n}\n');
  assert.equal(code, 1, output);
  assert.match(output, /no-floating-promises/);
});

void test('and has nothing against the same promise awaited', async () => {
  const { code, output } = await lint('export async function save(): Promise<void> {\n  await Promise.resolve();\n}\n');
  assert.equal(code, 0, output);
});

void test('npm run lint refuses a file of more than 250 lines', async () => {
  const { code, output } = await lint(
    Array.from({ length: 251 }, (_, line) => `export const a${line} = ${line};`).join('\n'),
  );
  assert.equal(code, 1, output);
  assert.match(output, /max-lines/);
});
