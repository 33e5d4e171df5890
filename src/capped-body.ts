import type { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import pLimit from 'p-limit';

/** Bodies of up to so many bytes are read as they come, all at once. */
const SMALL_BYTES = 1024 * 1024;
/** The larger ones wait for their turn: read and parsed, one takes some ten times its size of memory. */
const LARGE_AT_ONCE = 2;

const large = pLimit(LARGE_AT_ONCE);

/**
 * Reads a body to its end; undefined where it goes on beyond `maxBytes`, its connection is closed then. By events,
 * which cost less than an iterator over the body. Of large bodies a few are read at a time, the others' servers wait; who is
 * given one parses it at once, before the next is read.
 * @throws what Node says of the connection; `ECONNRESET` where it closed before the end
 */
export function readCapped(body: Readable, maxBytes: number): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isLarge = false;
  body.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    chunks.push(chunk);
    if (bytes > maxBytes) {
      resolve(undefined);
      body.destroy();
    } else if (bytes > SMALL_BYTES && !isLarge) {
      isLarge = true;
      void resumeInTurn(body, promise);
    }
  });
  body.once('end', () => {
    resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, bytes));
    // Whoever still holds the body would hold these too.
    chunks.length = 0;
  });
  body.once('error', reject);
  body.once('close', () => reject(Object.assign(new Error('closed before its end'), { code: 'ECONNRESET' })));
  if (body.destroyed) reject(new Error('closed before it was read'));
  return promise;
}

/** Holds a body back until it is its turn, which lasts until it has been read and those who wait for it have run. */
async function resumeInTurn(body: Readable, read: Promise<unknown>): Promise<void> {
  body.pause();
  await large(async () => {
    body.resume();
    await read.catch(() => undefined);
    await turn();
  });
}
