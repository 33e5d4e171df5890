import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { generateReadme } from '../scripts/readme-parts.ts';

const ROOT = resolve(import.meta.dirname, '..');
const readme = readFileSync(resolve(ROOT, 'README.md'), 'utf8');

test('the generated parts of README.md are those of the code: npm run readme writes them', async () => {
  assert.equal(await generateReadme(readme), readme);
});

test('every npm script and file that README.md and CONTRIBUTING.md name exists', () => {
  const { scripts } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const text = readme + readFileSync(resolve(ROOT, 'CONTRIBUTING.md'), 'utf8');
  const named = [...text.matchAll(/\bnpm run (?:--silent )?([a-z0-9:]+)/g)].map((match) => match[1] ?? '');
  assert.ok(named.length > 3);
  assert.deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  );
  const paths = [...text.matchAll(/`((?:src|test|scripts)\/[\w./-]+)`/g)].map((match) => match[1] ?? '');
  assert.deepEqual(
    paths.filter((path) => !existsSync(resolve(ROOT, path))),
    [],
  );
});
