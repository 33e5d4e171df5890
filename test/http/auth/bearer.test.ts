import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

const opened: { close(): void }[] = [];
after(() => opened.forEach((one) => one.close()));

/** A verifier of a file, its clock, and the lines it wrote. */
function verifierOf(path: string) {
  let now = 1_000_000;
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const verifier = bearerVerifier(path, log, () => now);
  opened.push(verifier);
  const isGood = async (token: string) => 'principal' in (await verifier.verify(token));
  const warnings = () => lines.filter((line) => line.includes('"level":40'));
  return { isGood, lines, warnings, wait: (ms: number) => void (now += ms), close: () => verifier.close() };
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

test('who is not in the file any more is refused, whatever is wrong with the rest of it', async () => {
  const path = join(folder, 'broken');
  writeFileSync(path, `alice: ${ALICE}\nbob: ${BOB}\n`);
  const { isGood, lines, warnings, wait } = verifierOf(path);
  const whoMayAsk = async () => [await isGood(ALICE), await isGood(BOB), await isGood(CAROL)];
  const changes: readonly (readonly [string, boolean[], RegExp])[] = [
    [`alice ${ALICE}\n\ncarol: ${CAROL}\n`, [false, false, true], /line 1: it must be \\"name: token\\"/],
    ['# nobody\n', [false, false, false], /it holds no token/],
    [`bob: ${BOB}\ncarol: short\n`, [false, true, false], /line 2: the token must have/],
    ['', [false, false, false], /it holds no token/],
  ];
  for (const [text, expected, reason] of changes) {
    writeFileSync(path, text);
    lines.length = 0;
    wait(1_000);
    assert.deepEqual(await whoMayAsk(), expected, text);
    assert.equal(warnings().length, 1, lines.join(''));
    assert.match(warnings()[0] ?? '', reason);
    assert.ok(warnings()[0]?.includes(JSON.stringify(path)), 'the file is named');
    assert.doesNotMatch(lines.join(''), /0123456789/);
  }
  writeFileSync(path, `carol: ${CAROL}\n`);
  wait(1_000);
  assert.deepEqual(await whoMayAsk(), [false, false, true]);
});

test('a file that is away lets nobody in after two seconds, in which links are swapped, and all when it is back', async () => {
  const path = join(folder, 'away');
  writeFileSync(path, `alice: ${ALICE}\n`);
  const { isGood, warnings, wait } = verifierOf(path);
  renameSync(path, `${path}-moved`);
  wait(1_000);
  assert.equal(await isGood(ALICE), true);
  assert.match(warnings().join(''), /there is no such file/);
  wait(1_000);
  assert.equal(await isGood(ALICE), true, 'a second later');
  wait(1_000);
  assert.equal(await isGood(ALICE), false);
  renameSync(`${path}-moved`, path);
  wait(1_000);
  assert.equal(await isGood(ALICE), true);
});

test('what stays wrong is said once a minute', async () => {
  const path = join(folder, 'repeated');
  writeFileSync(path, `alice: ${ALICE}\n`);
  const { isGood, warnings, wait } = verifierOf(path);
  writeFileSync(path, '');
  for (let second = 1; second <= 130; second += 1) {
    wait(1_000);
    await isGood(ALICE);
  }
  assert.equal(warnings().length, 3);
});

test('the file is looked at every 30 seconds while nobody asks, until the end', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const path = join(folder, 'quiet');
  writeFileSync(path, `alice: ${ALICE}\n`);
  const { lines, warnings, wait, close } = verifierOf(path);
  const pass = (ms: number) => {
    wait(ms);
    t.mock.timers.tick(ms);
  };
  writeFileSync(path, `alice: ${ALICE}\nbob: ${BOB}\n`);
  pass(30_000);
  assert.match(lines.join(''), /"tokens":2.*tokens read again/);
  writeFileSync(path, 'alice');
  pass(30_000);
  assert.match(warnings().join(''), /line 1/);
  lines.length = 0;
  close();
  writeFileSync(path, `carol: ${CAROL}\n`);
  pass(30_000);
  assert.deepEqual(lines, []);
});

test('a file that is not there or wrong at the start stops it, in one line', () => {
  assert.throws(
    () => verifierOf(join(folder, 'absent')),
    /^ConfigError: CLOUDWATCH_MCP_BEARER_TOKENS_FILE .*absent": there is no such file\.$/,
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
