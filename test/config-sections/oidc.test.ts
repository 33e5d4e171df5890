import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ConfigError, loadConfig } from '../../src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'oidc-section-test-'));
after(() => rmSync(folder, { recursive: true }));

const COGNITO = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI';

/** Loads a file with these issuers, one to a line from line 5 on. */
function load(issuers: readonly object[], more: object = {}): ReturnType<typeof loadConfig> {
  const path = join(folder, 'config.yaml');
  const lines = issuers.map((issuer) => `    - ${JSON.stringify(issuer)}`);
  const rest = Object.entries(more).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`);
  writeFileSync(
    path,
    ['auth: oidc', 'resourceUrl: https://x.example/mcp', 'oidc:', '  issuers:', ...lines, ...rest].join('\n'),
  );
  return loadConfig(['--config', path], {});
}

function refusal(...args: Parameters<typeof load>): string {
  try {
    load(...args);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    assert.doesNotMatch(error.message, /\n/);
    return error.message;
  }
  throw new Error('it was taken');
}

const issuersOf = (...prefixes: (string | undefined)[]) =>
  prefixes.map((namePrefix, i) => ({
    issuer: `https://i${i}.example`,
    ...(namePrefix !== undefined && { namePrefix }),
  }));

test('of several issuers none may have a prefix that another begins with: it could give the names of the other', () => {
  const cases: readonly (readonly [(string | undefined)[], RegExp])[] = [
    [[undefined, undefined], /line 5: oidc\.issuers\[0\]\.namePrefix .*issuers\[1\].*sharedNames/],
    [['a:', undefined], /line 6: oidc\.issuers\[1\]\.namePrefix .*issuers\[0\]/],
    [['a:', ''], /line 6: oidc\.issuers\[1\]\.namePrefix is "": .*issuers\[0\]/],
    [['a:', 'b:', 'a:'], /line 5: oidc\.issuers\[0\]\.namePrefix is "a:".*issuers\[2\]/],
    [['b:', 'a:x', 'a:'], /line 7: oidc\.issuers\[2\]\.namePrefix is "a:".*issuers\[1\]/],
  ];
  for (const [prefixes, expected] of cases) {
    assert.match(refusal(issuersOf(...prefixes)), expected);
    assert.equal(load(issuersOf(...prefixes), { sharedNames: true }).oidc?.issuers.length, prefixes.length);
  }
  assert.equal(load(issuersOf('a:', 'b:', 'ab:')).oidc?.issuers.length, 3);
  assert.equal(load(issuersOf(undefined)).oidc?.issuers[0]?.namePrefix, '');
});

test('what is no URL is said in one line, with where it stands', () => {
  assert.match(
    refusal([{ issuer: 'k.example.com' }]),
    /config\.yaml, line 5: oidc\.issuers\[0\]\.issuer is "k\.example\.com": it must be an http or https URL\.$/,
  );
  assert.match(
    refusal([{ issuer: 'https://k.example.com', jwksUri: 'not-a-url' }]),
    /config\.yaml, line 5: oidc\.issuers\[0\]\.jwksUri is "not-a-url": it must be an http or https URL\.$/,
  );
});

test('a URL with a password in it does not start, and is not shown', () => {
  for (const key of ['issuer', 'jwksUri', 'authorizationServer']) {
    const message = refusal([{ issuer: 'https://i.example', [key]: 'https://u:hunter2@i.example/keys' }]);
    assert.match(
      message,
      new RegExp(`issuers\\[0\\]\\.${key} is "https://…@i\\.example/keys": it must be .*without user and password`),
    );
    assert.doesNotMatch(message, /hunter2/);
  }
});

test('issuers whose tokens could never be taken do not start', () => {
  assert.match(
    refusal([{ issuer: COGNITO }]),
    /line 5: oidc\.issuers\[0\]\.clientIds is missing: .*Cognito name no aud/,
  );
  assert.ok(load([{ issuer: COGNITO, clientIds: ['a'] }]));
  assert.ok(load([{ issuer: COGNITO, audiences: ['https://x.example/mcp'] }]));
  for (const end of ['openid-configuration', 'oauth-authorization-server/realm'])
    assert.match(
      refusal([{ issuer: `https://i.example/.well-known/${end}` }]),
      /line 5: .*issuer is .*leave \/\.well-known/,
    );
});

test('the issuer of a variable or flag is held to the same', () => {
  const start = (issuer: string) =>
    loadConfig(['--auth', 'oidc', '--resource-url', 'https://x.example/mcp', '--oidc-issuer', issuer], {});
  assert.throws(() => start(COGNITO), {
    name: 'ConfigError',
    message:
      /OIDC_ISSUER \(--oidc-issuer\) is .*clients.* The section oidc of the configuration file can say clientIds\.$/,
  });
  assert.throws(() => start('https://i.example/.well-known/openid-configuration'), {
    name: 'ConfigError',
    message: /OIDC_ISSUER \(--oidc-issuer\) is .*leave \/\.well-known\/… away\.$/,
  });
});
