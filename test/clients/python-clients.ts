import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Journey } from './journey.ts';
import { QUESTIONS } from './questions.ts';

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, 'walk.py');

export interface PythonClient {
  readonly client: 'mcp' | 'fastmcp';
  /** How it finds the protocol's revision. */
  readonly mode: 'auto' | 'legacy';
}

/**
 * What a client of Python saw, in a process of its own.
 * @throws Error with what Python wrote where the client gave up
 */
export async function walkInPython(
  python: string,
  { client, mode }: PythonClient,
  url: string,
  token?: string,
): Promise<Journey> {
  // The clients keep files at home, and would take proxies of this machine.
  const home = mkdtempSync(join(tmpdir(), 'python-client-'));
  const args = [SCRIPT, client, mode, url, JSON.stringify(QUESTIONS), ...(token === undefined ? [] : [token])];
  try {
    const env = { PATH: process.env['PATH'] ?? '', HOME: home, PYTHONDONTWRITEBYTECODE: '1' };
    const { stdout } = await run(python, args, { env, maxBuffer: 16 * 1024 * 1024 });
    return JSON.parse(stdout) as Journey;
  } finally {
    rmSync(home, { recursive: true });
  }
}
