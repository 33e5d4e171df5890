import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import pino from 'pino';
import { bearerVerifier } from '../../../src/http/auth/bearer.ts';
import { callOf, LIST, startSecuredService } from '../../support/secured-service.ts';

const folder = mkdtempSync(join(tmpdir(), 'bearer-test-'));
after(() => rmSync(folder, { recursive: true }));

const ALICE = 'alices-token-0123456789';
const BOB = 'bobs-token-0123456789';
const CAROL = 'carols-token-0123456789';

/** A verifier of a file, its clock, and the warnings it wrote. */
function verifierOf(path: string) {
  let now = 1_000_000;
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const verify = bearerVerifier(path, log, () => now);
  const isGood = async (token: string) => 'principal' in (await verify(token));
  return { isGood, lines, wait: (ms: number) => void (now += ms) };
}

test('the file is read again when it has changed, at most once a second', async () => {
  const path = join(folder, 'changing');
  writeFileSync(path, `alice: ${ALICE}\n`);
  const { isGood, wait } = verifierOf(path);
  assert.equal(await isGood(ALICE), true);
  writeFileSync(path, `bob: ${BOB}\n`);
  assert.equal(await isGood(BOB), false, 'within the second');
  wait(1_000);
  assert.equal(await isGood(BOB), true);
  assert.equal(await isGood(ALICE), false, 'a token that is gone is refused');
});

test('a file behind links that are swapped, as Kubernetes mounts Secrets, is read again', async () => {
  const mount = join(folder, 'mount');
  for (const [version, line] of [
    ['..v1', `alice: ${ALICE}`],
    ['..v2', `bob: ${BOB}xx`],
  ] as const) {
    mkdirSync(join(mount, version), { recursive: true });
    writeFileSync(join(mount, version, 'tokens'), `${line}\n`);
  }
  symlinkSync('..v1', join(mount, '..data'));
  symlinkSync('..data/tokens', join(mount, 'tokens'));
  const { isGood, wait } = verifierOf(join(mount, 'tokens'));
  assert.equal(await isGood(ALICE), true);
  symlinkSync('..v2', join(mount, '..tmp'));
  renameSync(join(mount, '..tmp'), join(mount, '..data'));
  wait(1_000);
  assert.deepEqual([await isGood(ALICE), await isGood(`${BOB}xx`)], [false, true]);
});

test('a new file that is broken, empty or away leaves the tokens as they were, and one warning without a token', async () => {
  const path = join(folder, 'broken');
  writeFileSync(path, `alice: ${ALICE}\n`);
  const { isGood, lines, wait } = verifierOf(path);
  const breakings: readonly (readonly [() => void, RegExp])[] = [
    [() => writeFileSync(path, `bob: ${BOB}\ncarol ${CAROL}\n`), /line 2: it must be/],
    [() => writeFileSync(path, ''), /holds no token/],
    [() => unlinkSync(path), /ENOENT/],
  ];
  for (const [breakIt, reason] of breakings) {
    breakIt();
    lines.length = 0;
    for (let times = 0; times < 3; times += 1) {
      wait(1_000);
      assert.equal(await isGood(ALICE), true);
      assert.equal(await isGood(BOB), false);
    }
    assert.equal(lines.length, 1, lines.join(''));
    assert.match(lines[0] ?? '', reason);
    assert.match(lines[0] ?? '', /"level":40/);
    assert.doesNotMatch(lines.join(''), /0123456789/);
  }
  writeFileSync(path, `carol: ${CAROL}\n`);
  wait(1_000);
  assert.deepEqual([await isGood(ALICE), await isGood(CAROL)], [false, true]);
});

test('a file that is not there or wrong at the start stops it, in one line', () => {
  assert.throws(
    () => verifierOf(join(folder, 'absent')),
    /^ConfigError: CLOUDWATCH_MCP_BEARER_TOKENS_FILE .*absent".*ENOENT/,
  );
  writeFileSync(join(folder, 'wrong'), 'alice: short');
  assert.throws(
    () => verifierOf(join(folder, 'wrong')),
    /^ConfigError: .*wrong": line 1: the token must have at least 20/,
  );
});

test('over HTTP: a token is asked for plainly, no login is offered, and who has one may ask', async () => {
  const path = join(folder, 'served');
  writeFileSync(path, `alice: ${ALICE}\n`);
  const service = await startSecuredService({
    env: { CLOUDWATCH_MCP_AUTH: 'bearer', CLOUDWATCH_MCP_BEARER_TOKENS_FILE: path },
  });
  try {
    const refused = await service.send(LIST);
    assert.deepEqual([refused.status, refused.headers.get('www-authenticate')], [401, 'Bearer']);
    const wrong = await service.send(LIST, BOB);
    assert.deepEqual([wrong.status, wrong.headers.get('www-authenticate')], [401, 'Bearer error="invalid_token"']);
    for (const end of ['', '/mcp']) {
      const metadata = await fetch(new URL(`/.well-known/oauth-protected-resource${end}`, service.url));
      assert.equal(metadata.status, 404, 'LibreChat would start a login');
    }
    const answer = await service.send(callOf('describe_alarms'), ALICE);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /in ALARM/);
    assert.equal((await fetch(service.url, { headers: { authorization: `Bearer ${ALICE}` } })).status, 405);
    assert.doesNotMatch(JSON.stringify(service.logged), /0123456789/);
  } finally {
    await service.close();
  }
});
