import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import * as z from 'zod';

const ROOT = resolve(import.meta.dirname, '..');
const CHECK = join(ROOT, 'runtime', 'check.cjs');

/** The check's exit code and words on a Node that says it is of `version`. */
function check(version: string): { status: number | null; stderr: string } {
  const pretend = `Object.defineProperty(process, 'versions', { value: { node: ${JSON.stringify(version)} } });`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', `${pretend} require(${JSON.stringify(CHECK)})`], {
    encoding: 'utf8',
  });
  return { status, stderr };
}

void test('a Node that runs TypeScript passes in silence', () => {
  for (const version of ['22.18.0', '22.19.3', '24.0.0', '24.21.0', '25.1.0']) {
    assert.deepEqual(check(version), { status: 0, stderr: '' }, version);
  }
});

void test('an older one is told so in one line', () => {
  for (const version of ['18.20.8', '20.20.2', '22.17.1', '21.99.0']) {
    const { status, stderr } = check(version);
    assert.equal(status, 1, version);
    assert.match(stderr, new RegExp(`^cloudwatch-mcp .*22\\.18.*${version.replaceAll('.', String.raw`\.`)}.*\\n$`));
  }
});

void test('every npm script asks for it first', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  const unchecked = Object.entries(scripts).filter(
    ([, command]) => !/^node (?:-r \.\/)?runtime\/check\.cjs /.test(command) && !/^npm run \S+$/.test(command),
  );
  assert.deepEqual(unchecked, []);
});
