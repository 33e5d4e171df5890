import Fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { NO_SCHEMAS } from './app.ts';

/** Health and metrics on a port of their own, without Host checks or authentication: kubelet probes name the pod's IP. */
export async function buildAdminApp(registry: Registry, isReady: () => boolean): Promise<FastifyInstance> {
  const app = Fastify({ logger: false, schemaController: NO_SCHEMAS });
  app.get('/livez', () => ({ status: 'ok' }));
  app.get('/readyz', (_request, reply) =>
    reply.code(isReady() ? 200 : 503).send({ status: isReady() ? 'ok' : 'draining' }),
  );
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
  return app;
}
