import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { clientHome, type ClientHome } from '../../support/client-process.ts';
import { startModernServer, type ForeignServer } from '../../support/foreign-servers.ts';
import { until } from '../../support/until.ts';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const UP = '\u001b[A';
const TAB = '\t';

let server: ForeignServer;
before(async () => {
  server = await startModernServer();
});
after(() => server.close());

async function onTerminal(t: TestContext, home: ClientHome = clientHome()) {
  const client = home.startOnTerminal(['client', server.url]);
  t.after(() => {
    client.child.kill('SIGKILL');
    home.remove();
  });
  await client.said(/Connected/);
  await client.said(/127\.0\.0\.1:\d+> /);
  return client;
}

test('Tab completes commands, tools, parameters, choices and what the server offers', async (t) => {
  const client = await onTerminal(t);
  client.type(`ord${TAB}`);
  await client.said(/order/);
  client.type(` si${TAB}`);
  await client.said(/size=/);
  client.type(`l${TAB}`);
  await client.said(/large/);
  client.type(' count=2\r');
  await client.said(/ordered \{"size":"large","count":2\}/);
  client.type(`prompt gr${TAB}`);
  await client.said(/greet/);
  client.type('\r');
  await client.said(/who\* \(string\): /);
  client.type(`b${TAB}`);
  await client.said(/bob/);
  client.type('\r');
  await client.said(/how \(string\): /);
  client.type('\r');
  await client.said(/Hello bob/);
});

test('a bar shows how far a call is; Ctrl-C cancels it and stays, twice leaves', async (t) => {
  const client = await onTerminal(t);
  const earlier = server.cancelled();
  client.type('work steps=3\r');
  await client.said(/\[############------------\] {2}50 %/);
  client.type(CTRL_C);
  await client.said(/Cancelled\./);
  await until('the cancellation at the server', () => server.cancelled() > earlier);
  await client.said(/> /);
  client.type(`typed${CTRL_C}`);
  await client.said(/typed\^C/);
  client.type(CTRL_C);
  await client.said(/Ctrl-C again or Ctrl-D quits/);
  client.type(CTRL_C);
  assert.equal((await client.ended).code, 0);
});

test('Ctrl-C goes back from the parameters, Ctrl-D quits also while a call runs', async (t) => {
  const client = await onTerminal(t);
  client.type('order\r');
  await client.said(/size\* \(one of small, large\): /);
  client.type(CTRL_C);
  await client.said(/> /);
  client.type('work steps=3\r');
  await client.said(/50 %/);
  client.type(CTRL_D);
  assert.equal((await client.ended).code, 0);
});

test('commands are found again by the arrow keys, answers and secrets are not', async (t) => {
  const home = clientHome();
  const first = await onTerminal(t, home);
  first.type('order size=small count=1\r');
  await first.said(/ordered/);
  first.type('order size=large count=1 tags=password=hunter2\r');
  await first.said(/ordered \{"size":"large"/);
  first.type('prompt greet\r');
  await first.said(/who\* \(string\): /);
  first.type('alice\r');
  await first.said(/how \(string\): /);
  first.type('\r');
  await first.said(/Hello alice/);
  first.type(CTRL_D);
  await first.ended;
  const file = join(home.path, '.local/state/cloudwatch-mcp/history');
  assert.equal(readFileSync(file, 'utf8'), 'order size=small count=1\nprompt greet\n');
  assert.equal(statSync(file).mode & 0o777, 0o600);

  const second = home.startOnTerminal(['client', server.url]);
  await second.said(/Connected/);
  await second.said(/> /);
  second.type(`${UP}${UP}\r`);
  await second.said(/ordered \{"size":"small","count":1\}/);
  second.type(CTRL_D);
  assert.equal((await second.ended).code, 0);
});
