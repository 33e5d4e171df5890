import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { compileCache } from './compile-cache.ts';

export const MAIN = resolve(import.meta.dirname, '../../src/main.ts');

/** What the command sees of the environment: nothing of this machine's AWS. */
export function environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...compileCache(),
    ...more,
  };
}

export function start(args: readonly string[], env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

export async function finished(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (output.stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (output.stderr += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

/** The first log line with this message. */
export async function logged(child: ChildProcess, message: string): Promise<Record<string, string>> {
  assert.ok(child.stdout);
  for await (const line of createInterface({ input: child.stdout })) {
    const record = JSON.parse(line) as Record<string, string>;
    if (record['msg'] === message) return record;
  }
  throw new Error(`the command ended before it logged ${JSON.stringify(message)}`);
}
