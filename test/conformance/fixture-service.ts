import pino from 'pino';
import { loadConfig } from '../../src/config.ts';
import { listen } from '../../src/http/listen.ts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { McpServices } from '../../src/mcp/answer.ts';
import { publishTool } from '../../src/mcp/publish.ts';
import { ANYONE } from '../../src/principal.ts';
import { createService } from '../../src/service.ts';
import { shopWorld, TEST_NOW } from '../support/harness.ts';
import { PIPELINE_TOOLS } from './fixtures/pipeline-tools.ts';
import { prepareForSuite } from './fixtures/prepare.ts';

/** The service with what the official suite asks of any server beside its own tools: lists and most calls go the SDK's way then. */
export async function startFixtureService(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const clock = () => TEST_NOW;
  const sandbox = await startSandbox({ clock, makeWorld: shopWorld });
  const config = loadConfig([], {
    CLOUDWATCH_MCP_PORT: '0',
    CLOUDWATCH_MCP_ADMIN_PORT: '0',
    CLOUDWATCH_MCP_LOG_LEVEL: 'CRITICAL',
  });
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const aws = { endpoint: sandbox.url, credentials: sandboxCredentials };
  const service = createService(config, log, { aws, clock });
  const server = await listen(config, withFixtures(service.mcp), log, service.registry, { prepare: prepareForSuite });
  return {
    url: server.url,
    async close() {
      await server.close();
      service.close();
      await sandbox.close();
    },
  };
}

/** The same services with tools of the suite among theirs. */
function withFixtures(services: McpServices): McpServices {
  const published = [
    ...services.published(ANYONE),
    ...PIPELINE_TOOLS.map((tool) => publishTool(tool, services.reaches(ANYONE)[0]?.regions ?? [])),
  ];
  const tools = new Map([...services.tools, ...PIPELINE_TOOLS.map((tool) => [tool.name, tool] as const)]);
  return { ...services, tools, published: () => published };
}
