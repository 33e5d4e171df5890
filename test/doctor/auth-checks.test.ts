import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { oidcSection } from '../../src/config-sections/oidc.ts';
import { checkAuthentication } from '../../src/doctor/auth-checks.ts';
import { startTestIssuer } from '../support/test-issuer.ts';

const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'auth-checks-test-'));
after(() => rmSync(folder, { recursive: true }));
const issuer = await startTestIssuer('https://cloudwatch.example.com/mcp', { path: '/pool' });
after(() => issuer.close());

async function checkOf(settings: object) {
  const oidc = oidcSection.parse({ issuers: [{ issuer: issuer.issuer, ...settings }] });
  const [check] = await checkAuthentication({ auth: 'oidc', bearerTokensFile: undefined, oidc }, signal);
  return { ...check };
}

test('each issuer is asked for its metadata and keys', async () => {
  assert.deepEqual(await checkOf({}), { name: `issuer ${issuer.issuer}`, status: 'pass', found: 'has 1 key' });
  const jwksUri = `${issuer.issuer}/keys`;
  assert.equal((await checkOf({ jwksUri })).status, 'pass');
  issuer.behave('down');
  const down = await checkOf({});
  assert.equal(down.status, 'fail');
  assert.match(down.found ?? '', /openid-configuration answered 503/);
  assert.match(down.remedy ?? '', /NetworkPolicy.*NODE_EXTRA_CA_CERTS/);
  issuer.behave('well');
});

test('an issuer that is not the one of its metadata, to the letter, is told so, wherever its keys are', async () => {
  for (const settings of [{}, { jwksUri: `${issuer.issuer}/keys` }]) {
    const slash = await checkOf({ ...settings, issuer: `${issuer.issuer}/` });
    assert.equal(slash.status, 'fail');
    assert.ok(slash.found?.endsWith(`is of the issuer ${JSON.stringify(issuer.issuer)}`), slash.found);
    assert.match(slash.remedy ?? '', /to the letter: a slash at the end counts/);
  }
});

test('an issuer whose metadata nobody can read passes where its keys are known', async () => {
  const jwksUri = `${issuer.issuer}/keys`;
  assert.equal((await checkOf({ issuer: 'https://nowhere.invalid', jwksUri })).status, 'pass');
});

test('the file of tokens is read, and who is in it counted', async () => {
  const path = join(folder, 'tokens');
  const check = async () => {
    const [found] = await checkAuthentication({ auth: 'bearer', bearerTokensFile: path, oidc: undefined }, signal);
    return found;
  };
  assert.partialDeepStrictEqual(await check(), { status: 'fail', found: `${path}: there is no such file` });
  writeFileSync(path, 'alice: alices-token-0123456789\nalice: alices-token-9876543210\nbob: bobs-token-0123456789\n');
  assert.partialDeepStrictEqual(await check(), { status: 'pass', found: `${path} has 3 tokens of 2 names` });
  writeFileSync(path, 'alice: alices-token-0123456789\nbob\n');
  const broken = await check();
  assert.equal(broken?.status, 'fail');
  assert.match(broken.found, /line 2: it must be/);
});

test('without authentication there is nothing to look at', async () => {
  assert.deepEqual(
    await checkAuthentication({ auth: 'none', bearerTokensFile: undefined, oidc: undefined }, signal),
    [],
  );
});
