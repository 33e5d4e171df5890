import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';

const ROOT = resolve(import.meta.dirname, '../..');
const security = readFileSync(resolve(ROOT, 'SECURITY.md'), 'utf8');

/** The rows of the table of promises: each promise, and the files that show it. */
const promises = security
  .slice(security.indexOf('| promise |'))
  .split('\n\n')[0]
  ?.split('\n')
  .slice(2)
  .map((row) => ({ row, paths: [...row.matchAll(/`(test\/[\w./-]+)`/g)].map((match) => match[1] ?? '') }));

test('each promise of SECURITY.md names tests, and they exist', () => {
  assert.ok(promises !== undefined && promises.length > 10);
  for (const { row, paths } of promises) {
    assert.ok(paths.length > 0, row);
    for (const path of paths) assert.ok(path.endsWith('.test.ts') && existsSync(resolve(ROOT, path)), path);
  }
});

test('the way to report a vulnerability needs no address', () => {
  assert.match(security, /Report a vulnerability/);
  assert.doesNotMatch(security, /@[\w-]+\.\w/);
});
