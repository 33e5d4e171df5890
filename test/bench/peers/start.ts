import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsEnvironment } from '../processes.ts';
import { filled, type PeerEntry, type Placeholders } from './config.ts';
import type { Connection } from './connection.ts';
import { cpuOf } from './cpu-of.ts';
import { connectHttp } from './http.ts';
import { connectStdio, leaving } from './stdio.ts';

/** How long a server may take to start and say hello, milliseconds. */
const START_MS = 60_000;
/** How long between two tries to reach one that is starting. */
const RETRY_MS = 100;
/** The end of what it said on standard error that an error quotes, characters. */
const SAID_CHARS = 500;

/** A server that is measured. */
export interface Side {
  readonly name: string;
  readonly connection: Connection;
  /** CPU time that it took so far, milliseconds; undefined where its process is not ours to see. */
  cpuMs(): number | undefined;
  stop(): Promise<void>;
}

/**
 * Starts a peer, or reaches the one that runs already, with the bench's upstream for AWS in its environment.
 * @throws Error in words
 */
export async function startPeer(entry: PeerEntry, upstreamPort: number, values: Placeholders): Promise<Side> {
  const { name, command, url, env, headers } = filled(entry, values);
  if (command === undefined) {
    const connection = await connectHttp(url ?? '', headers);
    return { name, connection, cpuMs: () => undefined, stop: () => connection.close() };
  }
  const child = spawn(command[0] ?? '', command.slice(1), {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { HOME: process.env['HOME'] ?? '/', ...awsEnvironment(upstreamPort), ...env },
  });
  const said = keepStderr(child);
  try {
    const connecting = url === undefined ? connectStdio(child, said) : untilListening(child, url, headers, said);
    const connection = await within(START_MS, connecting);
    return {
      name,
      connection,
      cpuMs: () => cpuOf(child.pid ?? 0),
      async stop() {
        await connection.close();
        await leaving(child, 'SIGTERM');
      },
    };
  } catch (error) {
    await leaving(child, 'SIGTERM');
    throw error;
  }
}

async function untilListening(
  child: ChildProcess,
  url: string,
  headers: Readonly<Record<string, string>>,
  said: () => string,
): Promise<Connection> {
  let failed: string | undefined;
  child.once('error', (error) => (failed = `it cannot be started: ${error.message}`));
  child.once('exit', (code, signal) => (failed = `it ended with ${signal ?? code}`));
  // What it prints is nothing to us, and must not fill the pipe.
  child.stdout?.resume();
  for (const until = performance.now() + START_MS; ;) {
    try {
      return await connectHttp(url, headers);
    } catch (error) {
      if (failed !== undefined) throw new Error(`${failed}${said()}`, { cause: error });
      if (performance.now() > until) throw error;
      await sleep(RETRY_MS);
    }
  }
}

function keepStderr(child: ChildProcess): () => string {
  let said = '';
  child.stderr?.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-SAID_CHARS)));
  return () => (said.trim() === '' ? '' : `; it said: ${said.trim()}`);
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`it did not say hello within ${ms / 1000} s`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
