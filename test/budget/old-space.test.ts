import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { oldSpaceLimit } from '../../src/budget/old-space.ts';

const MIB = 1024 * 1024;
const limitOf = (options: string, heapMib: number) => oldSpaceLimit(options, heapMib * MIB, 8_000 * MIB) / MIB;

test('the limit of old objects is what Node was told, however much the young ones may have', () => {
  assert.equal(limitOf('--max-old-space-size=192', 384), 192);
  assert.equal(limitOf('--max-old-space-size=192 --max-semi-space-size=8', 216), 192);
  assert.equal(limitOf('--max_old_space_size 192 --max-old-space-size=256', 448), 256);
  assert.equal(limitOf('--max-old-space-size-percentage=10', 992), 800);
});

test('where Node was told nothing it is what the young ones leave of the whole', () => {
  assert.equal(limitOf('', 1_000), 950);
  assert.equal(limitOf('--max-semi-space-size=8 --import=x', 1_000), 950);
  assert.equal(limitOf('--max-old-space-size=0', 1_000), 950);
});

const SOURCE = resolve(import.meta.dirname, '../../src/budget/old-space.ts');

/** Keeps more until V8 ends it, and writes how many bytes of old objects there were. */
const FILL = `
  import { oldSpaceUsed } from ${JSON.stringify(SOURCE)};
  import { writeSync } from 'node:fs';
  const kept = [];
  for (;;) {
    for (let i = 0; i < 8; i += 1) kept.push(Array.from({ length: 65_536 }, (_, j) => j + 0.5));
    writeSync(1, oldSpaceUsed() + ' ');
  }`;

for (const options of [['--max-old-space-size=64'], ['--max-old-space-size=64', '--max-semi-space-size=8']]) {
  test(`V8 bears 64 MiB of old objects, hardly more, with ${options.join(' ')}`, () => {
    let written = '';
    try {
      execFileSync(process.execPath, [...options, '--input-type=module', '-e', FILL], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch (error) {
      written = String((error as { stdout: Buffer }).stdout);
    }
    const most = Math.max(...written.trim().split(' ').map(Number)) / MIB;
    assert.ok(most > 0.9 * 64 && most < 1.5 * 64, `${most} MiB`);
  });
}
