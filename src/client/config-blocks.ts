/** How to let a client know this server: one block a client, ready to paste. Pure; the README is made from it too. */
export interface ConfigBlock {
  readonly client: string;
  /** Where the block goes. */
  readonly file: string;
  readonly language: 'yaml' | 'json';
  readonly text: string;
  /** What to know beside it, where there is something. */
  readonly note?: string | undefined;
}

/** The name under which clients list the server. */
const SERVER_NAME = 'cloudwatch';

/** Milliseconds: LibreChat's own default of 60,000 leaves no room above the longest call and its retries. */
const LIBRECHAT_TIMEOUT_MS = 120_000;

/** The blocks for the clients people use most. `url` is the whole endpoint: `http://localhost:3334/mcp`. */
export function configBlocks(url: string): ConfigBlock[] {
  return [libreChat(url), cursor(url), claudeDesktop(url)];
}

/** LibreChat refuses private addresses unless `allowedAddresses` has exactly their `host:port`. */
function libreChat(url: string): ConfigBlock {
  return {
    client: 'LibreChat',
    file: 'librechat.yaml',
    language: 'yaml',
    text: [
      'mcpServers:',
      `  ${SERVER_NAME}:`,
      '    type: streamable-http',
      `    url: ${url}`,
      `    timeout: ${LIBRECHAT_TIMEOUT_MS}`,
      '    serverInstructions: true',
      'mcpSettings:',
      '  allowedAddresses:',
      `    - "${hostAndPort(url)}"`,
    ].join('\n'),
    note: 'LibreChat in a container reaches this machine as host.docker.internal: write that for localhost in both places, and serve with `npm start -- --server-host 0.0.0.0 --allow-unauthenticated true` (the demo stays on this machine).',
  };
}

function cursor(url: string): ConfigBlock {
  return {
    client: 'Cursor',
    file: '.cursor/mcp.json',
    language: 'json',
    text: json({ mcpServers: { [SERVER_NAME]: { url } } }),
  };
}

/** Claude Desktop's file takes only servers that speak over standard input and output: mcp-remote stands between. */
function claudeDesktop(url: string): ConfigBlock {
  return {
    client: 'Claude Desktop',
    file: 'claude_desktop_config.json',
    language: 'json',
    text: json({ mcpServers: { [SERVER_NAME]: { command: 'npx', args: ['-y', 'mcp-remote', url] } } }),
  };
}

/** `host:port` of a URL, with the port that its scheme implies where it names none. */
function hostAndPort(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/** JSON as people write it into these files: short lists on one line. */
function json(value: object): string {
  return JSON.stringify(value, null, 2).replaceAll(
    /\[\s+([^[\]{}]*?)\s+\]/g,
    (_, items: string) => `[${items.replaceAll(/\s*\n\s*/g, ' ')}]`,
  );
}
