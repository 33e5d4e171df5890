import pino from 'pino';
import { ANYONE } from '../../src/principal.ts';
import { loadConfig } from '../../src/config.ts';
import { callTool, type Answer, type CallServices } from '../../src/mcp/call-tool.ts';
import type { McpServices } from '../../src/mcp/answer.ts';
import { sandboxCredentials } from '../../src/sandbox/sandbox.ts';
import { createService, type Service } from '../../src/service.ts';
import { TEST_NOW } from '../support/harness.ts';
import type { Upstream } from './upstream.ts';

/** The deadline of every call, seconds. */
export const TIMEOUT_SECONDS = 2;

/** A password in a URL of the configuration, which no answer may show. */
export const URL_PASSWORD = 'pr0m-s3cret';

export interface Setup {
  readonly tokens: number;
  readonly regions: readonly string[];
}

/** What the pipeline did with one call. */
export interface Asked {
  readonly answer: Answer;
  readonly outcome: string;
  readonly durationMs: number;
  /** What was thrown inside, where the outcome is `internal`. */
  readonly thrown?: unknown;
}

/** A service wired for a setup, asked past HTTP. */
export interface Subject extends Setup {
  readonly service: Service;
  readonly services: McpServices;
  ask(tool: string, args: unknown, signal: AbortSignal): Promise<Asked>;
}

export function configFor(setup: Setup, upstream: Upstream) {
  return loadConfig([], {
    CLOUDWATCH_MCP_PORT: '0',
    CLOUDWATCH_MCP_ADMIN_PORT: '0',
    CLOUDWATCH_MCP_TOOLSETS: 'all',
    CLOUDWATCH_MCP_REGIONS: setup.regions.join(','),
    CLOUDWATCH_MCP_LOG_LEVEL: 'CRITICAL',
    CLOUDWATCH_MCP_MAX_RESULT_TOKENS: String(setup.tokens),
    CLOUDWATCH_MCP_TOOL_TIMEOUT: String(TIMEOUT_SECONDS),
    CLOUDWATCH_MCP_LOGS_SEARCH_RATE: '1000',
    CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=${upstream.prometheusUrl.replace('//', `//ann:${URL_PASSWORD}@`)}`,
  });
}

export function createSubject(setup: Setup, upstream: Upstream): Subject {
  const aws = { endpoint: upstream.awsUrl, credentials: sandboxCredentials };
  const service = createService(configFor(setup, upstream), pino({ level: 'silent' }), { aws, clock: () => TEST_NOW });
  return {
    ...setup,
    service,
    services: service.mcp,
    async ask(name, args, signal) {
      let recorded: { outcome: string; durationMs: number } | undefined;
      let thrown: unknown;
      const services: CallServices = {
        ...service.mcp,
        recorder: {
          call: (record) => (recorded = record),
          internalError: (_tool, _reference, error) => (thrown = error),
        },
      };
      const call = { name, args, signal, principal: ANYONE, progress: () => undefined };
      const answer = await callTool(call, services);
      return {
        answer,
        outcome: recorded?.outcome ?? 'not recorded',
        durationMs: recorded?.durationMs ?? Number.NaN,
        ...(thrown !== undefined && { thrown }),
      };
    },
  };
}
