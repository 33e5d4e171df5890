import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 10;

/** Resolves as soon as `holds` does; rejects with what it was about after `withinMs`. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  const ends = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > ends) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(EVERY_MS);
  }
}
