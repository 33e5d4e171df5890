import { parseArgs } from 'node:util';
import { ConfigError } from '../config.ts';

/** What `client` and `call` are told on the command line. */
export interface ClientFlags {
  readonly positionals: readonly string[];
  readonly json: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds that a call may take. */
  readonly timeoutMs: number;
  readonly interactive: boolean;
  readonly debug: boolean;
  /** Whether a browser may be opened for a login. */
  readonly browser: boolean;
}

/** Beyond the deadline of this project's own calls. */
const TIMEOUT_S = 120;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  header: { type: 'string', multiple: true, default: [] as string[] },
  timeout: { type: 'string', default: String(TIMEOUT_S) },
  interactive: { type: 'boolean', default: false },
  debug: { type: 'boolean', default: false },
  'no-browser': { type: 'boolean', default: false },
} as const;

/** @throws ConfigError */
export function readClientFlags(command: 'call' | 'client', argv: readonly string[]): ClientFlags {
  const { values, positionals } = parsed(command, argv);
  const seconds = Number(values.timeout);
  if (!(seconds > 0)) throw new ConfigError(`--timeout ${values.timeout}: seconds are wanted, such as --timeout 60.`);
  return {
    positionals,
    json: values.json,
    headers: Object.fromEntries(values.header.map(headerOf)),
    timeoutMs: seconds * 1000,
    interactive: values.interactive,
    debug: values.debug,
    browser: !values['no-browser'],
  };
}

function parsed(command: string, argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: true });
  } catch (error) {
    const what = error instanceof Error ? error.message.split('. ')[0] : String(error);
    const names = Object.keys(OPTIONS).map((name) => `--${name}`);
    throw new ConfigError(`${what}. Flags of ${command}: ${names.join(', ')}.`);
  }
}

function headerOf(line: string): [string, string] {
  const [, name = '', value = ''] = /^([!#$%&'*+.^_`|~\w-]+)\s*:\s*(.+)$/.exec(line) ?? [];
  if (name === '') throw new ConfigError('--header wants a name and a value, such as --header "X-Team: shop".');
  return [name.toLowerCase(), value];
}

/**
 * The server's URL, http or https.
 * @throws ConfigError
 */
export function serverUrl(command: string, text: string | undefined): URL {
  const url = URL.parse(text ?? '');
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError(
      `${command} wants the URL of an MCP server, such as http://localhost:3334/mcp${text === undefined ? '.' : `; ${JSON.stringify(text)} is none.`}`,
    );
  }
  url.hash = '';
  return url;
}
