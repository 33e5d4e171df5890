import { execFile } from 'node:child_process';
import { findDeployTool } from './find-deploy-tool.ts';

/** How to get a program that the script does not install. */
const OTHERWISE: Readonly<Record<string, string>> = { promtool: "Debian's package prometheus" };

/** Why tests that need these programs cannot run here, as their `skip`; false where they can. */
export function missing(...names: readonly string[]): string | false {
  const absent = names.filter((name) => findDeployTool(name) === undefined);
  if (absent.length === 0) return false;
  const ways = new Set(absent.map((name) => OTHERWISE[name] ?? 'scripts/install-deploy-tools.sh installs it'));
  return `missing: ${absent.join(', ')} (${[...ways].join('; ')}; or set DEPLOY_BIN)`;
}

/** What a program came to. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  /** Both streams, as a terminal shows them. */
  readonly output: string;
}

/** Runs a program of the deploy tools to its end, whatever its exit code. */
export async function runTool(name: string, args: readonly string[], input = '', cwd?: string): Promise<Outcome> {
  const path = findDeployTool(name);
  if (path === undefined) throw new Error(missing(name) || name);
  return new Promise((resolve) => {
    const child = execFile(path, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, stdout, output: stdout + stderr });
    });
    // A program that ends without reading all of its input is no failure of ours.
    child.stdin?.on('error', () => undefined).end(input);
  });
}
