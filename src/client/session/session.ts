import type { FetchLike, Tool } from '@modelcontextprotocol/client';
import type { ClientSettings, Terminal } from '../env.ts';
import type { LineReader } from '../terminal/line-reader.ts';
import type { Screen } from '../screen.ts';
import { unreachable, usageError } from '../trouble.ts';
import { accessTo, withAccess, type Access } from './access.ts';
import { openLink, type Link } from './link.ts';

/** What a session at the terminal is made of; what changes while it goes on is in `now`. */
export interface Session {
  readonly settings: ClientSettings;
  readonly version: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly json: boolean;
  readonly screen: Screen;
  readonly terminal: Terminal;
  readonly reader: LineReader;
  /** Writes to the screen as it is. */
  readonly write: (text: string) => void;
  /** The server named first: what the environment says of access is for it alone. */
  readonly home: URL | undefined;
  readonly fetch?: FetchLike | undefined;
  readonly now: Now;
}

export interface Now {
  url: URL | undefined;
  access: Access | undefined;
  link: Link | undefined;
  tools: readonly Tool[];
  debug: boolean;
  quit: boolean;
}

/** Connects to a server, after hanging up on another. */
export async function connectTo(session: Session, url: URL): Promise<void> {
  await disconnect(session);
  const { now, screen } = session;
  now.url = url;
  const own = session.home === undefined || session.home.origin === url.origin;
  now.access = accessTo(url, own ? session.settings : strangers(session.settings));
  const { access } = now;
  now.link = await withAccess(access, () =>
    openLink(url, {
      version: session.version,
      auth: access.auth,
      headers: own ? session.headers : {},
      fetch: session.fetch,
      onMessage: debugging(session),
      onChange: () => void refreshTools(session).catch(() => {}),
      onLog: (level, data) =>
        session.reader.above(`[${level}] ${typeof data === 'string' ? data : JSON.stringify(data)}`),
    }),
  );
  await refreshTools(session);
  const { link } = now;
  screen.good(`Connected to ${link.server} at ${url.href}, MCP ${link.protocol}.`);
  screen.aside(`${now.tools.length} tools; \`tools\` lists them, \`help\` says the commands.`);
}

/** What the environment holds for one server is not for another. */
function strangers(settings: ClientSettings): ClientSettings {
  return { ...settings, accessToken: undefined, clientId: undefined, clientSecret: undefined };
}

export async function disconnect({ now }: Session): Promise<void> {
  const { link } = now;
  now.link = undefined;
  now.tools = [];
  await link?.close();
}

/** The open connection. @throws ClientError where there is none */
export function linkOf({ now }: Session): Link {
  if (now.link === undefined) throw unreachable('Not connected: `connect URL` first.');
  return now.link;
}

/** The server to connect to again. @throws ClientError */
export function lastUrl({ now, home }: Session): URL {
  const url = now.url ?? home;
  if (url === undefined) throw usageError('Which server? `connect URL`, such as http://localhost:3334/mcp.');
  return url;
}

/** Asks the server for its tools again. */
export async function refreshTools(session: Session): Promise<void> {
  const { client } = linkOf(session);
  const { access } = session.now;
  if (client.getServerCapabilities()?.tools === undefined || access === undefined) return;
  const { tools } = await withAccess(access, () => client.listTools({}, { cacheMode: 'refresh' }));
  session.now.tools = tools;
}

function debugging({ now, reader }: Session): (direction: 'out' | 'in', message: unknown) => void {
  return (direction, message) => {
    if (now.debug) reader.above(`${direction === 'out' ? '→' : '←'} ${JSON.stringify(message)}`);
  };
}
