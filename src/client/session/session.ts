import type { Client, Tool } from '@modelcontextprotocol/client';
import { openBrowser } from '../auth/browser.ts';
import { messageLine, tracedFetch } from '../debug.ts';
import { visible } from '../paint.ts';
import type { ClientSettings, Terminal } from '../env.ts';
import type { LineReader } from '../terminal/line-reader.ts';
import type { Screen } from '../screen.ts';
import { unreachable, usageError } from '../trouble.ts';
import { accessTo, withAccess, type Access } from './access.ts';
import type { Desk } from './ask-parameters.ts';
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
  /** Whether lines can be drawn over. */
  readonly live: boolean;
  readonly reader: LineReader;
  /** Writes to the screen as it is. */
  readonly write: (text: string) => void;
  /** The server named first: what the environment says of access is for it alone. */
  readonly home: URL | undefined;
  /** Whether a browser may be opened. */
  readonly browser: boolean;
  /** Writes a line of debugging. */
  readonly trace: (line: string) => void;
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
export async function connectTo(session: Session, url: URL, signal: AbortSignal): Promise<void> {
  await disconnect(session);
  const { now, screen } = session;
  const access = prepareAccess(session, url);
  now.link = await withAccess(access, signal, () =>
    openLink(url, {
      signal,
      version: session.version,
      auth: access.auth,
      headers: isHome(session, url) ? session.headers : {},
      fetch: tracing(session),
      onMessage: (direction, message) => {
        if (now.debug) session.trace(messageLine(direction, message));
      },
      onChange: () => void refreshTools(session, new AbortController().signal).catch(() => {}),
      onLog: (level, data) =>
        session.reader.above(visible(`[${level}] ${typeof data === 'string' ? data : JSON.stringify(data)}`)),
    }),
  );
  await refreshTools(session, signal);
  const { link } = now;
  screen.good(visible(`Connected to ${link.server} at ${url.href}, MCP ${link.protocol}.`));
  screen.aside(`${now.tools.length} tools; \`tools\` lists them, \`help\` says the commands.`);
}

const isHome = ({ home }: Session, url: URL) => home === undefined || home.origin === url.origin;

/** Makes ready who asks at `url`, from now on. */
export function prepareAccess(session: Session, url: URL): Access {
  const { now, settings, screen } = session;
  const own = isHome(session, url);
  now.url = url;
  now.access = accessTo(url, {
    settings: own ? settings : strangers(settings),
    fetch: tracing(session),
    ownHeader: own && 'authorization' in session.headers,
    present(address) {
      screen.say('Log in here:');
      screen.block(visible(address.href));
      if (session.browser && openBrowser(address, settings)) screen.aside('A browser opens it. Ctrl-C goes back.');
    },
  });
  return now.access;
}

/** What the environment holds for one server is not for another. */
function strangers(settings: ClientSettings): ClientSettings {
  return { ...settings, accessToken: undefined, clientId: undefined, clientSecret: undefined, issuer: undefined };
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

/** Asks over the open connection, after a login where that helps. @throws ClientError where there is none */
export function withLink<T>(session: Session, signal: AbortSignal, ask: (client: Client) => Promise<T>): Promise<T> {
  const { client } = linkOf(session);
  const { access } = session.now;
  return access === undefined ? ask(client) : withAccess(access, signal, () => ask(client));
}

/** Where parameters are asked for. */
export const deskOf = ({ reader, screen }: Session): Desk => ({ reader, aside: screen.aside, bad: screen.bad });

/** The server to connect to again. @throws ClientError */
export function lastUrl({ now, home }: Session): URL {
  const url = now.url ?? home;
  if (url === undefined) throw usageError('Which server? `connect URL`, such as http://localhost:3334/mcp.');
  return url;
}

/** Asks the server for its tools again. */
export async function refreshTools(session: Session, signal: AbortSignal): Promise<void> {
  if (linkOf(session).client.getServerCapabilities()?.tools === undefined) return;
  const options = { cacheMode: 'refresh', signal } as const;
  const { tools } = await withLink(session, signal, (client) => client.listTools({}, options));
  session.now.tools = tools;
}

const tracing = ({ now, trace }: Session) =>
  tracedFetch(fetch, (line) => {
    if (now.debug) trace(line);
  });
