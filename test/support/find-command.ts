import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where `.ci/run` keeps the Python packages of test/integration/requirements.txt. */
const VENV = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'cloudwatch-mcp', 'venv', 'bin');

/**
 * The path of a command: what the variable `override` says, else what `.ci/run` installed, else the first on the PATH.
 * Undefined where there is none.
 */
export function findCommand(name: string, override?: string): string | undefined {
  const given = override === undefined ? undefined : process.env[override];
  if (given) return existsSync(given) ? given : undefined;
  const folders = [VENV, ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
