import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { REDACTION_RULES, redactionSection } from '../../src/config-sections/redaction.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../docs/privacy.md'), 'utf8');

void test('every rule is documented, in the order in which they look', () => {
  const table = /<!-- rules -->([\s\S]*?)<!-- \/rules -->/.exec(text)?.[1] ?? '';
  const names = [...table.matchAll(/^\| `([a-z-]+)` \| \S/gm)].map(([, name]) => name);
  assert.deepEqual(names, [...REDACTION_RULES]);
});

void test('the example of a configuration is one', () => {
  const example = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const { redaction } = parse(example) as { redaction: unknown };
  assert.equal(redactionSection.parse(redaction).rules['card-number'], false);
});
