import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { McpServices } from '../mcp/server.ts';
import { mcpRoutes } from './mcp.ts';

/** The largest request body, bytes: questions are short. */
const BODY_LIMIT = 1024 * 1024;

/** The service's HTTP face: `/mcp` and nothing else. Does not listen yet. */
export async function buildApp(config: Config, services: McpServices, log: Logger): Promise<FastifyInstance> {
  const app = Fastify({
    // Calls leave their own line in the log (mcp/record.ts).
    logger: false,
    bodyLimit: BODY_LIMIT,
    // A call that arrives on a kept connection while the server drains is still answered: a 503 would cost its caller the session.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'Not found. The MCP endpoint is /mcp.' }));
  await app.register(mcpRoutes, { config, services, log });
  return app;
}
