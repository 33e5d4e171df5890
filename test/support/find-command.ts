import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where `.ci/run` keeps what it installs. */
const CACHE = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'cloudwatch-mcp');

/**
 * The path of a command: what the variable `override` says, else what `.ci/run` installed, else the first on the PATH.
 * Undefined where there is none. `venv`: which of its environments, that of test/integration/requirements.txt if none is named.
 */
export function findCommand(name: string, override?: string, venv = 'venv'): string | undefined {
  const given = override === undefined ? undefined : process.env[override];
  if (given) return existsSync(given) ? given : undefined;
  const folders = [join(CACHE, venv, 'bin'), ...(process.env['PATH'] ?? '').split(delimiter)];
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
