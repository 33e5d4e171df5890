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

/** How the server asks who asks: anyone, a token that an administrator hands out, or a login. */
export const AUTHS = ['none', 'bearer', 'oauth'] as const;
export type Auth = (typeof AUTHS)[number];

export interface BlockOptions {
  /** The whole endpoint: `http://localhost:3334/mcp`. */
  readonly url: string;
  /** The name under which the client lists the server. */
  readonly name: string;
  readonly auth: Auth;
}

/** The variable of the client's own environment that holds the token. */
const TOKEN = 'CLOUDWATCH_MCP_TOKEN';

/** Milliseconds: LibreChat's own default of 60,000 leaves no room above the longest call and its retries. */
const LIBRECHAT_TIMEOUT_MS = 120_000;

/** The clients by the name that `client-config` knows them by. */
export const CLIENTS = {
  librechat: libreChat,
  claude: claudeCode,
  'claude-desktop': claudeDesktop,
  cursor,
  vscode: vsCode,
  agentcore: agentCore,
} as const satisfies Readonly<Record<string, (options: BlockOptions) => ConfigBlock>>;

/** The blocks for the clients people use most, before a server that asks nobody who they are. */
export function configBlocks(url: string): ConfigBlock[] {
  const options: BlockOptions = { url, name: 'cloudwatch', auth: 'none' };
  return [libreChat(options), cursor(options), claudeDesktop(options)];
}

/** LibreChat refuses private addresses unless `allowedAddresses` has exactly their `host:port`. */
function libreChat({ url, name, auth }: BlockOptions): ConfigBlock {
  const access = {
    none: [],
    // It takes the 401 without the token for a login otherwise, and lists no tools.
    bearer: ['    requiresOAuth: false', '    headers:', `      Authorization: 'Bearer \${${TOKEN}}'`],
    oauth: ['    requiresOAuth: true'],
  };
  return {
    client: 'LibreChat',
    file: 'librechat.yaml',
    language: 'yaml',
    text: [
      'mcpServers:',
      `  ${name}:`,
      '    type: streamable-http',
      `    url: ${url}`,
      `    timeout: ${LIBRECHAT_TIMEOUT_MS}`,
      '    serverInstructions: true',
      ...access[auth],
      'mcpSettings:',
      '  allowedAddresses:',
      `    - "${hostAndPort(url)}"`,
    ].join('\n'),
    note: {
      none: 'LibreChat in a container reaches this machine as host.docker.internal: write that for localhost in both places, and serve with `npm start -- --server-host 0.0.0.0 --allow-unauthenticated true` (the demo stays on this machine).',
      bearer: `LibreChat reads the token from its own environment: ${TOKEN}.`,
      oauth:
        'Each user logs in. Where the authorization server takes no registrations, and for Cognito: docs/authentication.md.',
    }[auth],
  };
}

const headers = (auth: Auth, token: string) =>
  auth === 'bearer' ? { headers: { Authorization: `Bearer ${token}` } } : {};

function cursor({ url, name, auth }: BlockOptions): ConfigBlock {
  return {
    client: 'Cursor',
    file: '.cursor/mcp.json',
    language: 'json',
    text: json({ mcpServers: { [name]: { url, ...headers(auth, `\${env:${TOKEN}}`) } } }),
    note: { none: undefined, bearer: `Start Cursor with ${TOKEN} set.`, oauth: 'Cursor asks for the login.' }[auth],
  };
}

function claudeCode({ url, name, auth }: BlockOptions): ConfigBlock {
  return {
    client: 'Claude Code',
    file: '.mcp.json',
    language: 'json',
    text: json({ mcpServers: { [name]: { type: 'http', url, ...headers(auth, `\${${TOKEN}}`) } } }),
    note: { none: undefined, bearer: `Start claude with ${TOKEN} set.`, oauth: 'Log in by /mcp in a session.' }[auth],
  };
}

/** Claude Desktop's file takes only servers that speak over standard input and output: mcp-remote stands between. */
function claudeDesktop({ url, name, auth }: BlockOptions): ConfigBlock {
  const { protocol, hostname } = new URL(url);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const args = [
    '-y',
    'mcp-remote',
    url,
    ...(protocol === 'http:' && !local ? ['--allow-http'] : []),
    // On Windows an argument must not have a blank.
    ...(auth === 'bearer' ? ['--header', 'Authorization:${AUTHORIZATION}'] : []),
  ];
  const env = auth === 'bearer' ? { env: { AUTHORIZATION: 'Bearer <token>' } } : {};
  return {
    client: 'Claude Desktop',
    file: 'claude_desktop_config.json',
    language: 'json',
    text: json({ mcpServers: { [name]: { command: 'npx', args, ...env } } }),
    note: { none: undefined, bearer: 'Write the token for <token>.', oauth: 'mcp-remote opens the login.' }[auth],
  };
}

function vsCode({ url, name, auth }: BlockOptions): ConfigBlock {
  const id = `${name}-token`;
  const input = { type: 'promptString', id, description: `Token for ${name}`, password: true };
  return {
    client: 'VS Code',
    file: '.vscode/mcp.json',
    language: 'json',
    text: json({
      ...(auth === 'bearer' && { inputs: [input] }),
      servers: { [name]: { type: 'http', url, ...headers(auth, `\${input:${id}}`) } },
    }),
    note: { none: undefined, bearer: 'VS Code asks for the token once.', oauth: 'VS Code asks for the login.' }[auth],
  };
}

/** A target of an AgentCore gateway, which calls the server for its agents. */
function agentCore({ url, name, auth }: BlockOptions): ConfigBlock {
  const provider = 'arn:aws:bedrock-agentcore:<region>:<account>:token-vault/default';
  const credentials = {
    none: undefined,
    bearer: {
      credentialProviderType: 'API_KEY',
      credentialProvider: {
        apiKeyCredentialProvider: {
          providerArn: `${provider}/apikeycredentialprovider/<name>`,
          credentialLocation: 'HEADER',
          credentialParameterName: 'Authorization',
          credentialPrefix: 'Bearer',
        },
      },
    },
    oauth: {
      credentialProviderType: 'OAUTH',
      credentialProvider: {
        oauthCredentialProvider: {
          providerArn: `${provider}/oauth2credentialprovider/<name>`,
          grantType: 'CLIENT_CREDENTIALS',
          scopes: ['logs:read', 'metrics:read', 'alarms:read', 'promql:read'],
        },
      },
    },
  }[auth];
  return {
    client: 'Amazon Bedrock AgentCore Gateway',
    file: 'target.json',
    language: 'json',
    text: json({
      gatewayIdentifier: '<gateway id>',
      name,
      targetConfiguration: { mcp: { mcpServer: { endpoint: url } } },
      ...(credentials && { credentialProviderConfigurations: [credentials] }),
    }),
    note: `Fill in what is in <angle brackets>, then \`aws bedrock-agentcore-control create-gateway-target --cli-input-json file://target.json\`.${new URL(url).protocol === 'https:' ? '' : ' The gateway takes https URLs alone.'}`,
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
