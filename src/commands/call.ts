import { text as readAll } from 'node:stream/consumers';
import { callOnce } from '../client/call-once.ts';
import { openBrowser } from '../client/auth/browser.ts';
import { messageLine, tracedFetch } from '../client/debug.ts';
import { clientSettings, terminalOf } from '../client/env.ts';
import { visible, visibleJson } from '../client/paint.ts';
import { progressBar } from '../client/progress-bar.ts';
import { resultJson, resultText } from '../client/results/result-text.ts';
import { accessTo } from '../client/session/access.ts';
import { explain } from '../client/session/explain.ts';
import { EXIT } from '../client/trouble.ts';
import { ConfigError } from '../config.ts';
import { VERSION } from '../version.ts';
import { readClientFlags, serverUrl } from './client-flags.ts';

/**
 * `cloudwatch-mcp call URL tool [name=value…] [--json]`: one call of a tool of any MCP server, for scripts. Exit code 0: an
 * answer; 1: the tool's error; 2: a wrong flag, tool or argument; 3: no connection, or not let in.
 * @throws ConfigError for a wrong flag
 */
export async function call(argv: readonly string[]): Promise<void> {
  const flags = readClientFlags('call', argv);
  const settings = clientSettings();
  const url = serverUrl('call', flags.positionals[0]);
  const [, tool = '', ...words] = flags.positionals;
  if (tool === '')
    throw new ConfigError('call wants a tool behind the URL: `cloudwatch-mcp call URL describe_alarms state=ALARM`.');
  const end = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end.abort());
  // The reader of a pipe may leave early (`| head`).
  process.stdout.on('error', () => process.exit());
  const terminal = terminalOf(process.stderr);
  const write = process.stderr.isTTY ? (text: string) => void process.stderr.write(text) : undefined;
  const say = (line: string) => void process.stderr.write(`${visible(line)}\n`);
  const trace = (line: string) => {
    if (flags.debug || settings.debug) say(line);
  };
  const traced = tracedFetch(fetch, trace);
  const present = (address: URL) => {
    say(`Log in here: ${address.href}`);
    if (flags.browser) openBrowser(address, settings);
  };
  try {
    const result = await callOnce({
      url,
      tool,
      words,
      readInput: () => readAll(process.stdin),
      access: accessTo(url, {
        settings,
        fetch: traced,
        ownHeader: 'authorization' in flags.headers,
        present: process.stdin.isTTY && process.stderr.isTTY ? present : undefined,
      }),
      fetch: traced,
      onMessage: (direction, message) => trace(messageLine(direction, message)),
      headers: flags.headers,
      version: VERSION,
      timeoutMs: flags.timeoutMs,
      signal: end.signal,
      bar: progressBar(write, terminal.columns),
    });
    const shown = flags.json ? visibleJson(resultJson(result)) : visible(resultText(result));
    process.stdout.write(`${shown}\n`);
    process.exitCode = result.isError === true ? EXIT.toolError : EXIT.fine;
  } catch (error) {
    const { message, exitCode } = explain(error, url);
    process.exitCode = end.signal.aborted ? EXIT.interrupted : exitCode;
    process.stderr.write(`cloudwatch-mcp: ${end.signal.aborted ? 'Cancelled.' : visible(message)}\n`);
  }
}
