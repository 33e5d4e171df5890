import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createFairQueue } from '../../src/budget/fair-queue.ts';
import { runs } from '../support/runs.ts';

void test('keys have their turns, items of a key their order', () => {
  const queue = createFairQueue<string>();
  for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) queue.push(item.slice(0, 1), item);
  const order = Array.from({ length: 7 }, () => queue.shift());
  assert.deepEqual(order, ['a1', 'b1', 'c1', 'a2', 'c2', 'a3', undefined]);
});

void test('a key that may not is passed over and keeps its place', () => {
  const queue = createFairQueue<string>();
  for (const item of ['a1', 'b1', 'b2']) queue.push(item.slice(0, 1), item);
  assert.equal(
    queue.shift((key) => key !== 'a'),
    'b1',
  );
  assert.equal(queue.shift(), 'a1');
  assert.equal(
    queue.shift(() => false),
    undefined,
  );
  assert.equal(queue.size, 1);
});

void test('whatever comes and goes: nothing is lost, and nobody is served twice while another waits all along', () => {
  const step = fc.oneof(
    fc.record({ push: fc.constantFrom('a', 'b', 'c', 'd') }),
    fc.record({ remove: fc.nat(50) }),
    fc.constant('shift' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const queue = createFairQueue<number>();
      const waiting = new Map<number, string>();
      const served = new Map<number, string[]>();
      let next = 0;
      for (const one of steps) {
        if (one === 'shift') {
          const item = queue.shift();
          assert.equal(item === undefined, waiting.size === 0);
          if (item === undefined) continue;
          const key = waiting.get(item) ?? '';
          waiting.delete(item);
          served.delete(item);
          for (const keys of served.values()) keys.push(key);
          for (const [other, keys] of served) {
            const first = Math.min(...[...waiting].filter(([, k]) => k === waiting.get(other)).map(([i]) => i));
            if (other !== first || waiting.get(other) === key) continue;
            assert.ok(keys.filter((k) => k === key).length <= 1 + keys.filter((k) => k === waiting.get(other)).length);
          }
        } else if ('push' in one) {
          queue.push(one.push, next);
          waiting.set(next, one.push);
          served.set(next, []);
          next += 1;
        } else {
          const key = waiting.get(one.remove);
          if (key === undefined) continue;
          queue.remove(key, one.remove);
          waiting.delete(one.remove);
          served.delete(one.remove);
        }
        assert.equal(queue.size, waiting.size);
      }
    }),
    runs(200),
  );
});
