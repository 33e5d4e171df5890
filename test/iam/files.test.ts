import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { iamFiles } from '../../scripts/iam-files.ts';
import { readPolicy } from '../support/iam-evaluator.ts';

const IAM = resolve(import.meta.dirname, '../../iam');
const readme = readFileSync(resolve(IAM, 'README.md'), 'utf8');
const files = iamFiles();

test('the policies in iam/ are those that the command prints, and there are no others: npm run iam writes them', () => {
  assert.deepEqual(readdirSync(IAM).toSorted(), [...files.keys(), 'README.md'].toSorted());
  for (const [name, text] of files) assert.equal(readFileSync(resolve(IAM, name), 'utf8'), text, name);
});

test('every policy in iam/ is one that IAM takes, and iam/README.md says what each is for', () => {
  for (const [name, text] of files) {
    readPolicy(text);
    assert.ok(readme.includes(`\`${name}\``), name);
  }
});

test('the role in another account may read what the server’s role may', () => {
  assert.equal(
    files.get('cloudwatch-mcp-cross-account-permissions-policy.json'),
    files.get('cloudwatch-mcp-permissions-policy.json'),
  );
});
