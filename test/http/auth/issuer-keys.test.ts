import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import pino from 'pino';
import { oidcSection } from '../../../src/config-sections/oidc.ts';
import { oidcVerifier } from '../../../src/http/auth/oidc.ts';
import type { Verdict } from '../../../src/http/auth/verdict.ts';
import { until } from '../../support/until.ts';
import { startTestIssuer } from '../../support/test-issuer.ts';

const RESOURCE = 'https://cloudwatch.example.com/mcp';

/** An issuer, a verifier of its tokens, and the clock of both. */
async function start(t: TestContext, settings: object = {}) {
  let now = Date.parse('2026-11-21T09:40:00Z');
  const clock = () => now;
  const issuer = await startTestIssuer(RESOURCE, { clock });
  t.after(() => issuer.close());
  const section = oidcSection.parse({ issuers: [{ issuer: issuer.issuer, ...settings }] });
  const verify = oidcVerifier(section, RESOURCE, pino({ level: 'silent' }), clock);
  const outcome = async (token: string): Promise<string> => outcomeOf(await verify(token));
  return { issuer, outcome, wait: (ms: number) => void (now += ms) };
}

function outcomeOf(verdict: Verdict): string {
  return 'principal' in verdict ? 'good' : (verdict.as ?? 'bad');
}

test('nothing is asked of an issuer until a token of it comes, and its keys are asked for once', async (t) => {
  const { issuer, outcome } = await start(t);
  assert.equal(issuer.keyRequests(), 0);
  assert.equal(await outcome(await issuer.token({ iss: 'https://other.example' })), 'bad');
  assert.equal(issuer.keyRequests(), 0);
  const tokens = await Promise.all(Array.from({ length: 20 }, (_, i) => issuer.token({ sub: `user-${i}` })));
  assert.deepEqual(new Set(await Promise.all(tokens.map(outcome))), new Set(['good']));
  assert.equal(issuer.keyRequests(), 1);
});

test('an issuer that is down at first is asked again, and until then its tokens are neither good nor bad', async (t) => {
  const { issuer, outcome, wait } = await start(t);
  issuer.behave('down');
  const token = await issuer.token();
  assert.equal(await outcome(token), 'unavailable');
  issuer.behave('well');
  assert.equal(await outcome(token), 'unavailable', 'not asked again at once');
  wait(5_000);
  assert.equal(await outcome(token), 'good');
});

for (const manner of ['down', 'hangs'] as const) {
  test(`an issuer that ${manner === 'down' ? 'is down' : manner} does not log out whoever has a token of a known key`, async (t) => {
    const { issuer, outcome, wait } = await start(t);
    assert.equal(await outcome(await issuer.token()), 'good');
    issuer.behave(manner);
    const started = performance.now();
    for (let hours = 0; hours < 24; hours += 1) {
      wait(3_600_000);
      assert.equal(await outcome(await issuer.token({ jti: String(hours) })), 'good');
    }
    assert.ok(performance.now() - started < 4_000, 'nobody waits for it');
  });
}

test('a new key is found at once, at most one request a minute', async (t) => {
  const { issuer, outcome, wait } = await start(t);
  assert.equal(await outcome(await issuer.token()), 'good');
  wait(60_000);
  await issuer.rotate();
  assert.equal(await outcome(await issuer.token()), 'good');
  assert.equal(issuer.keyRequests(), 2);
  await issuer.rotate();
  assert.equal(await outcome(await issuer.token()), 'bad', 'within the minute');
  assert.equal(issuer.keyRequests(), 2);
  wait(60_000);
  assert.equal(await outcome(await issuer.token()), 'good');
});

test('unknown keys by the hundred cost the issuer one request a minute, also while it is down', async (t) => {
  const { issuer, outcome, wait } = await start(t);
  assert.equal(await outcome(await issuer.token()), 'good');
  for (const manner of ['well', 'down'] as const) {
    issuer.behave(manner);
    wait(60_000);
    const before = issuer.keyRequests();
    const tokens = await Promise.all(Array.from({ length: 100 }, (_, i) => issuer.token({}, { kid: `made-up-${i}` })));
    const outcomes = new Set(await Promise.all(tokens.map(outcome)));
    // While it is down the key may be one that it has made since.
    assert.deepEqual(outcomes, new Set([manner === 'well' ? 'bad' : 'unavailable']));
    assert.ok(issuer.keyRequests() - before <= 1);
    assert.equal(await outcome(await issuer.token()), 'good', 'known keys stay good');
  }
});

test('a key that the issuer has taken back is refused after ten minutes and two calls, whoever calls', async (t) => {
  const { issuer, outcome, wait } = await start(t);
  const stolen = await issuer.token();
  assert.equal(await outcome(stolen), 'good');
  await issuer.rotate();
  wait(600_000);
  assert.equal(await outcome(stolen), 'good', 'nobody waits while the keys are read again');
  await until('the keys are read again', async () => (await outcome(stolen)) === 'bad');
  assert.equal(issuer.keyRequests(), 2);
});

test('keys read for one token end the remembered tokens of those that are gone', async (t) => {
  const { issuer, outcome, wait } = await start(t);
  const stolen = await issuer.token();
  assert.equal(await outcome(stolen), 'good');
  wait(60_000);
  await issuer.rotate();
  assert.equal(await outcome(stolen), 'good', 'nobody knows yet');
  assert.equal(await outcome(await issuer.token()), 'good');
  assert.equal(await outcome(stolen), 'bad');
});

test('a remembered token ends when it says so', async (t) => {
  const { issuer, outcome, wait } = await start(t);
  const token = await issuer.token();
  assert.equal(await outcome(token), 'good');
  wait(3_600_000);
  assert.equal(await outcome(token), 'good', 'within the tolerance for clocks');
  wait(5_000);
  assert.equal(await outcome(token), 'bad');
});

test('metadata of another issuer, and what leads elsewhere, give no keys', async (t) => {
  for (const manner of ['other issuer', 'redirect'] as const) {
    const { issuer, outcome } = await start(t);
    issuer.behave(manner);
    assert.equal(await outcome(await issuer.token()), 'unavailable', manner);
    assert.equal(issuer.keyRequests(), 0);
  }
});

test('keys can be named without metadata, and every algorithm of the list verifies', async (t) => {
  for (const alg of ['PS256', 'ES256', 'ES384', 'EdDSA', 'RS512']) {
    const issuer = await startTestIssuer(RESOURCE, { alg });
    t.after(() => issuer.close());
    issuer.behave('other issuer');
    const section = oidcSection.parse({ issuers: [{ issuer: issuer.issuer, jwksUri: `${issuer.issuer}/keys` }] });
    const verify = oidcVerifier(section, RESOURCE, pino({ level: 'silent' }));
    assert.equal(outcomeOf(await verify(await issuer.token())), 'good', alg);
    const narrow = oidcSection.parse({
      issuers: [{ issuer: issuer.issuer, jwksUri: `${issuer.issuer}/keys`, algorithms: ['RS256'] }],
    });
    assert.equal(
      outcomeOf(await oidcVerifier(narrow, RESOURCE, pino({ level: 'silent' }))(await issuer.token())),
      'bad',
      alg,
    );
  }
});
