import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

const PACKAGE = join(import.meta.dirname, 'node_modules/@modelcontextprotocol/conformance');

/** Why the suite cannot run here, as its tests' `skip`; false where it can. */
export const SUITE_MISSING = existsSync(PACKAGE) ? false : 'missing: the suite (npm ci --prefix test/conformance)';

/** One thing that a scenario looks at. */
export interface Check {
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  readonly errorMessage?: string;
}

/** What a scenario found, by its name. */
export type Findings = ReadonlyMap<string, readonly Check[]>;

/** The scenarios for servers that a revision names: those it requires, and those it only reports. */
export function scenariosOf(revision: string): { readonly required: string[]; readonly reported: string[] } {
  const text = readFileSync(join(PACKAGE, 'requirements', `${revision}.yaml`), 'utf8');
  const { server, not_scored: others } = parse(text) as {
    server: string[];
    not_scored: { scenario: string; leg: string }[];
  };
  return {
    required: server,
    reported: others.filter(({ leg }) => leg === 'server').map(({ scenario }) => scenario),
  };
}

/** Runs all that a revision names against a server. */
export async function runSuite(revision: string, url: string): Promise<Findings> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  try {
    const args = ['server', '--url', url, '--requirements', revision, '--output-dir', folder];
    await new Promise<void>((resolve) => {
      // It ends with 1 where anything failed: what did is in the files.
      execFile(process.execPath, [join(PACKAGE, 'dist/index.js'), ...args], { maxBuffer: 2 ** 26 }, () => resolve());
    });
    return await findingsIn(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function findingsIn(folder: string): Promise<Findings> {
  const findings = new Map<string, Check[]>();
  for (const name of await readdir(folder)) {
    const [, scenario] = /^server-(.+)-\d{4}-\d\d-\d\dT/.exec(name) ?? [];
    if (scenario === undefined) continue;
    const checks = JSON.parse(await readFile(join(folder, name, 'checks.json'), 'utf8')) as Check[];
    findings.set(scenario, [...(findings.get(scenario) ?? []), ...checks]);
  }
  return findings;
}
