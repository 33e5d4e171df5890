import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findCommand } from '../support/find-command.ts';

const run = promisify(execFile);
const PACKAGES = join(import.meta.dirname, 'node_modules');

/** Why tests with a client of npm cannot run here, as their `skip`; false where they can. */
export function missingPackage(name: string): string | false {
  return existsSync(join(PACKAGES, name)) ? false : `missing: ${name} (npm ci --prefix test/clients)`;
}

/** The path of a file of an installed package. */
export function packageFile(name: string, file: string): string {
  return join(PACKAGES, name, file);
}

/** Why tests with Python's clients cannot run here, as their `skip`. */
export const PYTHON_CLIENTS_MISSING =
  "missing: Python's mcp and fastmcp (pip install -r test/clients/requirements.txt into an environment of its own, and set CLIENTS_PYTHON)";

/** A Python that has the clients of requirements.txt: `CLIENTS_PYTHON`, or what `.ci/run` installed. */
export async function findClientsPython(): Promise<string | undefined> {
  const python = findCommand('python3', 'CLIENTS_PYTHON', 'clients');
  if (python === undefined) return undefined;
  return run(python, ['-c', 'import fastmcp, mcp']).then(
    () => python,
    () => undefined,
  );
}
