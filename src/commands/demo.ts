import { parseArgs } from 'node:util';
import { connect } from '../client/connect.ts';
import { configBlocks } from '../client/config-blocks.ts';
import { demoPort, terminalOf } from '../client/env.ts';
import { screenFor, type Screen } from '../client/screen.ts';
import { askThrough, StepError } from '../client/walk/ask.ts';
import { conclusion } from '../client/walk/conclusion.ts';
import { walk } from '../client/walk/walk.ts';
import { ConfigError, loadConfig, type Config } from '../config.ts';
import { listen } from '../http/listen.ts';
import type { PrometheusServer } from '../sandbox/prometheus-server.ts';
import type { Sandbox, SandboxOptions } from '../sandbox/sandbox.ts';
import { createLogger, createService } from '../service.ts';
import { VERSION } from '../version.ts';

/** What a run of the demo needs to know. */
export interface DemoOptions {
  /** As the command line gives it; undefined for the service's own default. */
  readonly port?: string | undefined;
  /** As the environment gives it; a flag beats it. */
  readonly envPort?: string | undefined;
  /** As the command line gives them; undefined for the service's own default. */
  readonly toolsets?: string | undefined;
  /** Leave after the walk instead of serving on. */
  readonly once: boolean;
  readonly screen: Screen;
  /** Aborted to end the demo, wherever it is. */
  readonly signal: AbortSignal;
  /** For tests: faults and worlds of the sandbox. */
  readonly sandbox?: SandboxOptions | undefined;
  /** The binary of Prometheus; `prometheus` on the PATH unless given. */
  readonly prometheus?: string | undefined;
}

const REGION = 'us-east-1';

const NO_PROMETHEUS =
  'No prometheus and promtool were found on the PATH. Debian and Ubuntu: apt install prometheus; macOS: brew install prometheus; else https://prometheus.io/download.';

/** Exit codes: a step of the walk failed; it was interrupted (as shells count SIGINT). */
const FAILED = 1;
const INTERRUPTED = 130;

/**
 * `cloudwatch-mcp demo [--once] [--port n] [--toolsets all]`: the service against a world of its own, for this machine alone, and a walk
 * through its incident by an MCP client. Reads no environment but the terminal's and CLOUDWATCH_MCP_PORT, so
 * that it is the same everywhere.
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
  process.exitCode = await runDemo({ ...flags, envPort: demoPort(), screen, signal: end.signal });
}

function readFlags(argv: readonly string[]): Pick<DemoOptions, 'port' | 'toolsets' | 'once'> {
  const options = {
    port: { type: 'string' },
    toolsets: { type: 'string' },
    once: { type: 'boolean', default: false },
  } as const;
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true });
    return { port: values.port, toolsets: values.toolsets, once: values.once };
  } catch (error) {
    const what = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new ConfigError(`${what}. Flags of demo: --port, --once, --toolsets.`);
  }
}

/** Nothing but the flags and the port: the other settings of a real service have no say here. */
function configOf({ port, envPort, toolsets }: Pick<DemoOptions, 'port' | 'envPort' | 'toolsets'>): Config {
  const flags = Object.entries({ port, toolsets }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`],
  );
  return loadConfig(flags, {
    CLOUDWATCH_MCP_PORT: envPort,
    CLOUDWATCH_MCP_ADMIN_PORT: '0',
    CLOUDWATCH_MCP_LOG_LEVEL: 'CRITICAL',
    CLOUDWATCH_MCP_REGIONS: REGION,
    CLOUDWATCH_MCP_ALLOW_UNAUTHENTICATED: 'true',
  });
}

/** @returns the exit code */
export async function runDemo(options: DemoOptions): Promise<number> {
  const closers: (() => unknown)[] = [];
  try {
    const { startSandbox, sandboxCredentials } = await import('../sandbox/sandbox.ts');
    const sandbox = await startSandbox(options.sandbox);
    closers.unshift(() => sandbox.close());
    const config = configOf(options);
    const log = createLogger(config, 2);
    const service = createService(config, log, { aws: { endpoint: sandbox.url, credentials: sandboxCredentials } });
    closers.unshift(() => service.close());
    const server = await listen(config, service.mcp, log, service.registry);
    closers.unshift(() => server.close());
    const prometheus = prometheusBeside(sandbox, options.prometheus);
    closers.unshift(async () => {
      const beside = await prometheus;
      if ('server' in beside) await beside.server.stop();
    });
    return await serveAndShow(server.url, prometheus, options);
  } finally {
    for (const close of closers) await close();
  }
}

/** What became of the Prometheus beside the sandbox: it runs, or there is none, and why. */
type Beside = { readonly server: PrometheusServer } | { readonly missing: string };

/** Begins at once, since it takes seconds: the walk comes to it last. Never rejects. */
async function prometheusBeside(sandbox: Sandbox, binary?: string): Promise<Beside> {
  try {
    const { startPrometheus } = await import('../sandbox/prometheus-server.ts');
    const server = await startPrometheus(await sandbox.world(REGION), { sandboxUrl: sandbox.url, binary });
    if (server === undefined) return { missing: NO_PROMETHEUS };
    sandbox.setPrometheusUrl(server.url);
    return { server };
  } catch (error) {
    return { missing: `Prometheus did not start: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** @returns the exit code */
async function serveAndShow(url: string, prometheus: Promise<Beside>, options: DemoOptions): Promise<number> {
  const { screen, signal, once } = options;
  const failed = await show(url, prometheus, options);
  if (signal.aborted) return INTERRUPTED;
  screen.heading(
    once ? 'While the demo is serving (npm run demo), paste one of these:' : 'To ask it yourself, paste one of these:',
  );
  showBlocks(screen, once ? servingUrl(options) : url);
  if (!once) {
    screen.heading(`Serving ${url} until Ctrl-C.`);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  return failed ? FAILED : 0;
}

/** @returns whether a step failed */
async function show(url: string, prometheus: Promise<Beside>, { screen, signal }: DemoOptions): Promise<boolean> {
  const connection = await connect(url, VERSION);
  try {
    screen.heading(`${connection.server} at ${url}, MCP ${connection.protocol}`);
    screen.aside('The data is an invented shop in an embedded sandbox, and a script asks here in place of a model.');
    screen.aside(`(Wrapped to ${screen.columns} columns here; a model gets each line whole.)`);
    const findings = await walk(askThrough(connection, screen, signal), async () => {
      const beside = await prometheus;
      if ('missing' in beside) screen.aside(`\nPromQL is left out. ${beside.missing}`);
      return 'server' in beside;
    });
    screen.heading('So:');
    const [cause = '', ...evidence] = conclusion(findings);
    screen.good(cause);
    for (const sentence of evidence) screen.say(sentence);
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

/** Where a demo that goes on listens: a free port (0) is another each time. */
function servingUrl(options: DemoOptions): string {
  const { port } = configOf(options);
  return `http://localhost:${port === 0 ? configOf({}).port : port}/mcp`;
}

function showBlocks(screen: Screen, url: string): void {
  for (const { client, file, text, note } of configBlocks(url)) {
    screen.heading(`${client}: ${file}`);
    screen.block(text);
    if (note !== undefined) screen.aside(note);
  }
}
