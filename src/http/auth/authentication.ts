import type { onRequestAsyncHookHandler } from 'fastify';
import { ConfigError, type Config } from '../../config.ts';
import { ANYONE, type Principal } from '../../principal.ts';

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal;
  }
}

/** Finds out who asks, or refuses, before the body is read. */
export function authentication(config: Config): onRequestAsyncHookHandler {
  if (config.auth !== 'none') throw new ConfigError(`CLOUDWATCH_MCP_AUTH=${config.auth} is not there yet.`);
  return async (request) => {
    request.principal = ANYONE;
  };
}
