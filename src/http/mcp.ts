import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import cors from '@fastify/cors';
import { hostHeaderValidation, originValidation } from '@modelcontextprotocol/fastify';
import { toWebRequest } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
  type McpServerFactory,
} from '@modelcontextprotocol/server';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { isLoopback, type Config } from '../config.ts';
import { isNestedDeeper } from '../mcp/json-depth.ts';
import { messagesOf, withoutNullArguments } from '../mcp/null-arguments.ts';
import { mcpServerFactory, type McpServices } from '../mcp/server.ts';
import { directRequest } from './direct-request.ts';
import { directAnswers } from './direct.ts';
import { openReply } from './reply.ts';

/** How long a browser may remember that it may ask, seconds. */
const PREFLIGHT_SECONDS = 600;

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** JSON-RPC codes for what HTTP refuses before a message is read. */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
const REFUSED = -32_000;

/** The deepest body that is read: a call's arguments with the envelope around them. */
const MAX_DEPTH = 64;

interface McpRouteOptions {
  readonly config: Config;
  readonly services: McpServices;
  readonly log: Logger;
}

/** `/mcp`: streamable HTTP for both protocol eras, stateless. Tool calls stream, so that progress can be told; all else is JSON. */
export async function mcpRoutes(scope: FastifyInstance, options: McpRouteOptions): Promise<void> {
  const { config, services, log } = options;
  const local = isLoopback(config.serverHost);
  const hosts = config.allowedHosts.length > 0 ? config.allowedHosts : local ? LOCAL_NAMES : undefined;
  if (hosts !== undefined) scope.addHook('onRequest', hostHeaderValidation([...hosts]));
  scope.addHook('onRequest', originValidation([...LOCAL_NAMES, ...config.allowedOrigins]));
  // The origin is one of ours by now; asked-for headers are reflected, since Mcp-Param-* cannot be listed.
  await scope.register(cors, {
    origin: true,
    methods: ['POST'],
    exposedHeaders: ['WWW-Authenticate'],
    maxAge: PREFLIGHT_SECONDS,
  });
  // Authentication belongs here: an onRequest hook of this scope, after Host and Origin and before the body is read.

  scope.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    const message = status < 500 ? error.message : 'Internal error';
    if (status >= 500) log.error({ err: error }, 'request failed');
    return reply.code(status).send(jsonRpcError(status === 400 ? PARSE_ERROR : REFUSED, message));
  });

  const answerDirectly = directAnswers(services);
  const factory = mcpServerFactory(services);
  const onerror = (error: Error) => log.debug({ reason: error.message }, 'request refused');
  const plain = createMcpHandler(factory, { legacy: 'reject', onerror });
  const streamed = createMcpHandler(factory, { legacy: 'reject', responseMode: 'sse', onerror });
  scope.addHook('onClose', async () => {
    await Promise.all([plain.close(), streamed.close()]);
  });

  scope.route({
    method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'],
    url: '/mcp',
    // Answered before the body is read: some clients send DELETE with a content type and no body.
    onRequest: async (_request, reply) => {
      await reply
        .code(405)
        .header('allow', 'POST')
        .send(jsonRpcError(REFUSED, 'Method not allowed: send POST. There is no session to open or close.'));
    },
    handler: () => undefined,
  });

  scope.addHook('preHandler', async (request, reply) => {
    if (!isNestedDeeper(request.body, MAX_DEPTH)) return;
    await reply
      .code(400)
      .send(jsonRpcError(INVALID_REQUEST, `The body is nested too deep: at most ${MAX_DEPTH} levels.`));
  });
  scope.post('/mcp', async (request, reply) => {
    const body = withoutNullArguments(request.body);
    const direct = directRequest(request.headers, body);
    if (direct !== undefined) return answerDirectly(direct, reply);
    const gone = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) gone.abort();
    });
    const web = await toWebRequest(request.raw as Parameters<typeof toWebRequest>[0], body, { signal: gone.signal });
    const call = isToolCall(body);
    const response = (await isLegacyRequest(web, body))
      ? await serveLegacy(factory, web, body, call)
      : await (call ? streamed : plain).fetch(web, { parsedBody: body });
    await write(reply, response, log);
  });
}

/** Hands a web response to the socket, headers at once. */
async function write(reply: FastifyReply, response: Response, log: Logger): Promise<void> {
  const stream = openReply(reply, response.status, Object.fromEntries(response.headers));
  if (response.body === null) {
    stream.end();
    return;
  }
  stream.flushHeaders();
  try {
    await pipeline(Readable.fromWeb(response.body), stream);
  } catch (error) {
    log.debug({ reason: (error as Error).message }, 'the caller left before the answer was sent');
  }
}

/** One request of the eras to 2025-11-25, by a server and a transport of its own: nothing is kept between requests. */
async function serveLegacy(
  factory: McpServerFactory,
  request: Request,
  body: unknown,
  call: boolean,
): Promise<Response> {
  const server = await factory({ era: 'legacy', requestInfo: request });
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: !call });
  await server.connect(transport);
  const close = () => void Promise.allSettled([transport.close(), server.close()]);
  request.signal.addEventListener('abort', close, { once: true });
  const response = await transport.handleRequest(request, { parsedBody: body });
  if (response.body === null || !call) {
    close();
    return response;
  }
  return new Response(response.body.pipeThrough(new TransformStream({ flush: close })), response);
}

function jsonRpcError(code: number, message: string): object {
  return { jsonrpc: '2.0', error: { code, message }, id: null };
}

function isToolCall(body: unknown): boolean {
  return messagesOf(body).some((message) => message['method'] === 'tools/call');
}
