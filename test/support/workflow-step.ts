import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { readWorkflows, runCommands } from './workflows.ts';

const [UNIT, RECORD] = ['\x1f', '\x1e'];

/** Stand-ins for programs that write down how they were called, and what a workflow's step did with them. */
export interface Bench {
  /** An empty folder for whatever the step needs. */
  readonly folder: string;
  /** Stands in for the program `name`; `body` is what it then does, in bash. */
  stub(name: string, body: string): void;
  /** Every call of a stand-in so far: its name and arguments. */
  calls(): string[][];
  /** Runs the step's command as GitHub does: in bash, which ends at the first failure, also within a pipe. */
  run(command: string, options: { cwd: string; env?: Readonly<Record<string, string>> }): Promise<StepResult>;
  remove(): void;
}

export interface StepResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the step wrote into `$GITHUB_OUTPUT`. */
  readonly outputs: string;
}

/** The command of a workflow's job that contains `words`; exactly one does. */
export function commandOf(file: string, job: string, words: string): string {
  const found = readWorkflows()
    .flatMap(runCommands)
    .filter(({ where, command }) => where === `${file} › ${job}` && command.includes(words));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} commands of ${job} contain ${words}`);
  return only.command;
}

export function openBench(): Bench {
  const root = mkdtempSync(join(tmpdir(), 'cloudwatch-mcp-step-'));
  const [folder, bin, log, outputs] = ['work', 'bin', 'log', 'outputs'].map((name) => join(root, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const path of [folder, bin]) mkdirSync(path);
  return {
    folder,
    stub(name, body) {
      const record = `printf '%s\\x1f' '${name}' "$@" >>'${log}'; printf '\\x1e' >>'${log}'`;
      writeFileSync(join(bin, name), `#!/usr/bin/env bash\n${record}\n${body}\n`);
      chmodSync(join(bin, name), 0o755);
    },
    calls() {
      if (!existsSync(log)) return [];
      const records = readFileSync(log, 'utf8').split(RECORD).slice(0, -1);
      return records.map((record) => record.split(UNIT).slice(0, -1));
    },
    async run(command, { cwd, env = {} }) {
      writeFileSync(outputs, '');
      const PATH = [bin, dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
      const options = { cwd, env: { ...process.env, PATH, GITHUB_OUTPUT: outputs, ...env } };
      return new Promise((done) => {
        execFile('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', command], options, (error, out, err) => {
          const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
          done({ code, stdout: out, stderr: err, outputs: readFileSync(outputs, 'utf8') });
        });
      });
    },
    remove() {
      rmSync(root, { recursive: true, force: true });
    },
  };
}
