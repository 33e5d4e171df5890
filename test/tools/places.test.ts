import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALLOW_ALL } from '../../src/access.ts';
import { ToolError } from '../../src/errors.ts';
import type { Reach, ToolContext } from '../../src/tools/define.ts';
import { failuresOf, placesOf, readPlaces, valuesOf, type Place } from '../../src/tools/places.ts';

function reachesOf(accounts: number, regions: number): Reach[] {
  const names = Array.from({ length: regions }, (_, i) => `us-east-${i + 1}`);
  return Array.from({ length: accounts }, (_, i) => {
    const alias = `a${String(i).padStart(2, '0')}`;
    return { account: { id: alias, alias }, regions: names, access: ALLOW_ALL, aws: {} } as unknown as Reach;
  });
}

const context = (leftMs: number) =>
  ({ signal: new AbortController().signal, timeLeft: () => leftMs }) as unknown as ToolContext;

test('1,000 places are read a hundred at a time, four of one account, and all of them', async () => {
  const places = placesOf(reachesOf(50, 20), {});
  const open = new Map<string | undefined, number>();
  let [all, most, mostOfOne] = [0, 0, 0];
  const reads = await readPlaces(places, context(60_000), async ({ account }) => {
    all += 1;
    open.set(account, (open.get(account) ?? 0) + 1);
    most = Math.max(most, all);
    mostOfOne = Math.max(mostOfOne, open.get(account) ?? 0);
    await new Promise(setImmediate);
    all -= 1;
    open.set(account, (open.get(account) ?? 0) - 1);
  });
  assert.equal(valuesOf(reads).length, 1_000);
  assert.ok(most <= 100 && most > 50, `${most} at once`);
  assert.equal(mostOfOne, 4);
});

test('an account that hangs is left behind shortly before the deadline, all its regions at once; others are read', async () => {
  const places = placesOf(reachesOf(3, 10), {});
  const hang = (signal: AbortSignal) =>
    new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  const started = performance.now();
  const reads = await readPlaces(places, context(1_000), async ({ account }: Place, { signal }) =>
    account === 'a01' ? hang(signal) : account,
  );
  const ms = performance.now() - started;
  assert.ok(ms >= 700 && ms < 1_000, `${ms} ms`);
  assert.equal(valuesOf(reads).length, 20);
  assert.deepEqual(
    failuresOf(reads).map(({ source }) => source),
    ['a01'],
  );
});

test('a failure of one region is told by it, one of a whole account once, and one of everything thrown', async () => {
  const places = placesOf(reachesOf(2, 2), {});
  const failing = (fails: (place: Place) => boolean) =>
    readPlaces(places, context(60_000), async (place) => {
      if (fails(place)) throw new ToolError('upstream', 'It broke.');
    });
  const one = await failing(({ account, region }) => account === 'a00' && region === 'us-east-2');
  assert.deepEqual(failuresOf(one), [{ source: 'a00 us-east-2', error: 'It broke.' }]);
  const whole = await failing(({ account }) => account === 'a00');
  assert.deepEqual(failuresOf(whole), [{ source: 'a00', error: 'It broke.' }]);
  const everything = await failing(() => true);
  assert.throws(() => failuresOf(everything), { message: 'It broke.' });
});
