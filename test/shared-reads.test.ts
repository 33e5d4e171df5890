import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SharedReads } from '../src/shared-reads.ts';

const never = new AbortController().signal;

/** What breaks here is mostly a promise that nobody settles. */
const SOON = { timeout: 3_000 };

/** A read that is answered by hand, and counts how often it was sent. */
function controlled() {
  const sent: { answer: PromiseWithResolvers<string>; signal: AbortSignal }[] = [];
  const run = (signal: AbortSignal) => {
    const answer = Promise.withResolvers<string>();
    sent.push({ answer, signal });
    signal.addEventListener('abort', () => answer.reject(signal.reason));
    return answer.promise;
  };
  return { sent, run };
}

test('concurrent reads of one key are sent once; the next one is sent again', SOON, async () => {
  const reads = new SharedReads();
  const { sent, run } = controlled();
  const both = Promise.all([reads.read('k', run, { signal: never }), reads.read('k', run, { signal: never })]);
  assert.equal(sent.length, 1);
  sent[0]?.answer.resolve('a');
  assert.deepEqual(await both, ['a', 'a']);
  const again = reads.read('k', run, { signal: never });
  assert.equal(sent.length, 2);
  sent[1]?.answer.resolve('b');
  assert.equal(await again, 'b');
});

test('an answer with a time to live is given to later callers until it ends', SOON, async () => {
  let now = 1_000_000;
  const reads = new SharedReads({ clock: { now: () => now } });
  let sent = 0;
  const ask = () => reads.read('k', async () => ++sent, { signal: never, ttlMs: 60_000 });
  assert.deepEqual([await ask(), await ask()], [1, 1]);
  now += 59_000;
  assert.equal(await ask(), 1);
  now += 2_000;
  assert.equal(await ask(), 2);
});

test('a caller that leaves is released at once and does not stop those who stay', SOON, async () => {
  const reads = new SharedReads();
  const { sent, run } = controlled();
  const leaving = new AbortController();
  const left = reads.read('k', run, { signal: leaving.signal, ttlMs: 1000 });
  const stays = reads.read('k', run, { signal: never, ttlMs: 1000 });
  leaving.abort(new Error('gone'));
  await assert.rejects(left, /gone/);
  assert.equal(sent[0]?.signal.aborted, false);
  sent[0]?.answer.resolve('a');
  assert.equal(await stays, 'a');
});

test('a read that nobody waits for any more is aborted', SOON, async () => {
  const reads = new SharedReads();
  const { sent, run } = controlled();
  const [first, second] = [new AbortController(), new AbortController()];
  const outcomes = Promise.allSettled([
    reads.read('k', run, { signal: first.signal, ttlMs: 1000 }),
    reads.read('k', run, { signal: second.signal, ttlMs: 1000 }),
  ]);
  first.abort();
  second.abort();
  assert.deepEqual(
    (await outcomes).map((outcome) => outcome.status),
    ['rejected', 'rejected'],
  );
  assert.equal(sent[0]?.signal.aborted, true);
});

test('a failure is told to all who wait and to nobody after them', SOON, async () => {
  const reads = new SharedReads();
  const { sent, run } = controlled();
  const both = Promise.allSettled([
    reads.read('k', run, { signal: never, ttlMs: 1000 }),
    reads.read('k', run, { signal: never, ttlMs: 1000 }),
  ]);
  sent[0]?.answer.reject(new Error('down'));
  assert.deepEqual(
    (await both).map((outcome) => outcome.status),
    ['rejected', 'rejected'],
  );
  const next = reads.read('k', run, { signal: never });
  sent[1]?.answer.resolve('up');
  assert.equal(await next, 'up');
});

test('a caller that had left before asking sends nothing', SOON, async () => {
  const reads = new SharedReads();
  const { sent, run } = controlled();
  await assert.rejects(reads.read('k', run, { signal: AbortSignal.abort(new Error('gone')) }), /gone/);
  assert.equal(sent.length, 0);
});

test('the cache is bounded in bytes: what is too large is not kept', SOON, async () => {
  const reads = new SharedReads({ maxBytes: 4_000 });
  let sent = 0;
  const large = async () => `${++sent}`.repeat(5_000);
  const ask = (key: string, run: () => Promise<unknown>) => reads.read(key, run, { signal: never, ttlMs: 60_000 });
  await ask('large', large);
  await ask('large', large);
  assert.equal(sent, 2);
  const many = async () => Array.from({ length: 60 }, () => ({ sent: ++sent, of: { one: 1 } }));
  await ask('many', many);
  await ask('many', many);
  assert.equal(sent, 122);
  const few = async () => [{ sent: ++sent }];
  await ask('few', few);
  await ask('few', few);
  assert.equal(sent, 123);
});

test('reads under way are never dropped for others, however little may be kept', SOON, async () => {
  const reads = new SharedReads({ maxEntries: 2, maxBytes: 200 });
  const { sent, run } = controlled();
  const slow = Array.from({ length: 5 }, (_, i) => reads.read(`slow ${i}`, run, { signal: never, ttlMs: 60_000 }));
  for (let i = 0; i < 20; i += 1) {
    await reads.read(`kept ${i}`, async () => 'x'.repeat(20), { signal: never, ttlMs: 60_000 });
  }
  for (const [i, { answer }] of sent.entries()) answer.resolve(`answer ${i}`);
  assert.deepEqual(
    await Promise.all(slow),
    [0, 1, 2, 3, 4].map((i) => `answer ${i}`),
  );
});
