import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { toWebRequest } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
  type AuthInfo,
  type McpServerFactory,
} from '@modelcontextprotocol/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Caller, McpServices } from '../mcp/answer.ts';
import { mayTakeLong } from '../mcp/null-arguments.ts';
import { mcpServerFactory, type PrepareServer } from '../mcp/server.ts';
import { safeError } from '../redaction/safe-error.ts';
import { openReply, type HttpCaller } from './reply.ts';

/** Answers of the SDK's own server: to all that is no plain list or call. */
export interface SdkAnswers {
  /**
   * @param body parsed
   * @param caller with what each call in it is answered, where that is known
   */
  answer(request: FastifyRequest, reply: FastifyReply, body: unknown, caller: HttpCaller): Promise<void>;
  close(): Promise<void>;
}

export function sdkAnswers(services: McpServices, log: Logger, prepare?: PrepareServer): SdkAnswers {
  const onerror = (error: Error) => log.debug({ err: safeError(error) }, 'request refused');
  const factory = mcpServerFactory(services, ({ authInfo }) => callerIn(authInfo), prepare);
  const plain = createMcpHandler(factory, { legacy: 'reject', onerror });
  const streamed = createMcpHandler(factory, { legacy: 'reject', responseMode: 'sse', onerror });
  // A tool that was added may refuse its client by a status, which a stream would have sent by then.
  const hasOwnHandlers = prepare === undefined;
  return {
    async answer(request, reply, body, { gone, ...caller }) {
      const web = await toWebRequest(request.raw as Parameters<typeof toWebRequest>[0], body, { signal: gone });
      const slow = mayTakeLong(body);
      const authInfo = carrying(caller);
      const response = (await isLegacyRequest(web, body))
        ? await serveLegacy(() => factory({ era: 'legacy', requestInfo: web, authInfo }), web, body, slow)
        : await (slow && hasOwnHandlers ? streamed : plain).fetch(web, { parsedBody: body, authInfo });
      await write(reply, response, log);
    },
    async close() {
      await Promise.all([plain.close(), streamed.close()]);
    },
  };
}

/** The handlers live as long as the process: who asks goes through them beside each request. */
function carrying(caller: Caller): AuthInfo {
  return { token: '', clientId: caller.principal.name, scopes: [], extra: { caller } };
}

function callerIn(authInfo: AuthInfo | undefined): Caller {
  if (authInfo === undefined) throw new Error('a request came without who asks');
  return authInfo.extra?.['caller'] as Caller;
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
    log.debug({ err: safeError(error) }, 'the caller left before the answer was sent');
  }
}

/** One request of the eras to 2025-11-25, by a server and a transport of its own: nothing is kept between requests. */
async function serveLegacy(
  makeServer: () => ReturnType<McpServerFactory>,
  request: Request,
  body: unknown,
  slow: boolean,
): Promise<Response> {
  const server = await makeServer();
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: !slow });
  await server.connect(transport);
  const close = () => void Promise.allSettled([transport.close(), server.close()]);
  request.signal.addEventListener('abort', close, { once: true });
  const response = await transport.handleRequest(request, { parsedBody: body });
  if (response.body === null || !slow) {
    close();
    return response;
  }
  return new Response(response.body.pipeThrough(new TransformStream({ flush: close })), response);
}
