import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { clientHome, startProcess, type ClientHome } from '../../support/client-process.ts';
import { freePort } from '../../support/free-port.ts';
import { startModernServer, type ForeignServer } from '../../support/foreign-servers.ts';
import { startTestService, type TestService } from '../../support/harness.ts';
import { until } from '../../support/until.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

let home: ClientHome;
let service: TestService;
let foreign: ForeignServer;
before(async () => {
  home = clientHome();
  [service, foreign] = await Promise.all([startTestService(), startModernServer()]);
});
after(async () => {
  home.remove();
  await Promise.all([service.close(), foreign.close()]);
});

const call = (...argv: string[]) => home.run(['call', ...argv]);

test('an answer is printed as text or as JSON, and ends with 0', async () => {
  const text = await call(service.url, 'describe_alarms', 'state=alarm', 'limit=2');
  assert.equal(text.code, 0, text.stderr);
  assert.match(text.stdout, /^10 alarms in ALARM/);
  assert.equal(text.stderr, '');
  const json = await call(service.url, 'describe_alarms', 'state=ALARM', 'limit=2', '--json');
  assert.equal(json.code, 0);
  const { items } = JSON.parse(json.stdout) as { items: unknown[] };
  assert.equal(items.length, 2);
});

test('arguments come from standard input, too', async () => {
  const read = await home.run(['call', service.url, 'describe_alarms', 'limit=1', '-', '--json'], '{"state": "OK"}');
  assert.equal(read.code, 0, read.stderr);
  assert.deepEqual((JSON.parse(read.stdout) as { states: unknown }).states, ['OK']);
  const wrong = await home.run(['call', service.url, 'describe_alarms', '-'], 'no JSON');
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /Standard input must hold one JSON object/);
});

test("a tool's error ends with 1, and is printed as an answer is", async () => {
  const missing = await call(service.url, 'get_alarm_history', 'name=nope');
  assert.equal(missing.code, 1);
  assert.match(missing.stdout, /^Error: There is no alarm "nope"/);
  assert.equal((await call(foreign.url, 'fail', '--json')).code, 1);
});

test('what is wrong on the command line ends with 2, with what would be right', async () => {
  for (const [argv, message] of [
    [[service.url, 'describe_alarm'], /no tool "describe_alarm"\. Did you mean describe_alarms\?/],
    [[service.url, 'describe_alarms', 'limt=1'], /no parameter "limt"\. Did you mean limit\?/],
    [[service.url, 'describe_alarms', 'state=X'], /state=X cannot be used: one of ALARM, /],
    [[service.url, 'describe_alarms', 'limit=0'], /limit must be >= 1/],
    [[service.url, 'describe_alarms', 'ALARM'], /"ALARM" is no argument/],
    [[foreign.url, 'order', 'size=small'], /must have required property 'count'/],
    [[service.url], /call wants a tool/],
    [['localhost', 'x'], /wants the URL of an MCP server/],
    [[service.url, 'x', '--tiemout', '3'], /Unknown option '--tiemout'/],
    [[service.url, 'x', '--timeout', 'soon'], /seconds are wanted/],
  ] as const) {
    const { code, stderr, stdout } = await call(...argv);
    assert.equal(code, 2, `${argv.join(' ')}: ${stderr}`);
    assert.match(stderr, message);
    assert.equal(stdout, '');
  }
});

test('no server, no MCP server and no answer in time end with 3', async () => {
  const nobody = `http://127.0.0.1:${await freePort()}/mcp`;
  for (const [argv, message] of [
    [[nobody, 'x'], /cannot be reached: .*ECONNREFUSED/],
    [[service.url.replace('/mcp', '/nothing'), 'x'], /no MCP server at .* \(HTTP 404\)/],
    [[foreign.url, 'work', 'steps=1', '--timeout', '1'], /did not answer in time/],
  ] as const) {
    const { code, stderr } = await call(...argv);
    assert.equal(code, 3, stderr);
    assert.match(stderr, message);
  }
});

test('an interrupt cancels the call at the server', async () => {
  const earlier = foreign.cancelled();
  const seen = foreign.headers.length;
  const one = home.start(['call', foreign.url, 'work', 'steps=1']);
  await until('the call', () => foreign.headers.slice(seen).some((sent) => sent['mcp-method'] === 'tools/call'));
  one.child.kill('SIGINT');
  const { code, stderr } = await one.ended;
  assert.equal(code, 130);
  assert.match(stderr, /Cancelled/);
  await until('the cancellation', () => foreign.cancelled() > earlier);
});

test('a session without a terminal is refused with the way for scripts', async () => {
  const { code, stderr } = await home.run(['client', service.url], 'tools\n');
  assert.equal(code, 2);
  assert.match(stderr, /client needs a terminal\. In a script use `cloudwatch-mcp call URL tool/);
});

test('the commands of README.md do as it says', async () => {
  const readme = readFileSync(resolve(ROOT, 'README.md'), 'utf8');
  const block = /## From a terminal[^]*?```bash\n([^]*?)```/.exec(readme)?.[1] ?? '';
  const commands = block.trim().split('\n');
  assert.equal(commands.length, 3);
  const [client = '', one = '', config = ''] = commands.map((line) =>
    line.replace('http://localhost:3334/mcp', service.url),
  );
  const env = { PATH: process.env['PATH'] ?? '', HOME: home.path };
  const run = (command: string) => startProcess(['sh', '-c', `cd ${ROOT} && ${command}`], env);
  const answer = await run(one).ended;
  assert.equal(answer.code, 0, answer.stderr);
  assert.ok(JSON.parse(answer.stdout));
  assert.ok(JSON.parse((await run(config).ended).stdout));
  const session = startProcess(['script', '-qec', `cd ${ROOT} && ${client.split('#')[0]}`, '/dev/null'], {
    ...env,
    TERM: 'xterm',
    SHELL: '/bin/sh',
  });
  await session.said(/Connected/);
  await session.said(/> /);
  session.type('quit\r');
  assert.equal((await session.ended).code, 0);
});
