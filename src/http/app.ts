import { Server } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { McpServices } from '../mcp/answer.ts';
import type { PrepareServer } from '../mcp/server.ts';
import { authentication } from './auth/authentication.ts';
import { metadataRoutes } from './auth/metadata.ts';
import { followConnections } from './connections.ts';
import { answerBrokenRequest, HTTP_LIMITS, type HttpLimits } from './limits.ts';
import { mcpRoutes } from './mcp.ts';
import type { CountRefusal } from './refusals.ts';

/** No route has a schema: Fastify would load a validator and a serializer for them, a twentieth of the start. */
export const NO_SCHEMAS = { compilersFactory: { buildValidator: refuse, buildSerializer: refuse } };

function refuse(): never {
  throw new Error('routes have no schemas here');
}

/** The service's HTTP face, not listening yet, and how to end it. */
export interface App {
  readonly fastify: FastifyInstance;
  /**
   * Tells callers to go elsewhere and still takes all that comes for `delayMs`, then stops accepting, answers what is under
   * way and closes every connection, also those that never sent a request.
   */
  drain(delayMs?: number): Promise<void>;
}

/** What only tests change. */
export interface AppOptions {
  readonly limits?: Partial<HttpLimits> | undefined;
  /** Epoch milliseconds, for what tokens say about time. */
  readonly clock?: (() => number) | undefined;
  /** Adds what the service itself does not offer, as the official suite asks for it. */
  readonly prepare?: PrepareServer | undefined;
}

/** Refusals are counted nowhere where nobody reads the count. */
const uncounted: CountRefusal = () => undefined;

/**
 * `/mcp`, and the metadata of a login where there is one.
 * @throws ConfigError where authentication cannot be had as configured
 */
export async function buildApp(
  config: Config,
  services: McpServices,
  log: Logger,
  { refused = uncounted, ...options }: AppOptions & { refused?: CountRefusal } = {},
): Promise<App> {
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const app = Fastify({
    // Calls leave their own line in the log (mcp/record.ts).
    logger: false,
    schemaController: NO_SCHEMAS,
    bodyLimit: limits.maxBodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    http: {
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.checkEveryMs,
      maxHeaderSize: limits.maxHeaderBytes,
    },
    clientErrorHandler: answerBrokenRequest,
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'Not found. The MCP endpoint is /mcp.' }));
  const connections = followConnections(app.server);
  app.addHook('onRequest', async (request, reply) => connections.begin(request.raw, reply.raw));
  const { oidc, resourceUrl } = config;
  if (config.auth === 'oidc' && oidc !== undefined && resourceUrl !== undefined) {
    metadataRoutes(app, { oidc, resourceUrl, toolsets: config.toolsets });
  }
  await app.register(mcpRoutes, {
    config,
    services,
    log,
    limits,
    prepare: options.prepare,
    authentication: await authentication(config, services.tools, log, refused, options.clock),
    refused,
  });
  return {
    fastify: app,
    async drain(delayMs = 0) {
      connections.leave();
      if (delayMs > 0) await sleep(delayMs);
      // Takes what has reached the machine by now: connections and requests that wait to be read would be reset.
      await nextTurn();
      // Stops accepting, and no more: Fastify's close would answer what still comes on kept connections with 503, and that of
      // an HTTP server cuts those that are idle just now, whose callers may be sending.
      Server.prototype.close.call(app.server);
      await connections.quiet();
      // A connection that was opened in advance counts as busy to Node until its header timeout.
      app.server.closeAllConnections();
      await app.close();
    },
  };
}
