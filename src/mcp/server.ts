import { Server, type McpRequestContext, type McpServerFactory } from '@modelcontextprotocol/server';
import type { Message } from '../telemetry/tracing.ts';
import { traceContextIn } from '../telemetry/trace-context.ts';
import { answerToolCall, LIST_CACHE, serverInfo, type Caller, type Envelope, type McpServices } from './answer.ts';
import { createCompletion } from './completion/complete.ts';
import type { CallSource } from './call-tool.ts';
import { inWords } from './in-words.ts';
import { getPrompt } from './prompts/get.ts';
import { PROMPTS } from './prompts/prompts.ts';
import { publishedPrompts } from './prompts/render.ts';
import { LEGACY_VERSIONS, MODERN_VERSION } from './protocol-versions.ts';
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
    server.setRequestHandler('tools/call', (request, { mcpReq }) => {
      const { name, arguments: args } = request.params;
      const { _meta, signal } = mcpReq;
      return answerToolCall(
        { name, args, ...caller, envelope: envelopeOf(mcpReq, context), signal, progressToken: _meta?.progressToken },
        services,
        (params) => {
          // A caller that has gone cannot be told; the call itself ends by its signal.
          mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
        },
      );
    });
    offerMore(server, caller, context, services, complete);
    return server;
  };
}

/** What the SDK hands to handlers of a request, as far as it is said here. */
interface SdkRequest {
  readonly id: string | number;
  readonly _meta?: Readonly<Record<string, unknown>>;
  readonly envelope?: Readonly<Record<string, unknown>>;
}

/** @param context of the request: before 2026-07-28 the version is in a header of it */
function envelopeOf({ id, _meta, envelope }: SdkRequest, { requestInfo }: McpRequestContext): Envelope {
  const version =
    envelope?.['io.modelcontextprotocol/protocolVersion'] ?? requestInfo?.headers.get('mcp-protocol-version');
  const known = [MODERN_VERSION, ...LEGACY_VERSIONS].find((one) => one === version);
  return { id, version: known, trace: traceContextIn(_meta) };
}

/** Lists, prompts, resources and completions. */
function offerMore(
  server: Server,
  caller: Caller,
  context: McpRequestContext,
  services: McpServices,
  complete: ReturnType<typeof createCompletion>,
): void {
  const { principal, origin } = caller;
  const view = () => viewOf(principal, services);
  const answer = <T>(
    { method }: { method: string },
    { mcpReq }: { mcpReq: SdkRequest },
    make: (source: CallSource) => T | Promise<T>,
    target?: Message['target'],
  ) => inWords({ method, target, ...envelopeOf(mcpReq, context) }, origin, services, make);
  server.setRequestHandler('tools/list', (request, sent) =>
    answer(request, sent, () => ({ tools: [...services.published(principal)] })),
  );
  server.setRequestHandler('prompts/list', (request, sent) =>
    answer(request, sent, () => ({ prompts: publishedPrompts(view()) })),
  );
  server.setRequestHandler('prompts/get', (request, sent) => {
    const { name, arguments: args } = request.params;
    // A name that is no prompt's is the caller's text.
    const target = PROMPTS.some((prompt) => prompt.name === name) ? ({ kind: 'prompt', name } as const) : undefined;
    return answer(request, sent, () => getPrompt(name, args, view(), services.clock()), target);
  });
  server.setRequestHandler('resources/list', (request, sent) =>
    answer(request, sent, (source) =>
      listResources(request.params?.cursor, { ...caller, source, signal: sent.mcpReq.signal }, services),
    ),
  );
  server.setRequestHandler('resources/templates/list', (request, sent) =>
    answer(request, sent, () => ({ resourceTemplates: templatesOf(view()) })),
  );
  server.setRequestHandler('resources/read', (request, sent) =>
    answer(request, sent, (source) =>
      readResource(request.params.uri, { ...caller, source, signal: sent.mcpReq.signal }, services),
    ),
  );
  server.setRequestHandler('completion/complete', (request, sent) =>
    answer(request, sent, (source) => complete(request.params, principal, source)),
  );
}
