import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** What a model gets from a call: the text alone, and whether it is an error. */
export interface ToolText {
  readonly text: string;
  readonly isError: boolean;
}

export interface Connection {
  /** The server's name and version as it says them. */
  readonly server: string;
  /** The protocol revision agreed on. */
  readonly protocol: string;
  tools(): Promise<string[]>;
  /** Rejects where no answer comes (connection lost, `signal` aborted). */
  call(tool: string, args: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<ToolText>;
  close(): Promise<void>;
}

/** Longest wait for an answer, milliseconds: beyond the server's own deadline for a call. */
const CALL_TIMEOUT_MS = 120_000;

/** Connects to an MCP server over streamable HTTP, in the newest protocol revision it speaks. */
export async function connect(url: string, version: string): Promise<Connection> {
  const client = new Client({ name: 'cloudwatch-mcp-demo', version }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  const info = client.getServerVersion();
  return {
    server: `${info?.name ?? 'unnamed server'} ${info?.version ?? ''}`.trim(),
    protocol: client.getNegotiatedProtocolVersion() ?? 'unknown',
    async tools() {
      const names: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await client.listTools(cursor === undefined ? {} : { cursor });
        names.push(...page.tools.map((tool) => tool.name));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return names;
    },
    async call(tool, args, signal) {
      const result = await client.callTool(
        { name: tool, arguments: { ...args } },
        { timeout: CALL_TIMEOUT_MS, ...(signal && { signal }) },
      );
      const texts = result.content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
      return { text: texts.join('\n'), isError: result.isError === true };
    },
    close: () => client.close(),
  };
}
