import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { compileCache } from './compile-cache.ts';
import { freePort } from './free-port.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The service in a process of its own, as its users run it. */
export interface ServiceProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly adminUrl: string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** The first log line with this message, also one that was written before. */
  logged(message: string): Promise<Record<string, unknown>>;
  /** All that it wrote so far, to standard output and to standard error. */
  output(): string;
}

/**
 * Starts `serve` on free ports with nothing of this machine's AWS, and resolves when it listens.
 * @param entry the file to run, from the root of the repository
 */
export async function startServiceProcess(
  env: Readonly<Record<string, string>>,
  entry = 'src/main.ts',
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [resolve(ROOT, entry), 'serve'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_REGION: 'us-east-1',
      CLOUDWATCH_MCP_PORT: '0',
      CLOUDWATCH_MCP_ADMIN_PORT: String(await freePort()),
      ...compileCache(),
      ...env,
    },
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'exit').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
    process.off('exit', kill);
    return code ?? signal ?? 0;
  });
  const written: string[] = [];
  child.stderr.on('data', (bytes: Buffer) => {
    written.push(bytes.toString());
    process.stderr.write(bytes);
  });
  const waiting = new Map<string, PromiseWithResolvers<Record<string, unknown>>>();
  const line = (message: string) => {
    const known = waiting.get(message) ?? Promise.withResolvers<Record<string, unknown>>();
    waiting.set(message, known);
    return known;
  };
  createInterface({ input: child.stdout }).on('line', (text) => {
    written.push(`${text}\n`);
    const record = JSON.parse(text) as Record<string, unknown>;
    line(String(record['msg'])).resolve(record);
  });
  const logged = (message: string) =>
    Promise.race([
      line(message).promise,
      ended.then((code) => Promise.reject(new Error(`the service ended with ${code} and never said "${message}"`))),
    ]);
  const { url, admin } = await logged('listening');
  return { child, url: String(url), adminUrl: String(admin), ended, logged, output: () => written.join('') };
}
