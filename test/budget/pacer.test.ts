import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPacer, type Pacer } from '../../src/budget/pacer.ts';
import { createFakeTiming } from '../support/fake-timing.ts';
import { runs } from '../support/runs.ts';

const { signal } = new AbortController();

/** Asks for `n` turns at once; when each came, milliseconds. */
function ask(pacer: Pacer, n: number, clock: { now(): number }, key?: string): number[] {
  const at: number[] = [];
  for (let i = 0; i < n; i += 1) void pacer.turn(signal, key).then(() => at.push(clock.now()));
  return at;
}

void test('after a burst the calls go out at the rate, and a pause fills the burst again', async () => {
  const clock = createFakeTiming();
  const pacer = createPacer(5, clock);
  const first = ask(pacer, 8, clock);
  await clock.forward(600);
  assert.deepEqual(first, [0, 0, 0, 0, 0, 200, 400, 600]);
  await clock.forward(60_000);
  const second = ask(pacer, 6, clock);
  await clock.forward(200);
  assert.deepEqual(
    second.map((at) => at - 60_600),
    [0, 0, 0, 0, 0, 200],
  );
});

void test('throttled, the rate halves at once, once a second, and comes back by a twentieth with each answer', async () => {
  const clock = createFakeTiming();
  const pacer = createPacer(4, clock);
  pacer.throttled();
  pacer.throttled();
  assert.equal(pacer.rate(), 2, 'calls under way are throttled together');
  const held = ask(pacer, 1, clock);
  await clock.forward(499);
  assert.deepEqual(held, [], 'the burst is gone');
  await clock.forward(1);
  assert.deepEqual(held, [500]);
  for (let i = 0; i < 9; i += 1) {
    await clock.forward(1_000);
    pacer.throttled();
  }
  assert.equal(pacer.rate(), 0.5, 'never below one in two seconds');
  pacer.answered();
  assert.equal(pacer.rate().toFixed(2), '0.70');
  for (let i = 0; i < 20; i += 1) pacer.answered();
  assert.equal(pacer.rate(), 4);
});

void test('what the SDK tried again took turns, too', async () => {
  const clock = createFakeTiming();
  const pacer = createPacer(1, clock);
  pacer.answered(2);
  const turns = ask(pacer, 1, clock);
  await clock.forward(999);
  assert.deepEqual(turns, []);
  await clock.forward(1);
  assert.deepEqual(turns, [1_000]);
  for (let i = 0; i < 100; i += 1) pacer.answered(4);
  const later = ask(pacer, 1, clock);
  await clock.forward(2_000);
  assert.deepEqual(later, [3_000], 'a burst is the most that is owed');
});

void test('who leaves while waiting leaves the turn to others', async () => {
  const clock = createFakeTiming();
  const pacer = createPacer(1, clock);
  ask(pacer, 1, clock);
  const gone = new AbortController();
  const left = assert.rejects(pacer.turn(gone.signal), /gone/);
  const other = ask(pacer, 1, clock);
  gone.abort(new Error('gone'));
  await left;
  await clock.forward(1_000);
  assert.deepEqual(other, [1_000]);
  assert.equal(clock.alarms(), 0, 'nobody waits any more');
});

void test('of those who wait each has a turn before anybody has a second one', async () => {
  const clock = createFakeTiming();
  const pacer = createPacer(1, clock);
  ask(pacer, 1, clock);
  const greedy = ask(pacer, 50, clock, 'greedy');
  const modest = ask(pacer, 1, clock, 'modest');
  await clock.forward(2_000);
  assert.deepEqual(modest, [2_000]);
  assert.deepEqual(greedy, [1_000]);
});

void test('in no second more go out than the burst and the rate allow, whatever AWS says and whoever leaves', async () => {
  const step = fc.record({
    wait: fc.integer({ min: 0, max: 1_500 }),
    turns: fc.integer({ min: 0, max: 12 }),
    said: fc.constantFrom('answered', 'throttled', 'nothing'),
    leave: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.array(step, { maxLength: 30 }), async (rate, steps) => {
      const clock = createFakeTiming();
      const pacer = createPacer(rate, clock);
      const at: number[] = [];
      let asked = 0;
      let leavers = 0;
      for (const { wait, turns, said, leave } of steps) {
        const caller = new AbortController();
        for (let i = 0; i < turns; i += 1) {
          asked += 1;
          pacer.turn(caller.signal, String(i % 3)).then(
            () => at.push(clock.now()),
            () => (leavers += 1),
          );
        }
        if (said !== 'nothing') pacer[said]();
        await clock.forward(wait);
        if (leave) caller.abort();
      }
      await clock.forward(3_600_000);
      assert.equal(at.length + leavers, asked, 'all who stayed had their turn');
      for (const from of at) {
        const within = at.filter((time) => time >= from && time < from + 1_000).length;
        assert.ok(within <= 2 * rate, `${within} calls within a second at ${rate} a second`);
      }
    }),
    runs(100),
  );
});
