import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type { McpServices } from './answer.ts';
import { withoutNullArguments } from './null-arguments.ts';
import { ANYONE } from '../principal.ts';
import { mcpServerFactory } from './server.ts';

/** Serves one client over standard input and output until it closes its end. */
export function serveOverStdio(services: McpServices, onerror: (error: Error) => void, onClose: () => void): void {
  const transport = new StdioServerTransport();
  const handle = serveStdio(
    mcpServerFactory(services, () => ({ principal: ANYONE })),
    { transport, onerror },
  );
  const receive = transport.onmessage;
  transport.onmessage = (message) => receive?.(withoutNullArguments(message));
  process.stdin.once('end', () => {
    void handle.close().finally(onClose);
  });
}
