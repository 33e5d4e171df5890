import { Server, type McpRequestContext, type McpServerFactory } from '@modelcontextprotocol/server';
import { answerToolCall, LIST_CACHE, serverInfo, type Caller, type McpServices } from './answer.ts';

/**
 * Makes the protocol's server, one per request: it only answers lists and hands calls to the pipeline, so validation,
 * null arguments and unknown tool names are answered there, in our words.
 */
export function mcpServerFactory(
  services: McpServices,
  callerOf: (context: McpRequestContext) => Caller,
): McpServerFactory {
  return (context) => {
    const { principal, refusal } = callerOf(context);
    const server = new Server(serverInfo(services), {
      capabilities: { tools: {} },
      instructions: services.instructions(principal),
      cacheHints: { 'tools/list': LIST_CACHE },
    });
    server.setRequestHandler('tools/list', () => ({ tools: [...services.published(principal)] }));
    server.setRequestHandler('tools/call', (request, { mcpReq }) => {
      const { name, arguments: args } = request.params;
      const { _meta, signal } = mcpReq;
      return answerToolCall(
        { name, args, principal, refusal, signal, progressToken: _meta?.progressToken },
        services,
        (params) => {
          // A caller that has gone cannot be told; the call itself ends by its signal.
          mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
        },
      );
    });
    return server;
  };
}
