import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import pino from 'pino';
import { loadConfig } from '../../src/config.ts';
import { listen, type Listening } from '../../src/http/listen.ts';
import { sandboxCredentials, startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import type { AwsOverride } from '../../src/aws/options.ts';
import type { World } from '../../src/sandbox/world/types.ts';
import { makeWorld } from '../../src/sandbox/world/world.ts';
import { createService } from '../../src/service.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { hangUp } from './hang-up.ts';

/** The moment of every test that names no other: what the sandbox's world shows depends on it. */
export const TEST_NOW = Date.parse('2026-11-21T09:40:00Z');

export interface ToolAnswer {
  readonly text: string;
  readonly structured: Record<string, unknown>;
  readonly isError: boolean;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?:
    ((progress: { progress: number; total?: number | undefined; message?: string | undefined }) => void) | undefined;
}

export interface TestService {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly client: Client;
  readonly server: Listening;
  /** What the service counts, in Prometheus' text format. */
  metrics(): Promise<string>;
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<ToolAnswer>;
  close(): Promise<void>;
}

export interface TestServiceOptions {
  readonly regions?: readonly string[] | undefined;
  /** Settings by variable, beside a free port, no port for metrics, and the regions. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** `TEST_NOW`, standing still, unless given; the wall clock before another endpoint. */
  readonly clock?: (() => number) | undefined;
  readonly sandbox?: SandboxOptions | undefined;
  /** Another AWS endpoint than the sandbox (moto). */
  readonly endpoint?: string | undefined;
  /** The sandbox's unless given. */
  readonly credentials?: AwsOverride['credentials'] | undefined;
}

const shops = new Map<string, World>();

/** The shop of a region at `TEST_NOW`, the same for every sandbox of a file, so that its alarms are evaluated once. */
export function shopWorld(region: string, madeAt: number): World {
  if (madeAt !== TEST_NOW) return makeWorld(region, madeAt);
  const shop = shops.get(region) ?? makeWorld(region, madeAt);
  shops.set(region, shop);
  return shop;
}

/** An answer has what its tool's output schema declares, and nothing else. */
function assertDeclared(name: string, structured: unknown): void {
  if (structured === undefined) return;
  assert.deepEqual(TOOLS.find((tool) => tool.name === name)?.output.parse(structured), structured);
}

/** The real service, listening on a free port, before a sandbox, with a real MCP client (v1, what LibreChat carries) on it. */
export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const clock = options.clock ?? (options.endpoint === undefined ? () => TEST_NOW : Date.now);
  const sandbox = await startSandbox({ clock, makeWorld: shopWorld, ...options.sandbox });
  const config = loadConfig([], {
    CLOUDWATCH_MCP_PORT: '0',
    CLOUDWATCH_MCP_ADMIN_PORT: '0',
    CLOUDWATCH_MCP_REGIONS: (options.regions ?? ['us-east-1']).join(','),
    CLOUDWATCH_MCP_LOG_LEVEL: 'CRITICAL',
    CLOUDWATCH_MCP_TOOLSETS: 'all',
    ...options.env,
  });
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const aws = { endpoint: options.endpoint ?? sandbox.url, credentials: options.credentials ?? sandboxCredentials };
  const service = createService(config, log, { aws, clock });
  const server = await listen(config, service.mcp, log, service.registry);
  const client = new Client({ name: 'test', version: '0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  return {
    sandbox,
    url: server.url,
    client,
    server,
    metrics: () => service.registry.metrics(),
    async call(name, args = {}, { signal, onProgress } = {}) {
      const result = await client.callTool({ name, arguments: args }, undefined, {
        timeout: 120_000,
        ...(signal && { signal }),
        ...(onProgress && { onprogress: onProgress }),
      });
      const content = result.content as { type: string; text: string }[];
      assertDeclared(name, result.structuredContent);
      return {
        text: content.map((part) => part.text).join('\n'),
        structured: (result.structuredContent ?? {}) as Record<string, unknown>,
        isError: result.isError === true,
      };
    },
    async close() {
      await client.close();
      hangUp(server.url);
      await server.close();
      service.close();
      await sandbox.close();
    },
  };
}
