import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createReadingRoom } from '../../src/http/reading-room.ts';
import { ANYONE, type Principal } from '../../src/principal.ts';

const MB = 1024 * 1024;
const caller = (name: string): Principal => ({ name, groups: [], scopes: undefined });
const [ANA, BO] = [caller('ana'), caller('bo')];

/** A room of 24 MB, and who is in it. */
function open(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  t.mock.method(performance, 'now', () => Date.now());
  const room = createReadingRoom({ mostBytes: 24 * MB, longestMs: 5_000 });
  const inside: string[] = [];
  const evicted: string[] = [];
  async function enter(who: Principal, what: string, bytes: number) {
    const { promise, leave } = room.enter(who, bytes, () => void evicted.push(what));
    void promise.then(() => inside.push(what));
    await new Promise((resolve) => setImmediate(resolve));
    return leave;
  }
  const tick = async (ms: number) => {
    t.mock.timers.tick(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { enter, inside, evicted, tick };
}

test('one caller takes half of the room at most, and who waits comes in turn by caller', async (t) => {
  const { enter, inside } = open(t);
  const leave = await enter(ANA, 'a1', 4 * MB);
  for (const what of ['a2', 'a3', 'a4', 'a5']) await enter(ANA, what, 4 * MB);
  await enter(BO, 'b1', 4 * MB);
  assert.deepEqual(inside, ['a1', 'a2', 'a3', 'b1']);
  leave();
  leave();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(inside, ['a1', 'a2', 'a3', 'b1', 'a4']);
});

test('where nobody is told from another they have the whole room, and plain questions count nowhere', async (t) => {
  const { enter, inside } = open(t);
  for (let i = 0; i < 7; i += 1) await enter(ANYONE, `x${i}`, 4 * MB);
  await enter(ANYONE, 'small', 1_000);
  assert.deepEqual(inside, ['x0', 'x1', 'x2', 'x3', 'x4', 'x5', 'small']);
});

test('a body may take its time while nobody waits, and not longer than five seconds where somebody does', async (t) => {
  const { enter, inside, evicted, tick } = open(t);
  for (let i = 0; i < 6; i += 1) await enter(ANYONE, `slow${i}`, 4 * MB);
  await tick(4_000);
  await enter(ANYONE, 'waiting', MB);
  await tick(999);
  assert.deepEqual(evicted, []);
  await tick(1);
  assert.deepEqual(evicted, ['slow0']);
  assert.equal(inside.at(-1), 'waiting');
  await tick(60_000);
  assert.deepEqual(evicted, ['slow0'], 'nobody waits any more');
});

test('who leaves before its turn, or has come and left, holds up nobody', async (t) => {
  const { enter, inside, evicted, tick } = open(t);
  const leaves = [];
  for (let i = 0; i < 6; i += 1) leaves.push(await enter(ANYONE, `x${i}`, 4 * MB));
  const gone = await enter(ANYONE, 'gone', 4 * MB);
  gone();
  await tick(60_000);
  assert.deepEqual(evicted, []);
  await enter(ANYONE, 'next', 4 * MB);
  for (const leave of leaves) leave();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(inside.at(-1), 'next');
});
