import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import { answerToolCall, LIST_CACHE, serverInfo, type McpServices } from '../mcp/answer.ts';
import { pageAt } from '../mcp/pages.ts';
import type { DirectRequest } from './direct-request.ts';
import type { PublishedTool } from '../mcp/publish.ts';
import { openReply, type HttpCaller } from './reply.ts';

/** How often a silent stream says that it is alive, milliseconds: the SDK's own interval. */
const KEEP_ALIVE_MS = 15_000;

/** Answers a direct request. */
export type DirectAnswer = (request: DirectRequest, caller: HttpCaller, reply: FastifyReply) => Promise<void>;

/**
 * Answers plain lists and calls without the SDK's server and transport, which are made anew for each request and cost
 * five times as much as all else here. The bytes are the SDK's own, which a test holds.
 */
export function directAnswers(services: McpServices): DirectAnswer {
  const signature = { _meta: { 'io.modelcontextprotocol/serverInfo': serverInfo(services) } };
  const lists = new WeakMap<readonly PublishedTool[], { legacy: string; modern: string }>();
  const listOf = (tools: readonly PublishedTool[]) => {
    const known = lists.get(tools);
    if (known !== undefined) return known;
    const { rows, ...next } = pageAt(tools, 0);
    const list = {
      legacy: JSON.stringify({ tools: rows, ...next }),
      modern: JSON.stringify({ tools: rows, ...next, resultType: 'complete', ...LIST_CACHE, ...signature }),
    };
    lists.set(tools, list);
    return list;
  };
  return async (request, caller, reply) => {
    const { modern, id, version, trace } = request;
    if (request.method === 'tools/call') {
      const envelope = modern ? { resultType: 'complete', ...signature } : {};
      return answerCall(request, caller, reply, services, envelope);
    }
    const span = services.tracing?.message({ method: request.method, id, version, trace }, caller.origin);
    const result = listOf(services.published(caller.principal))[modern ? 'modern' : 'legacy'];
    const body = Buffer.from(`{"result":${result},"jsonrpc":"2.0","id":${JSON.stringify(request.id)}}`);
    openReply(reply, 200, { 'content-type': 'application/json', 'content-length': String(body.length) }).end(body);
    span?.end();
  };
}

/** How long the headers wait for a quick answer to leave with them, milliseconds: no client waits for them so closely. */
const HEADERS_MS = 50;

/** A call: headers, progress and the answer, as server-sent events. */
async function answerCall(
  request: DirectRequest & { method: 'tools/call' },
  { gone, ...caller }: HttpCaller,
  reply: FastifyReply,
  services: McpServices,
  envelope: object,
): Promise<void> {
  const stream = openReply(reply, 200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
  });
  const alive = setInterval(() => write(stream, ': keepalive\n\n'), KEEP_ALIVE_MS);
  const headers = setTimeout(() => stream.flushHeaders(), HEADERS_MS);
  stream.once('close', () => {
    clearInterval(alive);
    clearTimeout(headers);
  });
  const { id, name, args, progressToken, version, trace } = request;
  const result = await answerToolCall(
    { name, args, ...caller, envelope: { id, version, trace }, progressToken, signal: gone },
    services,
    (params) => write(stream, event({ jsonrpc: '2.0', method: 'notifications/progress', params })),
  );
  clearInterval(alive);
  clearTimeout(headers);
  // Whoever cancelled waits for no answer, but for the end.
  if (gone.aborted) stream.end();
  else stream.end(event({ result: { ...result, ...envelope }, jsonrpc: '2.0', id }));
}

function write(stream: ServerResponse, text: string): void {
  if (!stream.destroyed && !stream.writableEnded) stream.write(text);
}

function event(message: object): string {
  return `event: message\ndata: ${JSON.stringify(message)}\n\n`;
}
