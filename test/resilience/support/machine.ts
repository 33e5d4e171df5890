import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { sandboxCredentials } from '../../../src/sandbox/sandbox.ts';
import { startServiceProcess, type ServiceProcess } from '../../support/service-process.ts';
import { until } from '../../support/until.ts';

/** What becomes of host names with an ending: a port of this machine, no such name, or a name server that does not answer. */
export type Names = Readonly<Record<string, number | 'unknown' | 'hangs'>>;

export interface Order {
  readonly names?: Names;
  /** Whether standard output takes nothing more. */
  readonly diskFull?: boolean;
  /** Computes for so long, once. */
  readonly blockMs?: number;
  /** Keeps so many MiB of old objects, the service's own among them; 0 gives all back. */
  readonly leakToMib?: number;
}

/** What the process holds, after a garbage collection. */
export interface Report {
  readonly liveBytes: number;
  readonly rss: number;
  readonly fds: number;
  /** What keeps its event loop busy, by kind: timers, sockets, requests. */
  readonly resources: Readonly<Record<string, number>>;
}

export interface Answer {
  readonly text: string;
  readonly isError: boolean;
  readonly durationMs: number;
}

export interface Machine {
  readonly service: ServiceProcess;
  order(order: Order): Promise<Report>;
  /** Lets the lookups that hang come to an end. */
  answerLookups(): void;
  call(name: string, args?: Record<string, unknown>): Promise<Answer>;
}

export interface MachineOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly names?: Names;
  /** How far its clock is ahead. */
  readonly clockMs?: number;
  readonly nodeOptions?: string;
  /** What the client shows, where the service asks for a token. */
  readonly token?: string;
}

/** The sandbox's keys, for a service that finds credentials as users give them. */
export const KEYS = {
  AWS_ACCESS_KEY_ID: sandboxCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: sandboxCredentials.secretAccessKey,
};

/** A folder that goes with the test. */
export function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'resilience-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A service process on a machine that can be broken, and an MCP client of it. */
export async function startMachine(t: TestContext, options: MachineOptions): Promise<Machine> {
  const folder = folderOf(t);
  const [portFile, hanging] = [join(folder, 'port'), join(folder, 'hanging')];
  execFileSync('mkfifo', [hanging]);
  const service = await startServiceProcess({
    ...KEYS,
    CLOUDWATCH_MCP_DRAIN_DELAY: '0',
    NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'inside.ts')).href} ${options.nodeOptions ?? ''}`,
    MACHINE_PORT_FILE: portFile,
    MACHINE_HANGING_FILE: hanging,
    ...(options.clockMs !== undefined && { MACHINE_CLOCK_MS: String(options.clockMs) }),
    ...options.env,
  });
  await until('the machine can be told', () => existsSync(portFile));
  const order = async (what: Order): Promise<Report> => {
    const url = `http://127.0.0.1:${readFileSync(portFile, 'utf8')}`;
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(what) });
    return (await response.json()) as Report;
  };
  if (options.names !== undefined) await order({ names: options.names });
  const client = new Client({ name: 'test', version: '0' });
  const headers = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(service.url), { requestInit: { headers } }));
  t.after(async () => {
    await client.close();
    service.child.kill('SIGKILL');
    await service.ended;
  });
  return {
    service,
    order,
    // Who opens a pipe for both directions waits for nobody, and lets those go who wait for a writer.
    answerLookups: () => void openSync(hanging, 'r+'),
    async call(name, args = {}) {
      const began = performance.now();
      const { content, isError } = await client.callTool({ name, arguments: args }, undefined, { timeout: 120_000 });
      const text = (content as { text: string }[]).map((part) => part.text).join('\n');
      return { text, isError: isError === true, durationMs: performance.now() - began };
    },
  };
}
