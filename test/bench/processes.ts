import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { freePort } from '../support/free-port.ts';
import type { ReferenceOrder, ReferenceRun } from './reference.ts';
import type { WorldName } from './world.ts';
import type { UpstreamCounts, UpstreamOrder } from './upstream.ts';

/**
 * What `npm start`, the image and the chart start Node with. New space is large enough that few requests outlive two scavenges.
 * Of the four helper threads that Node starts for V8 one is left: on fewer cores a collection's pause lasts until the last of
 * them got one.
 */
export const V8_OPTIONS = ['--max-semi-space-size=16', '--v8-pool-size=1'];
const ROOT = resolve(import.meta.dirname, '../..');

/** Nothing of this machine's own AWS configuration; the SDK's default chain finds its credentials here. */
export function awsEnvironment(upstreamPort: number): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${upstreamPort}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDBENCH',
    AWS_SECRET_ACCESS_KEY: 'bench-secret',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

export type Order<T extends { id: number }> = Omit<T, 'id'>;

export interface Worker<Asked, Told> {
  readonly pid: number;
  ask(order: Asked): Promise<Told>;
  stop(): void;
}

/** A script of this folder (or by its path) in a process of its own, which answers orders by their id. Ends with this process. */
export async function startWorker<Asked extends object, Told>(
  [script, ...args]: readonly [script: string, ...args: string[]],
  env: Record<string, string>,
): Promise<{ worker: Worker<Asked, Told>; hello: { port?: number } }> {
  const child = fork(resolve(import.meta.dirname, script), args, { execArgv: [], env });
  const waiting = new Map<number, { resolve: (told: Told) => void; reject: (error: Error) => void }>();
  let orders = 0;
  const hello = await new Promise<{ port?: number }>((met, reject) => {
    child.once('message', met).once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
  });
  child.on('message', (told: Told & { id: number }) => {
    waiting.get(told.id)?.resolve(told);
    waiting.delete(told.id);
  });
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${script} ended with ${code}`));
  });
  const ask = (order: Asked): Promise<Told> => {
    orders += 1;
    const { promise, ...settle } = Promise.withResolvers<Told>();
    waiting.set(orders, settle);
    child.send({ ...order, id: orders });
    return promise;
  };
  return { worker: { pid: child.pid ?? 0, ask, stop: () => child.disconnect() }, hello };
}

export type Upstream = Worker<Order<UpstreamOrder>, UpstreamCounts> & { readonly port: number };
export type Reference = Worker<Order<ReferenceOrder>, ReferenceRun>;

export async function startUpstream(world: WorldName = 'speed'): Promise<Upstream> {
  const { worker, hello } = await startWorker<Order<UpstreamOrder>, UpstreamCounts>(['upstream.ts', world], {
    PATH: process.env['PATH'] ?? '',
  });
  return { ...worker, port: hello.port ?? 0 };
}

export async function startReference(upstreamPort: number): Promise<Reference> {
  const env = awsEnvironment(upstreamPort);
  return (await startWorker<Order<ReferenceOrder>, ReferenceRun>(['reference.ts'], env)).worker;
}

export interface ServiceProcess {
  readonly pid: number;
  readonly port: number;
  readonly adminUrl: string;
  /** `process.cpuUsage()` of the service, milliseconds, as its metrics port tells it. */
  cpuMs(): Promise<number>;
  residentMiB(): Promise<number>;
  stop(): Promise<void>;
}

/** The service as its users run it, `serve` in a process of its own with credentials and endpoint in its environment. */
export async function startService(
  upstreamPort: number,
  options: { entry: string; env?: Record<string, string>; execArgv?: readonly string[] },
): Promise<ServiceProcess> {
  const child = spawn(
    process.execPath,
    [...V8_OPTIONS, ...(options.execArgv ?? []), resolve(ROOT, options.entry), 'serve'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...awsEnvironment(upstreamPort),
        CLOUDWATCH_MCP_PORT: '0',
        CLOUDWATCH_MCP_DRAIN_DELAY: '0',
        CLOUDWATCH_MCP_ADMIN_PORT: String(await freePort()),
        CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=http://127.0.0.1:${upstreamPort}`,
        ...options.env,
      },
    },
  );
  const { url, admin } = await listening(child);
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${admin}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  };
  return {
    pid: child.pid ?? 0,
    port: Number(new URL(url).port),
    adminUrl: admin,
    cpuMs: async () => (await metric('process_cpu_seconds_total')) * 1000,
    residentMiB: async () => (await metric('process_resident_memory_bytes')) / 1024 ** 2,
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

/** Reads the log line that says where the service listens; what follows is read and dropped, as a log collector would. */
function listening(child: ChildProcess): Promise<{ url: string; admin: string }> {
  const { promise, resolve: found, reject } = Promise.withResolvers<{ url: string; admin: string }>();
  let text = '';
  child.once('exit', (code) => reject(new Error(`the service ended with ${code}: ${text}`)));
  child.stdout?.on('data', (data: Buffer) => {
    if (text === 'listening') return;
    text += data.toString();
    const line = text.split('\n').find((one) => one.includes('"msg":"listening"'));
    if (line === undefined || !line.endsWith('}')) return;
    text = 'listening';
    found(JSON.parse(line) as { url: string; admin: string });
  });
  return promise;
}
