import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPacer, type Timing } from '../../src/aws/pacing.ts';

/** A clock that jumps to the end of each wait, and says how long the waits were. */
function jumpingClock(): Timing & { waits: number[]; at: number } {
  const clock = {
    at: 0,
    waits: [] as number[],
    now: () => clock.at,
    wait: async (ms: number, signal: AbortSignal) => {
      signal.throwIfAborted();
      clock.waits.push(Math.round(ms));
      clock.at += ms;
    },
  };
  return clock;
}

const signal = new AbortController().signal;

async function calls(pacer: { turn(signal: AbortSignal): Promise<void> }, n: number): Promise<void> {
  for (let i = 0; i < n; i += 1) await pacer.turn(signal);
}

test('after a burst the calls go out at the rate', async () => {
  const clock = jumpingClock();
  const pacer = createPacer(5, clock);
  await calls(pacer, 10);
  assert.deepEqual(clock.waits, []);
  await calls(pacer, 3);
  assert.deepEqual(clock.waits, [200, 200, 200]);
  clock.at += 60_000;
  await calls(pacer, 10);
  assert.equal(clock.waits.length, 3, 'a pause fills the burst again, not more');
  await calls(pacer, 1);
  assert.equal(clock.waits.length, 4);
});

test('throttled, the rate halves at once and comes back with answers', async () => {
  const clock = jumpingClock();
  const pacer = createPacer(4, clock);
  pacer.throttled();
  await calls(pacer, 1);
  assert.deepEqual(clock.waits, [500]);
  for (let i = 0; i < 3; i += 1) pacer.throttled();
  await calls(pacer, 1);
  assert.deepEqual(clock.waits, [500, 2_000], 'never below one in two seconds');
  for (let i = 0; i < 30; i += 1) pacer.answered();
  await calls(pacer, 1);
  assert.equal(clock.waits.at(-1), 250);
});

test('who leaves while waiting leaves the turn to others', async () => {
  const gone = new AbortController();
  let leave = () => gone.abort(new Error('gone'));
  const clock = jumpingClock();
  const pacer = createPacer(1, {
    now: clock.now,
    wait: async (ms, waiting) => {
      leave();
      await clock.wait(ms, waiting);
    },
  });
  await calls(pacer, 2);
  await assert.rejects(pacer.turn(gone.signal), /gone/);
  leave = () => undefined;
  await calls(pacer, 1);
  assert.deepEqual(clock.waits, [1_000]);
});
