import { Server, type McpServerFactory } from '@modelcontextprotocol/server';
import { ALLOW_ALL } from '../access.ts';
import { callTool, type CallServices } from './call-tool.ts';
import type { PublishedTool } from './publish.ts';

export interface McpServices extends CallServices {
  readonly published: readonly PublishedTool[];
  readonly instructions: string;
}

/** How long clients may keep the list of tools, milliseconds: it changes only with a new configuration. */
const LIST_TTL_MS = 60_000;

/**
 * Makes the protocol's server, one per request: it only answers lists and hands calls to the pipeline, so validation,
 * null arguments and unknown tool names are answered there, in our words.
 */
export function mcpServerFactory(services: McpServices): McpServerFactory {
  const tools = services.published.map((tool) => ({ ...tool }));
  return () => {
    const server = new Server(
      { name: services.server.name, version: services.server.version, title: 'CloudWatch' },
      {
        capabilities: { tools: {} },
        instructions: services.instructions,
        cacheHints: { 'tools/list': { ttlMs: LIST_TTL_MS, cacheScope: 'private' } },
      },
    );
    server.setRequestHandler('tools/list', () => ({ tools }));
    server.setRequestHandler('tools/call', async (request, context) => {
      const token = context.mcpReq._meta?.progressToken;
      let steps = 0;
      const answer = await callTool(
        {
          name: request.params.name,
          args: request.params.arguments,
          signal: context.mcpReq.signal,
          access: ALLOW_ALL,
          progress: (message, done, total) => {
            if (token === undefined) return;
            steps += 1;
            const params = {
              progressToken: token,
              progress: done ?? steps,
              message,
              ...(total !== undefined && { total }),
            };
            // A caller that has gone cannot be told; the call itself ends by its signal.
            context.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
          },
        },
        services,
      );
      return {
        content: [{ type: 'text', text: answer.text }],
        ...(answer.structured !== undefined && { structuredContent: { ...answer.structured } }),
        ...(answer.isError && { isError: true }),
      };
    });
    return server;
  };
}
