import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDeadline, type Deadline } from '../src/deadline.ts';

/** Longer than anything here takes; not for ever, since a timer that is left behind is waited for. */
const LONG_MS = 2_000;
const stays = new AbortController().signal;

/** Work that ends by its signal alone: why, and whether it was the time. */
function untilAborted({ signal, passed }: Deadline): Promise<{ reason: unknown; passed: boolean }> {
  return new Promise((done) => {
    const end = () => done({ reason: signal.reason, passed: passed() });
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}

void test('work ends when its time is up, and knows that it was the time', { timeout: 5_000 }, async () => {
  const ended = await withDeadline(stays, 1, untilAborted);
  assert.equal((ended.reason as Error).name, 'TimeoutError');
  assert.equal(ended.passed, true);
});

void test('work ends with its caller, for the reason that the caller had', async () => {
  const caller = new AbortController();
  const working = withDeadline(caller.signal, LONG_MS, untilAborted);
  const gone = new Error('gone');
  caller.abort(gone);
  assert.deepEqual(await working, { reason: gone, passed: false });
});

void test('for a caller that had left before, work is over as it begins', async () => {
  const gone = new Error('gone');
  assert.deepEqual(await withDeadline(AbortSignal.abort(gone), LONG_MS, untilAborted), {
    reason: gone,
    passed: false,
  });
});

void test('what work gives or throws is handed on, and nothing is left behind', async () => {
  const caller = new AbortController();
  let signal: AbortSignal | undefined;
  const answer = await withDeadline(caller.signal, LONG_MS, async (deadline) => {
    ({ signal } = deadline);
    return 'done';
  });
  assert.equal(answer, 'done');
  await assert.rejects(
    withDeadline(caller.signal, LONG_MS, () => Promise.reject(new Error('broken'))),
    /broken/,
  );
  caller.abort();
  assert.equal(signal?.aborted, false, 'the caller is listened to no more');
});
