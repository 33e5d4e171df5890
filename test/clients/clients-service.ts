import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxCredentials, startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { startServiceProcess } from '../support/service-process.ts';
import { until } from '../support/until.ts';
import { SLOW_MS } from './questions.ts';

/** What a caller of the service with tokens sends. */
export const TOKEN = 'a-token-of-the-clients-suite-0123456789';

/** Users beside that caller: `user-0` and so on. */
const USERS = 30;

/** The token of one of them. */
export function tokenOf(user: number): string {
  return `${TOKEN}-${user}`;
}

/** The service in a process of its own before a sandbox, as clients find it. */
export interface ClientsService {
  readonly url: string;
  readonly sandbox: Sandbox;
  /** Who called a tool, by the log, once so many calls are in it. */
  callers(tool: string, calls: number): Promise<string[]>;
  /** Ends the process, at once or as a rollout does. */
  stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Starts it again where it was. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

interface Options {
  /** Whether callers need `TOKEN`. */
  readonly secured?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export async function startClientsService({ secured = false, env = {} }: Options = {}): Promise<ClientsService> {
  const folder = mkdtempSync(join(tmpdir(), 'clients-'));
  const tokens = join(folder, 'tokens');
  const users = Array.from({ length: USERS }, (_, i) => `user-${i}: ${tokenOf(i)}\n`);
  writeFileSync(tokens, [`tester: ${TOKEN}\n`, ...users].join(''));
  const sandbox = await startSandbox();
  sandbox.setFault('FilterLogEvents', { delayMs: SLOW_MS });
  const start = (more: Readonly<Record<string, string>> = {}) =>
    startServiceProcess({
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ACCESS_KEY_ID: sandboxCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sandboxCredentials.secretAccessKey,
      CLOUDWATCH_MCP_TOOLSETS: 'all',
      CLOUDWATCH_MCP_REGIONS: 'us-east-1,eu-west-1',
      CLOUDWATCH_MCP_LOG_LEVEL: 'INFO',
      CLOUDWATCH_MCP_DRAIN_DELAY: '0',
      ...(secured && { CLOUDWATCH_MCP_AUTH: 'bearer', CLOUDWATCH_MCP_BEARER_TOKENS_FILE: tokens }),
      ...env,
      ...more,
    });
  let service = await start();
  const { url } = service;
  return {
    url,
    sandbox,
    async callers(tool, calls) {
      const read = () => callersIn(service.output(), tool);
      await until(`${calls} calls of ${tool} in the log`, () => read().length >= calls);
      return read();
    },
    async stop(signal) {
      service.child.kill(signal);
      await service.ended;
    },
    async restart() {
      service = await start({ CLOUDWATCH_MCP_PORT: new URL(url).port });
    },
    async close() {
      service.child.kill('SIGKILL');
      await service.ended;
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The log's lines that are whole, one a call. */
function callersIn(log: string, tool: string): string[] {
  return log
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []))
    .filter((record) => record['msg'] === 'tool call' && record['tool'] === tool)
    .map((record) => String(record['principal']));
}
