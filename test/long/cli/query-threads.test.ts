import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { applyQuery } from '../../../src/tools/cli/shared/query.ts';

/** Never done. */
const LARGE = `@${' | [@,@]'.repeat(60)}`;

/** Tells of each thread that is started. */
function onThread(t: TestContext, started: (thread: Worker) => void): void {
  process.on('worker', started);
  t.after(() => void process.off('worker', started));
}

test('a thread that runs out of memory while it is ended is heard, until it is gone', async (t) => {
  const caller = new AbortController();
  const gone = Promise.withResolvers<number>();
  onThread(t, (thread) => {
    thread.prependOnceListener('exit', () => gone.resolve(thread.listenerCount('error')));
    void once(thread, 'online').then(() => caller.abort(new Error('left')));
  });
  await assert.rejects(applyQuery(LARGE, [1], caller.signal), /left/);
  assert.ok((await gone.promise) > 0, 'nobody hears its error, which ends the process');
});

test('two queries run at a time, and the next only when a thread is gone', async (t) => {
  let running = 0;
  let most = 0;
  onThread(t, (thread) => {
    most = Math.max(most, (running += 1));
    thread.once('exit', () => (running -= 1));
  });
  const answers = await Promise.all(
    ['[0]', '[1]', '[2]', '[3]'].map((query) => applyQuery(query, [[1, 2, 3, 4]], t.signal)),
  );
  assert.deepEqual(answers, [[1], [2], [3], [4]]);
  assert.deepEqual([most, running], [2, 0]);
});
