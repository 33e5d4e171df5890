import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { sandboxCredentials } from '../../src/sandbox/sandbox.ts';
import { findCommand } from './find-command.ts';

const run = promisify(execFile);
const SCRIPT = resolve(import.meta.dirname, '../integration/boto3_reads.py');

const readsSchema = z.record(
  z.string(),
  z.object({ pages: z.int(), shape: z.unknown(), faults: z.array(z.string()), error: z.string().nullable() }),
);

/** What boto3 made of an endpoint's answers, by operation: see test/integration/boto3_reads.py. */
export type Reads = z.infer<typeof readsSchema>;

/** Why tests with boto3 cannot run here, as their `skip`. */
export const BOTO3_MISSING = 'missing: boto3 (pip install -r test/integration/requirements.txt, or set PYTHON)';

/** A Python that has boto3: `PYTHON`, what `.ci/run` installed, or python3. */
export async function findBoto3(): Promise<string | undefined> {
  const python = findCommand('python3', 'PYTHON');
  if (python === undefined) return undefined;
  return run(python, ['-c', 'import boto3']).then(
    () => python,
    () => undefined,
  );
}

/** Every read that the script knows, of the endpoint's us-east-1. */
export async function readWithBoto3(python: string, endpoint: string): Promise<Reads> {
  const { accessKeyId, secretAccessKey } = sandboxCredentials;
  const { stdout } = await run(python, [SCRIPT, endpoint, 'us-east-1', accessKeyId, secretAccessKey], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return readsSchema.parse(JSON.parse(stdout));
}

/** The members of a shape, as paths: `.logGroups[].arn`. */
export function membersOf(shape: unknown, path = ''): string[] {
  if (Array.isArray(shape)) return membersOf(shape[0], `${path}[]`);
  if (typeof shape !== 'object' || shape === null) return [];
  return Object.entries(shape).flatMap(([key, part]) => [`${path}.${key}`, ...membersOf(part, `${path}.${key}`)]);
}

/** The lists and maps of a shape that held nothing, so that nothing is known of their rows. */
export function emptyIn(shape: unknown, path = ''): string[] {
  if (shape === null) return [path];
  if (Array.isArray(shape)) return emptyIn(shape[0], `${path}[]`);
  if (typeof shape !== 'object') return [];
  return Object.entries(shape).flatMap(([key, part]) => emptyIn(part, `${path}.${key}`));
}
