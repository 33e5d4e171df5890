import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { loadConfig } from '../src/config.ts';
import { parseTokenList } from '../src/http/auth/token-list.ts';
import { SETTINGS } from '../src/settings.ts';

const text = readFileSync(resolve(import.meta.dirname, '../docs/authentication.md'), 'utf8');
const blocks = [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, kind = '', body = '']) => ({ kind, body }));
const folder = mkdtempSync(join(tmpdir(), 'docs-test-'));
after(() => rmSync(folder, { recursive: true }));

test('every configuration in docs/authentication.md loads', () => {
  const configs = blocks.filter(({ body }) => body.startsWith('auth:'));
  const modes = configs.map(({ body }, i) => {
    const path = join(folder, `${i}.yaml`);
    writeFileSync(path, body);
    return loadConfig(['--config', path], {}).auth;
  });
  assert.deepEqual(modes, ['bearer', 'oidc', 'oidc', 'oidc', 'oidc', 'oidc', 'oidc']);
});

test('the variables and the tokens in docs/authentication.md are as the service reads them', () => {
  const env = blocks.find(({ kind }) => kind === 'bash')?.body ?? '';
  const config = loadConfig(
    [],
    Object.fromEntries(
      env
        .trim()
        .split('\n')
        .map((line) => line.split('=') as [string, string]),
    ),
  );
  assert.equal(config.oidc?.issuers[0]?.issuer, 'https://idp.example.com');
  const tokens = blocks.find(({ kind }) => kind === '')?.body ?? '';
  assert.deepEqual(
    parseTokenList(tokens).entries.map(({ name }) => name),
    ['librechat', 'batch'],
  );
  const named = [...text.matchAll(/CLOUDWATCH_MCP_[A-Z_]+/g)].map(([name]) => name);
  const known = [...SETTINGS.map(({ env: name }) => name), 'CLOUDWATCH_MCP_TOKEN', 'CLOUDWATCH_MCP_CLIENT_ID'];
  assert.deepEqual(
    named.filter((name) => !known.includes(name)),
    [],
  );
});

test('every other YAML in docs/authentication.md can be read', () => {
  const others = blocks.filter(({ kind, body }) => kind === 'yaml' && !body.startsWith('auth:'));
  assert.equal(others.length, 3);
  for (const { body } of others) assert.ok(parse(body));
});
