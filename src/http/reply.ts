import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../mcp/answer.ts';

/** Who asks, and the signal that says that nobody waits for the answer any more. */
export type HttpCaller = Caller & { readonly gone: AbortSignal };

/** Takes a reply over from Fastify and writes its head: these headers and those that hooks have set (CORS). */
export function openReply(reply: FastifyReply, status: number, headers: Record<string, string>): ServerResponse {
  reply.hijack();
  // Whether a connection is kept is between Node and the caller, who may have asked to close it.
  const { connection: _, ...head } = { ...(reply.getHeaders() as Record<string, string>), ...headers };
  // Proxies that buffer would hold progress back.
  if (head['content-type']?.startsWith('text/event-stream')) head['x-accel-buffering'] = 'no';
  return reply.raw.writeHead(status, head);
}
