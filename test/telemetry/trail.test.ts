import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alsoOnTrail, createTrail, currentTrail, withTrail } from '../../src/telemetry/trail.ts';
import { UNOBSERVED, type UpstreamCall } from '../../src/upstream-call.ts';

function ended(startedMs: number, durationMs: number, more: Partial<UpstreamCall> = {}): UpstreamCall {
  const what = { service: 'logs', operation: 'FilterLogEvents', region: 'us-east-1', outcome: 'ok' } as const;
  return { ...what, startedMs, durationMs, attempts: 1, throttled: 0, ...more };
}

test('calls at the same time count once in the time that upstreams took', () => {
  const trail = createTrail();
  assert.deepEqual(trail.summary(), { waitMs: 0, upstreamMs: 0, upstreamCalls: 0 });
  trail.letIn(12.4);
  trail.ended(ended(1_000, 100));
  assert.deepEqual(trail.summary(), {
    waitMs: 12,
    upstreamMs: 100,
    upstreamCalls: 1,
    upstream: { 'logs:FilterLogEvents': 1 },
  });
  trail.ended(ended(1_020, 30));
  trail.ended(ended(950, 100));
  trail.ended(ended(2_000, 50, { service: 'sts', operation: 'AssumeRole', attempts: 3, throttled: 2 }));
  assert.deepEqual(trail.summary(), {
    waitMs: 12,
    upstreamMs: 200,
    upstreamCalls: 4,
    upstream: { 'logs:FilterLogEvents': 3, 'sts:AssumeRole': 1 },
    retries: 2,
    throttled: 2,
  });
});

test('the names in a line are bounded', () => {
  const trail = createTrail();
  for (let n = 0; n < 20; n += 1) trail.ended(ended(n, 1, { operation: `Op${n}` }));
  trail.ended(ended(0, 1, { operation: 'Op0' }));
  const { upstream = {} } = trail.summary();
  assert.equal(Object.keys(upstream).length, 9);
  assert.equal(upstream['logs:Op0'], 2);
  assert.equal(upstream['others'], 12);
});

test('upstreams find the trail of the call that they are asked for, each its own', async () => {
  const [one, two] = [createTrail(), createTrail()];
  const observer = alsoOnTrail(UNOBSERVED);
  const call = async (n: number) => {
    await Promise.resolve();
    for (let i = 0; i < n; i += 1) observer.ended(ended(i, 1));
    for (const read of ['hit', 'joined', 'miss'] as const) observer.shared(read, ended(0, 0));
  };
  await Promise.all([withTrail(one, () => call(1)), withTrail(two, () => call(2))]);
  await call(3);
  assert.equal(currentTrail(), undefined);
  assert.deepEqual(
    [one, two].map((trail) => [trail.summary().upstreamCalls, trail.summary().sharedReads]),
    [
      [1, 2],
      [2, 2],
    ],
  );
});
