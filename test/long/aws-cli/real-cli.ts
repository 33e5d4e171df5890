import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { sandboxCredentials } from '../../../src/sandbox/sandbox.ts';
import { findCommand } from '../../support/find-command.ts';

/** What the real AWS CLI printed for a command line. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Why tests with the AWS CLI cannot run here, as their `skip`. */
export const AWS_CLI_MISSING = 'missing: awscli (pip install -r test/integration/requirements.txt, or set PYTHON)';

/** A Python that has the AWS CLI. */
export async function findAwsCli(): Promise<string | undefined> {
  const python = findCommand('python3', 'PYTHON');
  if (python === undefined) return undefined;
  return promisify(execFile)(python, ['-c', 'import awscli.clidriver']).then(
    () => python,
    () => undefined,
  );
}

/** Runs command lines, one after another, before an endpoint's us-east-1. */
export async function runAwsCli(python: string, endpoint: string, lines: readonly string[]): Promise<Printed[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cloudwatch-mcp-aws-cli-'));
  try {
    const config = join(folder, 'config');
    writeFileSync(config, '[default]\nregion = us-east-1\ncli_timestamp_format = iso8601\n');
    const child = spawn(python, [resolve(import.meta.dirname, 'run_aws.py')], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        TZ: 'UTC',
        PYTHONIOENCODING: 'utf-8',
        AWS_CONFIG_FILE: config,
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: sandboxCredentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: sandboxCredentials.secretAccessKey,
      },
    });
    child.stdin.end(JSON.stringify(lines));
    return JSON.parse(await text(child.stdout)) as Printed[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
