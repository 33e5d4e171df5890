import type { onRequestAsyncHookHandler } from 'fastify';
import { requestIdOf } from '../telemetry/request-id.ts';
import { traceContextIn } from '../telemetry/trace-context.ts';
import type { Origin, Tracing } from '../telemetry/tracing.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Its id and its place in traces. */
    origin: Origin;
  }
}

/** Gives each request an id, which its answer names, and a span where there are traces. */
export function originHook(tracing: Tracing | undefined): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const { raw } = request;
    const requestId = requestIdOf(raw.headers['x-request-id']);
    const trace = traceContextIn(raw.headers);
    const span = tracing?.request({ method: raw.method ?? '', version: raw.httpVersion }, trace);
    if (span !== undefined) reply.raw.once('close', () => span.end(reply.raw.statusCode));
    request.origin = { requestId, trace, span };
    reply.header('x-request-id', requestId);
  };
}
