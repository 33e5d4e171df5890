import { Server, type McpRequestContext, type McpServerFactory } from '@modelcontextprotocol/server';
import { traceContextIn } from '../telemetry/trace-context.ts';
import { answerToolCall, LIST_CACHE, serverInfo, type Caller, type Envelope, type McpServices } from './answer.ts';
import { listPage } from './list-page.ts';
import { createCompletion } from './completion/complete.ts';
import { inWords } from './in-words.ts';
import { getPrompt } from './prompts/get.ts';
import { publishedPrompts } from './prompts/render.ts';
import { listResources } from './resources/list.ts';
import { readResource } from './resources/read.ts';
import { templatesOf } from './resources/templates.ts';
import { viewOf } from './view.ts';

/** What only tests change: told of each server before its handlers are set. */
export type PrepareServer = (server: Server) => void;

/**
 * Makes the protocol's server, one per request: it only answers lists and hands calls to the pipeline, so validation,
 * null arguments and unknown tool names are answered there, in our words.
 */
export function mcpServerFactory(
  services: McpServices,
  callerOf: (context: McpRequestContext) => Caller,
  prepare?: PrepareServer,
): McpServerFactory {
  const complete = createCompletion(services);
  return (context) => {
    const caller = callerOf(context);
    const { principal } = caller;
    const server = new Server(serverInfo(services), {
      capabilities: { tools: {}, prompts: {}, resources: {}, completions: {} },
      instructions: services.instructions(principal),
      cacheHints: { 'tools/list': LIST_CACHE, 'prompts/list': LIST_CACHE, 'resources/templates/list': LIST_CACHE },
    });
    prepare?.(server);
    server.setRequestHandler('tools/list', ({ params }) =>
      listPage('tools', services.published(principal), params?.cursor),
    );
    server.setRequestHandler('tools/call', (request, { mcpReq }) => {
      const { name, arguments: args } = request.params;
      const { _meta, signal } = mcpReq;
      return answerToolCall(
        { name, args, ...caller, envelope: envelopeOf(mcpReq), signal, progressToken: _meta?.progressToken },
        services,
        (params) => {
          // A caller that has gone cannot be told; the call itself ends by its signal.
          mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
        },
      );
    });
    offerMore(server, caller, services, complete);
    return server;
  };
}

/** What the SDK hands to handlers of a request, as far as it is said here. */
interface SdkRequest {
  readonly id: string | number;
  readonly _meta?: Readonly<Record<string, unknown>>;
  readonly envelope?: Readonly<Record<string, unknown>>;
}

function envelopeOf({ id, _meta, envelope }: SdkRequest): Envelope {
  const version = envelope?.['io.modelcontextprotocol/protocolVersion'];
  return { id, version: typeof version === 'string' ? version : undefined, trace: traceContextIn(_meta) };
}

/** Prompts, resources and completions. */
function offerMore(
  server: Server,
  caller: Caller,
  services: McpServices,
  complete: ReturnType<typeof createCompletion>,
): void {
  const { principal } = caller;
  const view = () => viewOf(principal, services);
  const answer = <T>(method: string, make: () => T | Promise<T>) => inWords(method, services.recorder, make);
  server.setRequestHandler('prompts/list', ({ method, params }) =>
    answer(method, () => listPage('prompts', publishedPrompts(view()), params?.cursor)),
  );
  server.setRequestHandler('prompts/get', ({ method, params }) =>
    answer(method, () => getPrompt(params.name, params.arguments, view(), services.clock())),
  );
  server.setRequestHandler('resources/list', ({ method, params }, { mcpReq: { signal } }) =>
    answer(method, () => listResources(params?.cursor, { ...caller, signal }, services)),
  );
  server.setRequestHandler('resources/templates/list', ({ method, params }) =>
    answer(method, () => listPage('resourceTemplates', templatesOf(view()), params?.cursor)),
  );
  server.setRequestHandler('resources/read', ({ method, params }, { mcpReq: { signal } }) =>
    answer(method, () => readResource(params.uri, { ...caller, signal }, services)),
  );
  server.setRequestHandler('completion/complete', ({ method, params }) =>
    answer(method, () => complete(params, principal)),
  );
}
