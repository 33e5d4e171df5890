import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxCredentials, startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { startServiceProcess } from '../support/service-process.ts';
import { SLOW_MS } from './questions.ts';

/** What a caller of the service with tokens sends. */
export const TOKEN = 'a-token-of-the-clients-suite-0123456789';

/** The service in a process of its own before a sandbox, as clients find it. */
export interface ClientsService {
  readonly url: string;
  readonly sandbox: Sandbox;
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
  writeFileSync(tokens, `tester: ${TOKEN}\n`);
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
