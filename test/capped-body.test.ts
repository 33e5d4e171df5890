import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { readCapped } from '../src/capped-body.ts';

const MIB = 1024 * 1024;
const MAX = 16 * MIB;

/** Bodies of which so much has come, and whose ends are still to come. */
function begun(count: number, bytes: number): PassThrough[] {
  return Array.from({ length: count }, () => {
    const body = new PassThrough({ highWaterMark: 64 * MIB });
    body.write(Buffer.alloc(bytes));
    return body;
  });
}

/** The bodies that are held back, once all that could run has run. */
async function waiting(bodies: readonly PassThrough[]): Promise<PassThrough[]> {
  for (let i = 0; i < 10; i += 1) await turn();
  return bodies.filter((body) => body.isPaused());
}

test('two large bodies are read at a time, the others wait, and small ones pass by them', async () => {
  const large = begun(5, 2 * MIB);
  const read = large.map((body) => readCapped(body, MAX));
  assert.deepEqual(await waiting(large), large.slice(2));
  const [small] = begun(1, MIB / 2);
  const quick = readCapped(small as PassThrough, MAX);
  small?.end('end');
  assert.equal((await quick)?.byteLength, MIB / 2 + 3);
  large[0]?.end();
  assert.equal((await read[0])?.byteLength, 2 * MIB);
  assert.deepEqual(await waiting(large), large.slice(3));
  for (const body of large) body.end();
  for (const bytes of await Promise.all(read)) assert.equal(bytes?.byteLength, 2 * MIB);
});

test('who was given a large body has parsed it before the next is read', async () => {
  const large = begun(3, 2 * MIB);
  const order: string[] = [];
  const read = large.map(async (body, i) => {
    await readCapped(body, MAX);
    // What parses runs on from here without a turn of the event loop between.
    await Promise.resolve();
    order.push(`parsed ${i}`);
  });
  await waiting(large);
  large[2]?.on('end', () => order.push('read 2'));
  for (const body of large) body.end();
  await Promise.all(read);
  assert.ok(order.indexOf('read 2') > Math.min(order.indexOf('parsed 0'), order.indexOf('parsed 1')), order.join());
});

test('a large body that breaks off, or is abandoned while it waits, gives its turn away', async () => {
  const large = begun(4, 2 * MIB);
  const read = large.map((body) => readCapped(body, MAX));
  const settled = Promise.allSettled(read);
  assert.deepEqual(await waiting(large), large.slice(2));
  large[2]?.destroy();
  large[0]?.destroy(new Error('reset'));
  large[1]?.destroy();
  assert.deepEqual(await waiting(large), []);
  large[3]?.end();
  const outcomes = await settled;
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected', 'rejected', 'fulfilled'],
  );
  const again = begun(1, 2 * MIB);
  const last = again.map((body) => readCapped(body, MAX));
  assert.deepEqual(await waiting(again), []);
  again[0]?.end();
  assert.equal((await last[0])?.byteLength, 2 * MIB);
});

test('a body beyond the bound is given up at once, large or not, and the others go on', async () => {
  const [endless, other] = begun(2, 2 * MIB) as [PassThrough, PassThrough];
  const given = readCapped(endless, 3 * MIB);
  const kept = readCapped(other, 3 * MIB);
  endless.write(Buffer.alloc(2 * MIB));
  assert.equal(await given, undefined);
  assert.ok(endless.destroyed);
  other.end();
  assert.equal((await kept)?.byteLength, 2 * MIB);
});
