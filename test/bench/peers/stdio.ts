import type { ChildProcess } from 'node:child_process';
import { INITIALIZE, resultOf, type Connection, type Message, type Result } from './connection.ts';

/** How long a server that is told to leave may take before it is killed, milliseconds. */
const LEAVE_MS = 5_000;

/**
 * Speaks with a started server over its standard input and output, a JSON-RPC message a line.
 * @param saidInstead what the process wrote to standard error, for the error of one that ends
 */
export async function connectStdio(child: ChildProcess, saidInstead: () => string): Promise<Connection> {
  const waiting = new Map<number, PromiseWithResolvers<Message>>();
  let ended: Error | undefined;
  let asked = 0;
  const end = (why: string): void => {
    ended ??= new Error(`${why}${saidInstead()}`);
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  const send = (message: object): void =>
    void child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const receive = (line: string): void => {
    const message = messageOf(line);
    if (message === undefined) return;
    const { id, method } = message;
    if (method !== undefined && id !== undefined) {
      // A client that can do nothing of its own.
      const answer = method === 'ping' ? { result: {} } : { error: { code: -32_601, message: 'Method not found' } };
      return send({ id, ...answer });
    }
    waiting.get(Number(id))?.resolve(message);
    waiting.delete(Number(id));
  };
  child.once('error', (error) => end(`it cannot be started: ${error.message}`));
  child.once('exit', (code, signal) => end(`it ended with ${signal ?? code}`));
  child.stdin?.on('error', () => end('it does not read its input'));
  readLines(child, receive);
  const connection: Connection = {
    async request(method, params = {}): Promise<Result> {
      if (ended !== undefined) throw ended;
      asked += 1;
      const answer = Promise.withResolvers<Message>();
      waiting.set(asked, answer);
      send({ id: asked, method, params });
      return resultOf(await answer.promise);
    },
    async close() {
      child.stdin?.end();
      await leaving(child);
    },
  };
  await connection.request('initialize', INITIALIZE);
  send({ method: 'notifications/initialized' });
  return connection;
}

/** Resolves when the process has ended, by force if need be. */
export async function leaving(child: ChildProcess, signal?: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const left = Promise.withResolvers<void>();
  child.once('exit', () => left.resolve());
  if (signal !== undefined) child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), LEAVE_MS);
  await left.promise;
  clearTimeout(timer);
}

function readLines(child: ChildProcess, receive: (line: string) => void): void {
  let pending: Buffer[] = [];
  child.stdout?.on('data', (data: Buffer) => {
    let from = 0;
    for (let to = data.indexOf(10); to >= 0; to = data.indexOf(10, from)) {
      receive(Buffer.concat([...pending, data.subarray(from, to)]).toString());
      pending = [];
      from = to + 1;
    }
    if (from < data.length) pending.push(data.subarray(from));
  });
}

/** Servers print other things, too. */
function messageOf(line: string): Message | undefined {
  try {
    return line.startsWith('{') ? (JSON.parse(line) as Message) : undefined;
  } catch {
    return undefined;
  }
}
