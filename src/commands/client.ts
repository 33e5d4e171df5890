import { join } from 'node:path';
import { clientSettings, terminalOf } from '../client/env.ts';
import { visible } from '../client/paint.ts';
import { screenFor } from '../client/screen.ts';
import { runSession } from '../client/session/run-session.ts';
import { openHistory } from '../client/terminal/history.ts';
import { lineReader } from '../client/terminal/line-reader.ts';
import { ConfigError } from '../config.ts';
import { VERSION } from '../version.ts';
import { readClientFlags, serverUrl } from './client-flags.ts';

/**
 * `cloudwatch-mcp client [URL]`: a session at the terminal with any MCP server over streamable HTTP.
 * @throws ConfigError for a wrong flag, and where standard input is no terminal and `--interactive` is not said
 */
export async function client(argv: readonly string[]): Promise<void> {
  const flags = readClientFlags('client', argv);
  const settings = clientSettings();
  const named = flags.positionals[0] ?? settings.url;
  const home = named === undefined ? undefined : serverUrl('client', named);
  if (flags.positionals.length > 1)
    throw new ConfigError('client takes one URL. `cloudwatch-mcp call URL tool` calls a tool.');
  if (!process.stdin.isTTY && !flags.interactive) {
    throw new ConfigError(
      'client needs a terminal. In a script use `cloudwatch-mcp call URL tool name=value`, or --interactive to read commands from standard input.',
    );
  }
  const terminal = terminalOf(process.stdout);
  const write = (text: string) => void process.stdout.write(text);
  // The reader of a pipe may leave early (`| head`).
  process.stdout.on('error', () => process.exit());
  const reader = lineReader({
    input: process.stdin,
    output: process.stdout,
    history: openHistory(join(settings.stateFolder, 'history')),
  });
  await runSession({
    settings,
    version: VERSION,
    headers: flags.headers,
    timeoutMs: flags.timeoutMs,
    json: flags.json,
    screen: screenFor(terminal, write, 'whole'),
    terminal,
    live: process.stdin.isTTY && process.stdout.isTTY,
    reader,
    browser: flags.browser,
    trace: (line) => reader.above(visible(line), process.stderr),
    write,
    home,
    now: {
      url: home,
      access: undefined,
      link: undefined,
      tools: [],
      debug: flags.debug || settings.debug,
      quit: false,
    },
  });
}
