import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openStore } from '../../../src/client/auth/store.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'store-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

const TOKENS = { access_token: 'a', token_type: 'Bearer' };

test('what is kept is for one server and for its user alone, and nothing else is left behind', (t) => {
  const path = folder(t);
  const store = openStore(path, new URL('https://example.com/mcp'));
  assert.deepEqual(store.read(), { server: 'https://example.com/mcp' });
  store.update({ tokens: TOKENS, expiresAt: 5 });
  store.update({ expiresAt: undefined, resource: 'https://example.com/mcp' });
  assert.equal(statSync(store.path).mode & 0o777, 0o600);
  assert.equal(statSync(dirname(store.path)).mode & 0o777, 0o700);
  assert.deepEqual(store.read(), {
    server: 'https://example.com/mcp',
    tokens: TOKENS,
    resource: 'https://example.com/mcp',
  });
  assert.equal(readdirSync(dirname(store.path)).length, 1);
  assert.deepEqual(openStore(path, new URL('https://example.com/other')).read(), {
    server: 'https://example.com/other',
  });
});

test('a damaged file is said, not written over', (t) => {
  const store = openStore(folder(t), new URL('https://example.com/mcp'));
  store.update({ tokens: TOKENS });
  writeFileSync(store.path, '{"server": ');
  assert.throws(() => store.read(), /is damaged\. Delete it/);
  assert.throws(() => store.update({ tokens: undefined }), /is damaged/);
  assert.equal(readFileSync(store.path, 'utf8'), '{"server": ');
});
