import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A lock this old was left by a process that ended with it, milliseconds. */
const STALE_MS = 60_000;
const RETRY_MS = 50;

/** Runs alone among the processes that lock `path`, in a folder that exists; waits for its turn. */
export async function alone<T>(path: string, run: () => Promise<T>): Promise<T> {
  while (!taken(path)) await sleep(RETRY_MS);
  try {
    return await run();
  } finally {
    rmSync(path, { force: true });
  }
}

function taken(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age > STALE_MS) rmSync(path, { force: true });
  return false;
}
