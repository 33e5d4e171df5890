import { parseArgs } from 'node:util';
import { connect } from '../client/connect.ts';
import { configBlocks } from '../client/config-blocks.ts';
import { terminalOf } from '../client/env.ts';
import { screenFor, type Screen } from '../client/screen.ts';
import { askThrough, StepError } from '../client/walk/ask.ts';
import { walk } from '../client/walk/walk.ts';
import { ConfigError, loadConfig } from '../config.ts';
import { listen } from '../http/listen.ts';
import type { SandboxOptions } from '../sandbox/sandbox.ts';
import { createLogger, createService } from '../service.ts';
import { VERSION } from '../version.ts';

/** What a run of the demo needs to know. */
export interface DemoOptions {
  /** As the command line gives it; undefined for the service's own default. */
  readonly port?: string | undefined;
  /** Leave after the walk instead of serving on. */
  readonly once: boolean;
  readonly screen: Screen;
  /** Aborted to end the demo, wherever it is. */
  readonly signal: AbortSignal;
  /** For tests: faults and worlds of the sandbox. */
  readonly sandbox?: SandboxOptions | undefined;
}

const REGION = 'us-east-1';

/** Exit codes: a step of the walk failed; it was interrupted (as shells count SIGINT). */
const FAILED = 1;
const INTERRUPTED = 130;

/**
 * `cloudwatch-mcp demo [--once] [--port n]`: the service against a world of its own, and a walk through its incident by an
 * MCP client. Reads no environment but the terminal's, so that it is the same everywhere.
 * @throws ConfigError for a wrong flag or a taken port
 */
export async function demo(argv: readonly string[]): Promise<void> {
  const flags = readFlags(argv);
  const end = new AbortController();
  const stop = () => end.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  // The reader of a pipe may leave early (`| head`): then there is nobody to show anything to.
  process.stdout.on('error', stop);
  const screen = screenFor(terminalOf(process.stdout), (text) => void process.stdout.write(text));
  process.exitCode = await runDemo({ ...flags, screen, signal: end.signal });
}

function readFlags(argv: readonly string[]): { port?: string | undefined; once: boolean } {
  try {
    const options = { port: { type: 'string' }, once: { type: 'boolean', default: false } } as const;
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    throw new ConfigError(
      `${error instanceof Error ? error.message.split('. ')[0] : String(error)}. Flags of demo: --port, --once.`,
    );
  }
}

/** @returns the exit code */
export async function runDemo(options: DemoOptions): Promise<number> {
  const closers: (() => unknown)[] = [];
  try {
    const { startSandbox, sandboxCredentials } = await import('../sandbox/sandbox.ts');
    const sandbox = await startSandbox(options.sandbox);
    closers.unshift(() => sandbox.close());
    const config = loadConfig(options.port === undefined ? [] : ['--port', options.port], {
      CLOUDWATCH_MCP_ADMIN_PORT: '0',
      CLOUDWATCH_MCP_LOG_LEVEL: 'CRITICAL',
      CLOUDWATCH_MCP_REGIONS: REGION,
    });
    const log = createLogger(config, 2);
    const service = createService(config, log, { aws: { endpoint: sandbox.url, credentials: sandboxCredentials } });
    closers.unshift(() => service.close());
    const server = await listen(config, service.mcp, log, service.registry);
    closers.unshift(() => server.close());
    return await serveAndShow(server.url, options);
  } finally {
    for (const close of closers) await close();
  }
}

/** @returns the exit code */
async function serveAndShow(url: string, options: DemoOptions): Promise<number> {
  const { screen, signal, once } = options;
  const failed = await show(url, options);
  if (signal.aborted) return INTERRUPTED;
  showBlocks(screen, url);
  if (!once) {
    screen.heading(`Serving ${url} until Ctrl-C.`);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  return failed ? FAILED : 0;
}

/** @returns whether a step failed */
async function show(url: string, { screen, signal }: DemoOptions): Promise<boolean> {
  const connection = await connect(url, VERSION);
  try {
    screen.heading(`${connection.server} at ${url}, MCP ${connection.protocol}`);
    await walk(askThrough(connection, screen, signal));
    return false;
  } catch (error) {
    if (signal.aborted) return true;
    if (!(error instanceof StepError)) throw error;
    screen.bad(`\n${error.message}`);
    return true;
  } finally {
    await connection.close();
  }
}

function showBlocks(screen: Screen, url: string): void {
  screen.heading('To ask it yourself, paste one of these:');
  for (const { client, file, text, note } of configBlocks(url)) {
    screen.heading(`${client}: ${file}`);
    screen.block(text);
    if (note !== undefined) screen.aside(note);
  }
}
