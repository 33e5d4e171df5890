import {
  Client,
  StreamableHTTPClientTransport,
  type AuthProvider,
  type ElicitRequest,
  type ElicitResult,
  type FetchLike,
} from '@modelcontextprotocol/client';

/** An open connection to one server. */
export interface Link {
  readonly url: URL;
  readonly client: Client;
  /** The server's name and version as it says them. */
  readonly server: string;
  /** The protocol revision agreed on. */
  readonly protocol: string;
  /** The server's session, where it keeps one. */
  readonly sessionId: string | undefined;
  /** Ends the session on the server where there is one, then the connection. Never rejects. */
  close(): Promise<void>;
}

export interface LinkOptions {
  /** This client's own version. */
  readonly version: string;
  readonly auth?: AuthProvider | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly fetch?: FetchLike | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the handshake. */
  readonly timeoutMs?: number | undefined;
  /** Told of every message, as it goes out or comes in. */
  readonly onMessage?: ((direction: 'out' | 'in', message: unknown) => void) | undefined;
  /** Told that a list of the server changed. */
  readonly onChange?: (() => void) | undefined;
  /** Answers what the server asks in the middle of a call; servers are not told to ask where there is none. */
  readonly onElicit?: ((params: ElicitRequest['params']) => Promise<ElicitResult>) | undefined;
  /** Told what the server logs. */
  readonly onLog?: ((level: string, data: unknown) => void) | undefined;
}

/** Longest wait for the handshake, milliseconds. */
const CONNECT_TIMEOUT_MS = 30_000;

/** Connects to an MCP server over streamable HTTP, in the newest protocol revision it speaks. */
export async function openLink(url: URL, options: LinkOptions): Promise<Link> {
  const client = new Client(
    { name: 'cloudwatch-mcp-client', title: 'cloudwatch-mcp client', version: options.version },
    {
      versionNegotiation: { mode: 'auto' },
      ...(options.onElicit && { capabilities: { elicitation: { form: {} } } }),
    },
  );
  const transport = new StreamableHTTPClientTransport(url, {
    ...(options.auth && { authProvider: options.auth }),
    ...(options.fetch && { fetch: options.fetch }),
    ...(options.headers && { requestInit: { headers: { ...options.headers } } }),
  });
  watch(transport, options.onMessage);
  for (const list of ['tools', 'prompts', 'resources'] as const) {
    client.setNotificationHandler(`notifications/${list}/list_changed`, () => options.onChange?.());
  }
  const { onElicit } = options;
  if (onElicit !== undefined) client.setRequestHandler('elicitation/create', ({ params }) => onElicit(params));
  client.setNotificationHandler('notifications/message', ({ params }) => options.onLog?.(params.level, params.data));
  await client.connect(transport, {
    timeout: options.timeoutMs ?? CONNECT_TIMEOUT_MS,
    ...(options.signal && { signal: options.signal }),
  });
  const info = client.getServerVersion();
  return {
    url,
    client,
    server: `${info?.name ?? 'unnamed server'} ${info?.version ?? ''}`.trim(),
    protocol: client.getNegotiatedProtocolVersion() ?? 'unknown',
    sessionId: transport.sessionId,
    async close() {
      // A server that is gone, or keeps no sessions, has nothing to end.
      await transport.terminateSession().catch(() => {});
      await client.close().catch(() => {});
    },
  };
}

function watch(transport: StreamableHTTPClientTransport, onMessage: LinkOptions['onMessage']): void {
  if (onMessage === undefined) return;
  // The client calls what it finds here before its own handler.
  transport.onmessage = (message) => onMessage('in', message);
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    onMessage('out', message);
    return send(message, options);
  };
}
