import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNamedCalls, type Sender } from '../../src/http/named-calls.ts';
import { ANYONE, type Principal } from '../../src/principal.ts';

const SESSION = '5f0c7f4c-1d5c-4d0a-9a3e-0f6a2b7c8d9e-platform';
const UUID = 'a3bb189e-8bf9-3888-9912-ace4e6543002';

const principal = (name: string): Principal => ({ name, groups: [], scopes: undefined });
const alice: Sender = { principal: principal('alice'), headers: { 'mcp-session-id': SESSION } };

const call = (id: unknown) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: {} });
const cancelled = (requestId: unknown) => ({
  jsonrpc: '2.0',
  method: 'notifications/cancelled',
  params: { requestId },
});

/** Calls that are followed, and the names of those that were cancelled. */
function followed(...asked: readonly (readonly [name: string, sender: Sender, id: unknown])[]) {
  const calls = createNamedCalls();
  const stopped: string[] = [];
  const ends = asked.map(([name, sender, id]) => calls.follow(sender, call(id), () => stopped.push(name)));
  return { ...calls, stopped, ends };
}

test('the sender’s own call is cancelled, once', () => {
  const { cancelNamed, stopped } = followed(['own', alice, 1], ['other', alice, 2]);
  cancelNamed(alice, cancelled(1));
  cancelNamed(alice, cancelled(1));
  assert.deepEqual(stopped, ['own']);
});

test('without authentication a session is known to its client alone', () => {
  const sender: Sender = { principal: ANYONE, headers: { 'mcp-session-id': SESSION.slice(0, 32) } };
  const { cancelNamed, stopped } = followed(['own', sender, 0]);
  cancelNamed({ principal: ANYONE, headers: {} }, cancelled(0));
  assert.deepEqual(stopped, []);
  cancelNamed(sender, cancelled(0));
  assert.equal(stopped.length, 1);
});

test('nobody else’s call is: another principal, another session, none, or an id of another kind', () => {
  const { cancelNamed, stopped } = followed(['own', alice, 1]);
  cancelNamed({ ...alice, principal: principal('bob') }, cancelled(1));
  cancelNamed({ ...alice, principal: ANYONE }, cancelled(1));
  cancelNamed({ ...alice, headers: { 'mcp-session-id': SESSION.toUpperCase() } }, cancelled(1));
  cancelNamed({ ...alice, headers: {} }, cancelled(1));
  cancelNamed(alice, cancelled('1'));
  cancelNamed(alice, cancelled(undefined));
  assert.deepEqual(stopped, []);
});

test('an id alone names a call only where it holds a UUID', () => {
  const plain: Sender = { principal: ANYONE, headers: {} };
  const { cancelNamed, stopped } = followed(['counted', plain, 1], ['text', plain, 'call-1'], ['drawn', plain, UUID]);
  for (const id of [1, 'call-1', UUID]) cancelNamed(plain, cancelled(id));
  assert.deepEqual(stopped, ['drawn']);
});

test('a session id that is short, or several, names nobody', () => {
  for (const session of ['', '1', 'the-session-of-everybody', SESSION.slice(0, 31), `${SESSION}, ${SESSION}`]) {
    const sender = { ...alice, headers: { 'mcp-session-id': session } };
    const { cancelNamed, stopped } = followed(['call', sender, 1]);
    cancelNamed(sender, cancelled(1));
    assert.deepEqual(stopped, [], session);
  }
});

test('a call that was answered is not cancelled', () => {
  const { cancelNamed, stopped, ends } = followed(['first', alice, 1]);
  ends[0]?.();
  cancelNamed(alice, cancelled(1));
  assert.deepEqual(stopped, []);
});

test('a session in which an id comes again, at once or later, is of several clients: it stops nothing from then on', () => {
  for (const isOver of [false, true]) {
    const { cancelNamed, follow, stopped, ends } = followed(['one', alice, 1]);
    if (isOver) ends[0]?.();
    follow(alice, call(1), () => stopped.push('two'));
    // It may be of the client whose call is over, or of the other.
    cancelNamed(alice, cancelled(1));
    follow(alice, call(2), () => stopped.push('three'));
    cancelNamed(alice, cancelled(2));
    assert.deepEqual(stopped, []);
  }
});

test('only a notification cancels, and only a body that is one call is followed', () => {
  const { cancelNamed, follow, stopped } = followed(['one', alice, 1]);
  follow(alice, [call(2), call(3)], () => stopped.push('batch'));
  follow(alice, { ...call(4), method: 'resources/list' }, () => stopped.push('list'));
  for (const id of [2, 3, 4]) cancelNamed(alice, cancelled(id));
  cancelNamed(alice, { ...cancelled(1), id: 7 });
  cancelNamed(alice, { ...cancelled(1), params: null });
  cancelNamed(alice, [cancelled(1)]);
  cancelNamed(alice, 'notifications/cancelled');
  cancelNamed(alice, null);
  assert.deepEqual(stopped, []);
});

test('an id that is long names nothing, and is not kept', () => {
  const long = `${UUID}${'x'.repeat(100)}`;
  const { cancelNamed, stopped } = followed(['long', alice, long]);
  cancelNamed(alice, cancelled(long));
  assert.deepEqual(stopped, []);
});
