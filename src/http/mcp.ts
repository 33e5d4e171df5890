import cors from '@fastify/cors';
import type { FastifyError, FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { isLoopback, type Config } from '../config.ts';
import { isNestedDeeper } from '../mcp/json-depth.ts';
import { isToolCall, withoutNullArguments } from '../mcp/null-arguments.ts';
import type { McpServices } from '../mcp/answer.ts';
import type { PrepareServer } from '../mcp/server.ts';
import { safeError } from '../redaction/safe-error.ts';
import type { Authentication } from './auth/authentication.ts';
import { bytesOf, createHeldBodies } from './bodies.ts';
import { directRequest } from './direct-request.ts';
import { directAnswers } from './direct.ts';
import { hostGuard, originGuard, pathGuard } from './guards.ts';
import { jsonRpcError, REFUSED } from './json-rpc-error.ts';
import { answerSlowRequest, type HttpLimits } from './limits.ts';
import { createNamedCalls } from './named-calls.ts';
import { originHook } from './origin.ts';
import { createReadingRoom } from './reading-room.ts';
import type { CountRefusal } from './refusals.ts';
import type { SdkAnswers } from './sdk.ts';

/** How long a browser may remember that it may ask, seconds. */
const PREFLIGHT_SECONDS = 600;

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** JSON-RPC codes for what HTTP refuses before a message is read. */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;

/** The deepest body that is read: a call's arguments with the envelope around them. */
const MAX_DEPTH = 64;

/** The name that clients know the service by, of which the operator need not speak again. */
function ownName({ resourceUrl }: Config): string[] {
  return resourceUrl === undefined ? [] : [new URL(resourceUrl).hostname];
}

interface McpRouteOptions {
  readonly config: Config;
  readonly services: McpServices;
  readonly log: Logger;
  readonly authentication: Authentication;
  readonly limits: Pick<HttpLimits, 'maxBodyBytes' | 'maxReadingBytes' | 'longestReadingMs' | 'maxHeldBytes'>;
  readonly refused: CountRefusal;
  readonly prepare: PrepareServer | undefined;
}

/** `/mcp`: streamable HTTP for both protocol eras, stateless. Tool calls stream, so that progress can be told; all else is JSON. */
export async function mcpRoutes(scope: FastifyInstance, options: McpRouteOptions): Promise<void> {
  const { config, services, log, authentication, limits, refused, prepare } = options;
  const local = isLoopback(config.serverHost);
  const named = config.allowedHosts.length > 0 ? config.allowedHosts : local ? LOCAL_NAMES : undefined;
  const hosts = named && [...named, ...ownName(config)];
  // First, so that what is refused has them, too.
  scope.decorateRequest('origin');
  scope.addHook('onRequest', originHook(services.tracing));
  scope.addHook('onRequest', pathGuard);
  if (hosts !== undefined) scope.addHook('onRequest', hostGuard(hosts, refused));
  scope.addHook('onRequest', originGuard([...LOCAL_NAMES, ...config.allowedOrigins], refused));
  // The origin is one of ours by now; asked-for headers are reflected, since Mcp-Param-* cannot be listed.
  await scope.register(cors, {
    origin: true,
    methods: ['POST'],
    exposedHeaders: ['WWW-Authenticate', 'X-Request-Id'],
    maxAge: PREFLIGHT_SECONDS,
  });
  // After Host and Origin, and before the body is read.
  scope.decorateRequest('principal');
  scope.decorateRequest('issuer');
  scope.addHook('onRequest', authentication.onRequest);
  scope.addHook('onClose', async () => authentication.close());

  scope.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    const message = status < 500 ? error.message : 'Internal error';
    if (status >= 500) log.error({ err: safeError(error) }, 'request failed');
    return reply.code(status).send(jsonRpcError(status === 400 ? PARSE_ERROR : REFUSED, message));
  });

  const answerDirectly = directAnswers(services);
  // Clients that only list and call never need the SDK: it comes with the first request that does.
  let sdk: Promise<SdkAnswers> | undefined;
  const loadSdk = async () => {
    try {
      return (await import('./sdk.ts')).sdkAnswers(services, log, prepare);
    } catch (error) {
      // Files can be missing for the moment of an upgrade.
      sdk = undefined;
      throw error;
    }
  };
  scope.addHook('onClose', async () => (await sdk?.catch(() => undefined))?.close());

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

  const reading = createReadingRoom({ mostBytes: limits.maxReadingBytes, longestMs: limits.longestReadingMs });
  const calls = createNamedCalls();
  const held = createHeldBodies(limits.maxHeldBytes);
  scope.addHook('preParsing', async (request, reply, payload) => {
    const bytes = bytesOf(request.headers, () => limits.maxBodyBytes);
    const { promise, leave } = reading.enter(request.principal, bytes, () => answerSlowRequest(request.raw.socket));
    reply.raw.once('close', leave);
    payload.once('end', () => {
      reply.raw.off('close', leave);
      leave();
    });
    await promise;
    return payload;
  });
  scope.addHook('preHandler', async (request, reply) => {
    if (!isNestedDeeper(request.body, MAX_DEPTH)) return;
    await reply
      .code(400)
      .send(jsonRpcError(INVALID_REQUEST, `The body is nested too deep: at most ${MAX_DEPTH} levels.`));
  });
  if (authentication.preHandler !== undefined) scope.addHook('preHandler', authentication.preHandler);
  scope.post('/mcp', async (request, reply) => {
    const body = withoutNullArguments(request.body);
    // A call that waits keeps its arguments, and nothing that came beside them.
    request.body = undefined;
    const bytes = isToolCall(body) ? bytesOf(request.headers, () => Buffer.byteLength(JSON.stringify(body))) : 0;
    const { refusal, release } = held.hold(request.principal, bytes);
    const gone = new AbortController();
    calls.cancelNamed(request, body);
    const unfollow = calls.follow(request, body, () => gone.abort());
    reply.raw.once('close', () => {
      release();
      unfollow();
      if (!reply.raw.writableFinished) gone.abort();
    });
    const direct = directRequest(request.headers, body);
    const caller = { principal: request.principal, refusal, origin: request.origin, gone: gone.signal };
    // What was added is known to the SDK's server alone.
    const isOwn = prepare === undefined || (direct?.method === 'tools/call' && services.tools.has(direct.name));
    if (direct !== undefined && isOwn) return answerDirectly(direct, caller, reply);
    return (await (sdk ??= loadSdk())).answer(request, reply, body, caller);
  });
}
