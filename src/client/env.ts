import { homedir } from 'node:os';
import { join } from 'node:path';

/** What is known of the place the output goes to. */
export interface Terminal {
  /** Characters of a line. */
  readonly columns: number;
  readonly colour: boolean;
}

/** Where nothing says how wide the reader's window is: a pipe, a file, a CI log. */
const DEFAULT_COLUMNS = 100;
const MIN_COLUMNS = 40;

/**
 * How to write to `stream`. Colour is for terminals, unless `NO_COLOR` is set or `TERM` is `dumb`; `FORCE_COLOR` decides
 * where it is set (`0` and `false` turn colour off). `COLUMNS` is the width where the stream knows none.
 */
export function terminalOf(
  stream: { readonly isTTY?: boolean | undefined; readonly columns?: number | undefined },
  env: Readonly<Record<string, string | undefined>> = process.env,
): Terminal {
  const told = Number(env['COLUMNS']);
  const columns = stream.columns || (Number.isInteger(told) && told > 0 ? told : DEFAULT_COLUMNS);
  return { columns: Math.max(MIN_COLUMNS, columns), colour: wantsColour(stream.isTTY === true, env) };
}

function wantsColour(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}

type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment says to `client` and `call`. */
export interface ClientSettings {
  /** The server to speak to where the command line names none. */
  readonly url: string | undefined;
  /** A token to send as it is. */
  readonly accessToken: string | undefined;
  /** A client that is known to the authorization server; with the secret a machine. */
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  /** Where this client's metadata document is published. */
  readonly clientMetadataUrl: string | undefined;
  /** The only authorization server that the client's id and secret are for. */
  readonly issuer: string | undefined;
  /** Scopes to ask for, separated by blanks. */
  readonly scopes: string | undefined;
  /** Where the login comes back to: a loopback address that the authorization server knows. */
  readonly redirectUri: string | undefined;
  /** Whether to log in at an authorization server that does not say that it takes PKCE. */
  readonly assumePkce: boolean;
  readonly debug: boolean;
  /** Folders of this program's own. */
  readonly configFolder: string;
  readonly stateFolder: string;
  /** The command that opens a URL. */
  readonly browser: string | undefined;
  /** Whether windows can be opened. */
  readonly display: boolean;
}

/** The port that the environment gives the demo: all that it takes of the service's settings. */
export function demoPort(env: Variables = process.env): string | undefined {
  return env['CLOUDWATCH_MCP_PORT'] || undefined;
}

/** Variables of the client that are no settings of the service. */
export function clientSettings(env: Variables = process.env): ClientSettings {
  const told = (name: string) => env[`CLOUDWATCH_MCP_${name}`] || undefined;
  const says = (name: string) => !['', '0', 'false', 'off', 'no'].includes(told(name)?.toLowerCase() ?? '');
  return {
    url: told('URL'),
    accessToken: told('ACCESS_TOKEN'),
    clientId: told('CLIENT_ID'),
    clientSecret: told('CLIENT_SECRET'),
    clientMetadataUrl: told('CLIENT_METADATA_URL'),
    issuer: told('CLIENT_ISSUER'),
    scopes: told('CLIENT_SCOPES')?.replaceAll(',', ' '),
    redirectUri: told('CLIENT_REDIRECT_URI'),
    assumePkce: says('CLIENT_ASSUME_PKCE'),
    debug: says('DEBUG'),
    configFolder: join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'cloudwatch-mcp'),
    stateFolder: join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'cloudwatch-mcp'),
    browser: env['BROWSER'] || undefined,
    display: process.platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']),
  };
}
