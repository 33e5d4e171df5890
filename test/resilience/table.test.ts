import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const read = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8');
const rows = read('README.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (what happens|---)/.test(line))
  .map((line) => /\| `([\w.-]+)`: (.+) \|$/.exec(line) ?? [line]);

/** The names of the tests of a file, as its source has them; one with a part that is filled in is a pattern. */
function namesIn(file: string): RegExp[] {
  const quoted = read(file).matchAll(/\btest\(\s*(['"`])(.+?)\1, /g);
  return [...quoted].map(([, , name = '']) => {
    const parts = name.split(/\$\{[^}]+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    return new RegExp(`^${parts.join('.+')}$`);
  });
}

const named = rows.map(([line, file = '', name = '']) => ({ line, file, name }));

test('each row of the table names a test that there is', () => {
  assert.ok(named.length > 15);
  for (const { line, file, name } of named) {
    assert.ok(file !== '' && namesIn(file).some((pattern) => pattern.test(name)), line);
  }
});

test('each test is in the table', () => {
  for (const file of globSync('*.test.ts', { cwd: import.meta.dirname })) {
    if (file === 'table.test.ts') continue;
    for (const pattern of namesIn(file))
      assert.ok(
        named.some((row) => row.file === file && pattern.test(row.name)),
        `${file}: ${pattern}`,
      );
  }
});
