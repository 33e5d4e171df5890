import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { ConfigError, type Config } from '../config.ts';
import type { McpServices } from '../mcp/answer.ts';
import { buildAdminApp } from './admin.ts';
import { buildApp, type AppOptions } from './app.ts';
import { connectionGauge } from './connection-gauge.ts';
import { refusalCounter } from './refusals.ts';

/** A running service. */
export interface Listening {
  readonly url: string;
  readonly adminUrl: string | undefined;
  /** Turns `readyz` to 503, stops accepting after `delayMs`, answers what is under way, then ends. */
  close(delayMs?: number): Promise<void>;
}

/**
 * Binds both ports.
 * @throws ConfigError where a port is taken or may not be bound, or authentication cannot be had as configured
 */
export async function listen(
  config: Config,
  services: McpServices,
  log: Logger,
  registry: Registry,
  options: AppOptions = {},
): Promise<Listening> {
  let ready = false;
  const app = await buildApp(config, services, log, { ...options, refused: refusalCounter(registry) });
  connectionGauge(registry, app.fastify.server);
  const admin = config.adminPort === 0 ? undefined : await buildAdminApp(registry, () => ready);
  try {
    await bind(app.fastify, config.port, config.serverHost, 'CLOUDWATCH_MCP_PORT', '--port');
    if (admin) await bind(admin, config.adminPort, config.serverHost, 'CLOUDWATCH_MCP_ADMIN_PORT', '--admin-port');
  } catch (error) {
    await Promise.all([app.drain(), admin?.close()]);
    throw error;
  }
  ready = true;
  return {
    url: `${addressOf(app.fastify, config.serverHost)}/mcp`,
    adminUrl: admin && addressOf(admin, config.serverHost),
    async close(delayMs) {
      ready = false;
      await app.drain(delayMs);
      await admin?.close();
    },
  };
}

async function bind(app: FastifyInstance, port: number, host: string, variable: string, flag: string): Promise<void> {
  try {
    await app.listen({ port, host });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new ConfigError(`Port ${port} is taken. Choose another with ${flag} (${variable}).`);
    if (code === 'EACCES')
      throw new ConfigError(
        `Port ${port} may not be bound by this user. Choose one above 1023 with ${flag} (${variable}).`,
      );
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new ConfigError(
        `CLOUDWATCH_MCP_SERVER_HOST (--server-host) is ${JSON.stringify(host)}: it is not an address of this machine.`,
      );
    }
    throw error;
  }
}

function addressOf(app: FastifyInstance, host: string): string {
  const { port } = app.server.address() as AddressInfo;
  const name =
    host === '0.0.0.0' || host === '::' || host === '127.0.0.1' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
