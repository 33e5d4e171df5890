import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { Sha256 } from '../../src/aws/sha256.ts';

const bytes = fc.uint8Array({ maxLength: 200 });
const secret = fc.oneof(fc.string({ minLength: 1 }), fc.uint8Array({ minLength: 1 }));

void test('hashes and HMACs are those of Node, whatever secrets came before, and after a reset', async () => {
  const property = fc.asyncProperty(fc.array(fc.tuple(fc.option(secret), bytes, bytes)), async (runs) => {
    for (const [key, first, second] of runs) {
      const ours = new Sha256(key ?? undefined);
      const node = key === null ? createHash('sha256') : createHmac('sha256', key);
      ours.update(first);
      ours.reset();
      ours.update(first);
      ours.update(second);
      assert.deepEqual(Buffer.from(await ours.digest()), node.update(first).update(second).digest());
    }
  });
  await fc.assert(property);
});

void test('a secret of bytes is that part of its buffer', async () => {
  const whole = Buffer.from('--secret--');
  const ours = new Sha256(whole.subarray(2, 8));
  ours.update(Buffer.from('text'));
  assert.deepEqual(Buffer.from(await ours.digest()), createHmac('sha256', 'secret').update('text').digest());
});
