import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { loadConfig } from '../../src/config.ts';
import type { AppOptions } from '../../src/http/app.ts';
import { listen } from '../../src/http/listen.ts';
import { sandboxCredentials, startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { createService } from '../../src/service.ts';
import { TEST_NOW } from './harness.ts';

/** What clients of tests know the service by, whatever its port. */
export const RESOURCE = 'https://cloudwatch.example.com/mcp';

/** The service before a sandbox, with authentication, and no client on it. */
export interface SecuredService {
  /** Of `/mcp`, where it really listens. */
  readonly url: string;
  readonly adminUrl: string | undefined;
  readonly sandbox: Sandbox;
  /** Lines of its log so far, parsed. */
  readonly logged: Record<string, unknown>[];
  /** Sends a message, with a token if one is given. */
  send(message: unknown, token?: string, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

export interface SecuredOptions extends AppOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What the configuration file says. */
  readonly file?: Readonly<Record<string, unknown>>;
}

export const JSON_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
} as const;

export const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list' } as const;

export function callOf(name: string, args: object = {}, id = 1): object {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } };
}

export async function startSecuredService({
  env = {},
  file = {},
  ...options
}: SecuredOptions): Promise<SecuredService> {
  const folder = mkdtempSync(join(tmpdir(), 'secured-'));
  const path = join(folder, 'config.yaml');
  // JSON is YAML.
  writeFileSync(path, JSON.stringify(file));
  // What is refused here must leave nothing open.
  const config = loadConfig([], {
    CLOUDWATCH_MCP_PORT: '0',
    CLOUDWATCH_MCP_ADMIN_PORT: '0',
    CLOUDWATCH_MCP_REGIONS: 'us-east-1',
    CLOUDWATCH_MCP_CONFIG: path,
    ...env,
  });
  const sandbox = await startSandbox({ clock: () => TEST_NOW });
  const logged: Record<string, unknown>[] = [];
  const write = (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>);
  const log = pino({ level: 'debug' }, { write });
  const aws = { endpoint: sandbox.url, credentials: sandboxCredentials };
  const service = createService(config, log, { aws, clock: () => TEST_NOW });
  const server = await listen(config, service.mcp, log, service.registry, options);
  return {
    url: server.url,
    adminUrl: server.adminUrl,
    sandbox,
    logged,
    send: (message, token, headers = {}) =>
      fetch(server.url, {
        method: 'POST',
        headers: { ...JSON_HEADERS, ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
        body: JSON.stringify(message),
      }),
    async close() {
      await server.close();
      service.close();
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The service as it is with access tokens of one issuer. */
export function oidcFile(issuer: object, more: object = {}): Record<string, unknown> {
  return { auth: 'oidc', resourceUrl: RESOURCE, oidc: { issuers: [issuer], ...more } };
}
