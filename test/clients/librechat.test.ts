import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { CLIENTS } from '../../src/client/config-blocks.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { startClientsService, TOKEN, tokenOf, type ClientsService } from './clients-service.ts';
import { missingPackage } from './installed.ts';
import { librechat, searchForLogin } from './librechat.ts';
import { ANSWERED, REFUSED, SLOW } from './questions.ts';

const skip = missingPackage('sdk-of-librechat') || missingPackage('undici');

/** Users, each with a token of its own where tokens are needed. */
const USERS = 30;

let open: ClientsService;
let secured: ClientsService;
before(async () => {
  [open, secured] = await Promise.all([startClientsService(), startClientsService({ secured: true })]);
});
after(() => Promise.all([open.close(), secured.close()]));

test(
  'its search for a login finds none where none is wanted, by the statuses that it takes for that',
  { skip },
  async () => {
    assert.deepEqual(await searchForLogin(open.url), {
      wanted: false,
      exchanged: [
        'HEAD /mcp 405',
        'POST /mcp 400',
        'GET /.well-known/oauth-protected-resource/mcp 404',
        'GET /.well-known/oauth-protected-resource 404',
      ],
    });
  },
);

test('it would take tokens for a login, so the block that is printed for it says there is none', { skip }, async () => {
  assert.deepEqual(await searchForLogin(secured.url), { wanted: true, exchanged: ['HEAD /mcp 401'] });
  const block = CLIENTS.librechat({ url: secured.url, name: 'cloudwatch', auth: 'bearer' });
  const { cloudwatch } = (parse(block.text) as { mcpServers: { cloudwatch: { requiresOAuth?: boolean } } }).mcpServers;
  assert.equal(cloudwatch.requiresOAuth, false);
});

test(
  'its whole sequence is answered as it needs, with the headers of a user that has no values',
  { skip },
  async () => {
    const chat = await librechat(open.url, { 'X-User-Id': '', 'X-Groups': '' });
    await chat.connect();
    assert.deepEqual(
      await chat.listTools(),
      TOOLS.map(({ name }) => name),
    );
    assert.match((await chat.call(ANSWERED)).text, /alarms in ALARM/);
    assert.match((await chat.call(REFUSED)).text, /^Error: There is no dashboard/);
    await chat.disconnect();
    // The stream that it asks for beside the rest may be answered before or after the ping.
    assert.deepEqual(chat.exchanged.slice(0, 2), ['POST 200', 'POST 202']);
    assert.equal(chat.exchanged.filter((one) => one === 'GET 405').length, 1);
    const others = chat.exchanged.filter((one) => one !== 'POST 200' && one !== 'POST 202' && one !== 'GET 405');
    assert.deepEqual(others, []);
    assert.deepEqual(chat.troubles, [], 'nothing that it reads as a lost connection');
  },
);

test(
  '30 users connect and call at once, each with a token of its own: nobody waits in vain or is taken for another',
  { skip },
  async () => {
    const chats = await Promise.all(
      Array.from({ length: USERS }, (_, i) =>
        librechat(secured.url, { Authorization: `Bearer ${tokenOf(i)}`, 'X-User-Id': i === 0 ? '' : `user-${i}` }),
      ),
    );
    await Promise.all(chats.map((chat) => chat.connect()));
    // One after the other: the SDK compiles every schema of a list, and this process is 30 users' at once.
    for (const chat of chats) assert.equal((await chat.listTools()).length, TOOLS.length);
    const answers = await Promise.all(
      chats.map((chat, i) => chat.call({ tool: 'list_metrics', args: { namespace: 'AWS/Usage', limit: i + 1 } })),
    );
    for (const [i, { text, isError, structured }] of answers.entries()) {
      assert.equal(isError, false, text);
      const items = structured?.['items'];
      assert.ok(Array.isArray(items) && items.length <= i + 1);
    }
    assert.deepEqual(
      chats.flatMap(({ troubles }) => troubles),
      [],
    );
    const refused = chats.flatMap(({ exchanged }) => exchanged.filter((one) => /[45]\d\d$/.test(one)));
    assert.deepEqual([...new Set(refused)], ['GET 405']);
    const callers = await secured.callers('list_metrics', USERS);
    assert.deepEqual(callers.toSorted(), Array.from({ length: USERS }, (_, i) => `user-${i}`).toSorted());
    await Promise.all(chats.map((chat) => chat.disconnect()));
  },
);

test('after the process was killed and started again a user goes on, without a login', { skip }, async () => {
  const chat = await librechat(secured.url, { Authorization: `Bearer ${TOKEN}` });
  await chat.connect();
  await chat.call(ANSWERED);
  await secured.stop('SIGKILL');
  assert.equal(await chat.isConnected(), false);
  await assert.rejects(chat.connect(), /fetch failed/);
  await secured.restart();
  await chat.reconnect();
  assert.match((await chat.call(ANSWERED)).text, /alarms in ALARM/);
  assert.ok(!chat.exchanged.some((one) => /4(?!05)\d\d$/.test(one)), chat.exchanged.join());
  await chat.disconnect();
});

test('a rollout answers the call under way, and the next goes to the process that follows', { skip }, async () => {
  const chat = await librechat(open.url, {});
  await chat.connect();
  const called = open.sandbox.waitForCall('FilterLogEvents');
  const underWay = chat.call(SLOW);
  await called;
  await open.stop('SIGTERM');
  assert.match((await underWay).text, /log events in/);
  await open.restart();
  assert.match((await chat.call(ANSWERED)).text, /alarms in ALARM/);
  assert.ok(!chat.exchanged.some((one) => /4(?!05)\d\d$/.test(one)), chat.exchanged.join());
  await chat.disconnect();
});
