import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import pino from 'pino';
import { watchHeap } from '../../src/budget/heap-room.ts';

const SHORT = 'short of memory: calls are refused';
const ENDING = 'out of memory: ending, to be started anew';

/** A heap of a hundred bytes, watched. `pass` lets time go by, with so much live and so much garbage. */
function watched(t: TestContext, options: { longestCallMs?: number; end?: () => void } = {}) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let [live, garbage, now] = [0, 0, 0];
  const said: string[] = [];
  const log = pino({}, { write: (line: string) => void said.push((JSON.parse(line) as { msg: string }).msg) });
  const heap = { limit: 100, used: () => live + garbage, collect: () => void (garbage = 0), now: () => now };
  const room = watchHeap(log, { nodeOptions: '', longestCallMs: 30_000, ...options }, heap);
  t.after(() => room.close());
  return {
    said,
    set(newLive: number, newGarbage = 0) {
      [live, garbage] = [newLive, newGarbage];
      now += 10;
    },
    pass(seconds: number) {
      for (let i = 0; i < seconds * 4; i += 1) {
        now += 250;
        t.mock.timers.tick(250);
      }
    },
    mayRead(): boolean {
      try {
        room.demand();
        return true;
      } catch (error) {
        assert.match(String(error), /The server is short of memory \(.+ of 100 B are in use\)/);
        return false;
      }
    },
  };
}

test('garbage is collected before anybody is refused', (t) => {
  const heap = watched(t);
  heap.set(50, 35);
  assert.ok(heap.mayRead());
  heap.pass(0.25);
  assert.ok(heap.mayRead());
  assert.deepEqual(heap.said, []);
});

test('what is still there after a collection is refused for, until there is room', (t) => {
  const heap = watched(t);
  heap.set(80);
  heap.pass(0.25);
  assert.equal(heap.mayRead(), false);
  heap.set(70);
  heap.pass(0.25);
  assert.ok(heap.mayRead());
  assert.deepEqual(heap.said, [SHORT, 'memory is enough again']);
});

test('between two collections what may be garbage is borne, but not up to the brim', (t) => {
  const heap = watched(t);
  heap.set(50, 35);
  heap.pass(0.25);
  heap.set(50, 38);
  heap.pass(0.25);
  assert.ok(heap.mayRead());
  heap.set(50, 42);
  assert.equal(heap.mayRead(), false);
  heap.pass(0.25);
  assert.deepEqual(heap.said, [SHORT]);
  heap.pass(5);
  assert.ok(heap.mayRead());
});

test('it ends once it was short for a minute', (t) => {
  let ends = 0;
  const heap = watched(t, { end: () => (ends += 1) });
  heap.set(80);
  heap.pass(59);
  assert.equal(ends, 0);
  heap.pass(20);
  assert.equal(ends, 1);
  assert.deepEqual(heap.said, [SHORT, ENDING]);
});

test('where calls may take longer than a minute it ends a quarter of a minute after the longest', (t) => {
  let ends = 0;
  const heap = watched(t, { longestCallMs: 900_000, end: () => (ends += 1) });
  heap.set(80);
  heap.pass(914);
  assert.equal(ends, 0);
  heap.pass(2);
  assert.equal(ends, 1);
});

test('what cannot be ended never says that it ends', (t) => {
  const heap = watched(t);
  heap.set(80);
  heap.pass(120);
  assert.deepEqual(heap.said, [SHORT]);
  assert.equal(heap.mayRead(), false);
});
