import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { clientHome } from '../../support/client-process.ts';
import { EVIL, startModernServer, startSessionServer, type ForeignServer } from '../../support/foreign-servers.ts';
import { until } from '../../support/until.ts';

function started(t: TestContext, ...argv: string[]) {
  const home = clientHome();
  const client = home.start(['client', ...argv, '--interactive']);
  t.after(() => {
    client.child.kill('SIGKILL');
    home.remove();
  });
  return client;
}

for (const [kind, start] of [
  ['a server of the second SDK, without sessions', startModernServer],
  ['a server of the first SDK, with sessions', startSessionServer],
] as const) {
  describe(kind, () => {
    let server: ForeignServer;
    before(async () => {
      server = await start();
    });
    after(() => server.close());

    test('parameters are asked for, required first, held against the schema, asked again, and left out when empty', async (t) => {
      const client = started(t, server.url);
      client.type('call order\n');
      await client.said(/size\* \(one of small, large\): /);
      client.type('huge\n');
      await client.said(/size: one of small, large is wanted\./);
      client.type('LARGE\n');
      await client.said(/count\* \(integer\): /);
      client.type('nine\n9\n');
      await client.said(/count: a (whole )?number is wanted\./);
      await client.said(/count: must be <= 5\./);
      client.type('\n3\n');
      await client.said(/count is required/);
      await client.said(/gift \(boolean\): /);
      client.type('yes\n\n');
      await client.said(/tags \(list of string\): /);
      await client.said(/ordered \{"size":"large","count":3,"gift":true\}/);
      client.type('quit\n');
      assert.equal((await client.ended).code, 0);
    });

    test('progress is not in the way, and an interrupt cancels the call and nothing else', async (t) => {
      const client = started(t, server.url);
      const earlier = server.cancelled();
      client.type('work steps=2\n');
      await until('the call', () => server.headers.some((one) => one['mcp-name'] === 'work' || one['mcp-session-id']));
      await client.said(/Connected/);
      if (server.endedSessions() >= 0 && kind.includes('first')) await client.said(/\[info\] logged 2/);
      else await until('the request', () => server.headers.at(-1)?.['mcp-method'] === 'tools/call');
      client.child.kill('SIGINT');
      await client.said(/Cancelled\./);
      await until('the cancellation at the server', () => server.cancelled() > earlier);
      client.type('order size=small count=1\n');
      await client.said(/ordered \{"size":"small","count":1\}/);
    });

    test('prompts and resources are listed, filled in and shown', async (t) => {
      const client = started(t, server.url);
      client.type('prompts\nprompt greet who=alice\nresources\nread note://{who}\nbob\nread note://alice\n');
      await client.said(/greet \(who\*/);
      await client.said(/user:\nHello alice/);
      await client.said(/note:\/\/\{who\}: note/);
      await client.said(/who\* \(string\): /);
      await client.said(/note of bob/);
      await client.said(/note of alice/);
    });

    test('disconnect, connect and reconnect do as they say', async (t) => {
      const client = started(t);
      client.type(`tools\nconnect ${server.url}\nreconnect\ndisconnect\ndisconnect\nreconnect\nquit\n`);
      await client.said(/Not connected: `connect URL`/);
      await client.said(/Not connected: `connect URL` first/);
      await client.said(/Connected to (modern 7|old 1)/);
      await client.said(/Connected/);
      await client.said(/Disconnected\./);
      await client.said(/Not connected/);
      await client.said(/Connected/);
      assert.equal((await client.ended).code, 0);
      if (kind.includes('first')) assert.ok(server.endedSessions() >= 3, 'each session is ended at the server');
    });
  });
}

/** None of the signs of `EVIL` that steer a terminal. */
function assertHarmless(shown: string): void {
  for (const sign of ['\u001b', '\u0007', '\u202e', '\r']) assert.ok(!shown.includes(sign), JSON.stringify(shown));
}

describe('what a server sends', () => {
  let server: ForeignServer;
  before(async () => {
    server = await startModernServer();
  });
  after(() => server.close());

  test('steers no terminal, in no place', async (t) => {
    const client = started(t, server.url);
    client.type('tools\ntools evil\nevil\nquit\n');
    const { stdout } = await client.ended;
    assertHarmless(stdout);
    assert.match(stdout, /␛\]0;owned␇␛\[2Jgone\\u202etxt␍over/);
    const home = clientHome();
    t.after(() => home.remove());
    const text = await home.run(['call', server.url, 'evil']);
    assertHarmless(text.stdout);
    const json = await home.run(['call', server.url, 'evil', '--json']);
    assertHarmless(json.stdout);
    assert.deepEqual(JSON.parse(json.stdout), { content: [{ type: 'text', text: EVIL }] });
  });

  test('debug shows requests and answers on standard error, without secrets', async (t) => {
    const home = clientHome();
    t.after(() => home.remove());
    const argv = ['client', server.url, '--interactive', '--header', 'Authorization: Bearer hush-hush'];
    const input = 'debug on\norder size=small count=1\ndebug off\nfail\nquit\n';
    const { stdout, stderr } = await home.run(argv, input);
    assert.match(stderr, /→ \{.*"tools\/call".*"size":"small"/);
    assert.match(stderr, /← \{.*ordered/);
    assert.match(stderr, /POST http:\/\/127\.0\.0\.1:\d+\/mcp: 200, \d+ ms/);
    assert.ok(!stderr.includes('"fail"'), 'debug off ends it');
    assert.ok(!`${stdout}${stderr}`.includes('hush-hush'));
  });

  test('headers and tokens given for one server are not sent to another', async (t) => {
    const other = await startModernServer();
    t.after(() => other.close());
    const home = clientHome();
    t.after(() => home.remove());
    const argv = ['client', server.url, '--interactive', '--header', 'X-Team: shop'];
    const env = { CLOUDWATCH_MCP_ACCESS_TOKEN: 'the-token' };
    const seen = server.headers.length;
    const { stdout } = await home.run(argv, `connect ${other.url}\nquit\n`, env);
    assert.match(stdout, /Connected[^]*Connected/);
    const own = server.headers.slice(seen);
    assert.ok(own.length > 0 && own.every((one) => one['x-team'] === 'shop'));
    assert.ok(own.every((one) => one.authorization === 'Bearer the-token'));
    assert.ok(other.headers.length > 0);
    assert.ok(other.headers.every((one) => one['x-team'] === undefined && one.authorization === undefined));
  });
});
