import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compileCache } from './compile-cache.ts';
import { until } from './until.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');

/** A home of its own, so that nothing of this machine's user is read or written. */
export interface ClientHome {
  readonly path: string;
  /** Runs a command of the client with what is typed, given at once. */
  run(argv: readonly string[], input?: string, env?: Readonly<Record<string, string>>): Promise<Ended>;
  start(argv: readonly string[], env?: Readonly<Record<string, string>>): ClientProcess;
  /** The same behind a pseudo-terminal of `script` (util-linux): what is typed arrives as from a keyboard. */
  startOnTerminal(argv: readonly string[]): ClientProcess;
  remove(): void;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ClientProcess {
  readonly child: ChildProcess;
  type(line: string): void;
  /** What matched in the output after what matched before. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  /** All of the output so far. */
  output(): string;
  readonly ended: Promise<Ended>;
}

export function clientHome(): ClientHome {
  const path = mkdtempSync(join(tmpdir(), 'client-home-'));
  const environment = { PATH: process.env['PATH'] ?? '', HOME: path, ...compileCache() };
  const start = (argv: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    startProcess([process.execPath, MAIN, ...argv], {
      ...environment,
      COLUMNS: '200',
      ...env,
    });
  return {
    path,
    start,
    startOnTerminal(argv) {
      const command = [process.execPath, MAIN, ...argv].map((word) => `'${word}'`).join(' ');
      return startProcess(['script', '-qec', command, '/dev/null'], {
        ...environment,
        TERM: 'xterm',
        SHELL: '/bin/sh',
      });
    },
    run(argv, input, env) {
      const started = start(argv, env);
      started.child.stdin?.end(input);
      return started.ended;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Starts a command line; its standard output and error are read. */
export function startProcess(argv: readonly string[], env: Readonly<Record<string, string>>): ClientProcess {
  const [command = '', ...rest] = argv;
  const child = spawn(command, rest, { env, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  let seen = 0;
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  const ended = once(child, 'close').then(([code]: (number | null)[]) => ({ code: code ?? null, stdout, stderr }));
  return {
    child,
    type: (line) => void child.stdin.write(line),
    output: () => stdout,
    async said(pattern) {
      const find = () => pattern.exec(stdout.slice(seen));
      await until(`${pattern} in ${JSON.stringify(stdout.slice(seen))}, ${stderr}`, () => find() !== null).catch(() => {
        throw new Error(`${pattern} was not said, but:\n${stdout.slice(seen)}\n${stderr}`);
      });
      const match = find() as RegExpExecArray;
      seen += match.index + match[0].length;
      return match;
    },
    ended,
  };
}
