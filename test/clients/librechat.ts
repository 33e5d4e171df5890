import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { packageFile } from './installed.ts';
import type { Answer } from './journey.ts';
import type { Question } from './questions.ts';
import { sdkOfLibreChat } from './sdk-clients.ts';
import { answerOf } from './walk.ts';

/** What LibreChat does with a server, in its order (packages/api/src/mcp), by the SDK and the HTTP client that it has. */
export interface LibreChat {
  /** Of every request its method and the status it got; 0 where none came. */
  readonly exchanged: string[];
  /** Errors of the transport: each makes LibreChat connect anew. */
  readonly troubles: Error[];
  connect(): Promise<void>;
  /** What it does before every call. */
  isConnected(): Promise<boolean>;
  /** Connects anew as it does once a connection broke: at most three times, each after twice the time. */
  reconnect(): Promise<void>;
  listTools(): Promise<string[]>;
  call(question: Question): Promise<Answer>;
  disconnect(): Promise<void>;
}

const BACKOFF_MS = 1_000;
const MAX_ATTEMPTS = 3;
const TIMEOUT_MS = 60_000;

interface Undici {
  readonly fetch: typeof fetch;
  readonly Agent: new (options: { bodyTimeout: number; headersTimeout: number }) => object;
}

/** @param headers of the configuration, with the user's values in them: empty where a user has none */
export async function librechat(url: string, headers: Readonly<Record<string, string>>): Promise<LibreChat> {
  const { ClientV1, TransportV1 } = await sdkOfLibreChat();
  const undici = (await import(pathToFileURL(packageFile('undici', 'index.js')).href)) as { default: Undici };
  const exchanged: string[] = [];
  const troubles: Error[] = [];
  const client: Client = new ClientV1({ name: '@librechat/api-client', version: '1.2.3' }, { capabilities: {} });
  let transport: StreamableHTTPClientTransport | undefined;

  const fetchOfItsOwn = async (input: string | URL, init: RequestInit = {}): Promise<Response> => {
    const dispatcher = new undici.default.Agent({ bodyTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS });
    const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    const merged = { ...Object.fromEntries(new Headers(init.headers)), ...Object.fromEntries(own) };
    let status = 0;
    try {
      const options = { ...init, headers: merged, dispatcher } as RequestInit;
      const response = await undici.default.fetch(input, options);
      status = response.status;
      return response;
    } finally {
      exchanged.push(`${init.method ?? 'GET'} ${status}`);
    }
  };

  const chat: LibreChat = {
    exchanged,
    troubles,
    async connect() {
      await chat.disconnect();
      transport = new TransportV1(new URL(url), { requestInit: { headers: { ...headers } }, fetch: fetchOfItsOwn });
      transport.onerror = (error) => void troubles.push(error);
      await client.connect(transport);
      if (!(await chat.isConnected())) throw new Error('Connection not established');
    },
    isConnected: () =>
      client.ping().then(
        () => true,
        () => false,
      ),
    async reconnect() {
      for (let attempt = 1; ; attempt++) {
        await sleep(BACKOFF_MS * 2 ** attempt);
        try {
          return await chat.connect();
        } catch (error) {
          if (attempt === MAX_ATTEMPTS) throw error;
        }
      }
    },
    async listTools() {
      const names: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await client.listTools(cursor === undefined ? undefined : { cursor });
        names.push(...page.tools.map(({ name }) => name));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return names;
    },
    async call({ tool, args }) {
      if (!(await chat.isConnected())) await chat.reconnect();
      const options = { timeout: TIMEOUT_MS, resetTimeoutOnProgress: true };
      return answerOf(await client.callTool({ name: tool, arguments: { ...args } }, undefined, options));
    },
    async disconnect() {
      if (transport === undefined) return;
      await transport.terminateSession();
      await client.close();
      transport = undefined;
    },
  };
  return chat;
}

/** What its search for a login came to, and of every request of it its method, path and status. */
export interface LoginSearch {
  readonly wanted: boolean;
  readonly exchanged: readonly string[];
}

/** How it finds out whether a server wants a login, before it connects, where its configuration does not say so. */
export async function searchForLogin(url: string): Promise<LoginSearch> {
  const { discoverOAuthProtectedResourceMetadata: discover } = (await import(
    pathToFileURL(packageFile('sdk-of-librechat', 'dist/esm/client/auth.js')).href
  )) as { discoverOAuthProtectedResourceMetadata: (url: string, options: object, by: typeof fetch) => Promise<object> };
  const exchanged: string[] = [];
  const noted: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    exchanged.push(`${init?.method ?? 'GET'} ${new URL(response.url).pathname} ${response.status}`);
    return response;
  };
  const probes: RequestInit[] = [
    { method: 'HEAD' },
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
  ];
  for (const probe of probes) {
    const response = await noted(url, probe);
    await response.text();
    const isChallenge = response.status === 401 && /bearer/i.test(response.headers.get('www-authenticate') ?? '');
    if (isChallenge) return { wanted: true, exchanged };
  }
  const wanted = await discover(url, {}, noted).then(
    () => true,
    () => false,
  );
  return { wanted, exchanged };
}
