import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { McpServices } from '../mcp/answer.ts';
import { mcpRoutes } from './mcp.ts';

/** The largest request body, bytes: questions are short. */
const BODY_LIMIT = 1024 * 1024;

/** No route has a schema: Fastify would load a validator and a serializer for them, a twentieth of the start. */
export const NO_SCHEMAS = { compilersFactory: { buildValidator: refuse, buildSerializer: refuse } };

function refuse(): never {
  throw new Error('routes have no schemas here');
}

/** The service's HTTP face, not listening yet, and how to end it. */
export interface App {
  readonly fastify: FastifyInstance;
  /** Stops accepting, answers what is under way, then closes every connection, also those that never sent a request. */
  drain(): Promise<void>;
}

/** `/mcp` and nothing else. */
export async function buildApp(config: Config, services: McpServices, log: Logger): Promise<App> {
  const app = Fastify({
    // Calls leave their own line in the log (mcp/record.ts).
    logger: false,
    schemaController: NO_SCHEMAS,
    bodyLimit: BODY_LIMIT,
    // A call that arrives on a kept connection while the server drains is still answered: a 503 would cost its caller the session.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'Not found. The MCP endpoint is /mcp.' }));
  const answering = new Set<object>();
  let idle: (() => void) | undefined;
  app.addHook('onRequest', async (_request, reply) => {
    answering.add(reply);
    reply.raw.once('close', () => {
      answering.delete(reply);
      if (answering.size === 0) idle?.();
    });
  });
  await app.register(mcpRoutes, { config, services, log });
  return {
    fastify: app,
    async drain() {
      const closed = app.close();
      if (answering.size > 0) await new Promise<void>((resolve) => (idle = resolve));
      // A connection that was opened in advance counts as busy to Node until its header timeout.
      app.server.closeAllConnections();
      await closed;
    },
  };
}
