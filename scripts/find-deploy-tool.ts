import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where scripts/install-deploy-tools.sh puts them if nothing else is said. */
const CACHE = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'cloudwatch-mcp', 'bin');

/** The path of a program the deployment's tests need: in the folder `DEPLOY_BIN`, on the PATH, or where the script installs it. */
export function findDeployTool(name: string): string | undefined {
  const folders = [process.env['DEPLOY_BIN'] ?? '', ...(process.env['PATH'] ?? '').split(delimiter), CACHE];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
