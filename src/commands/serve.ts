import closeWithGrace from 'close-with-grace';
import { configPath, loadConfig, tracingSettings, unknownVariables } from '../config.ts';
import { watchEventLoop } from '../event-loop-watch.ts';
import { listen } from '../http/listen.ts';
import { safeError } from '../redaction/safe-error.ts';
import { createLogger, createService } from '../service.ts';

/** Seconds beyond the delay and the longest call that a shutdown may take. */
const GRACE_SECONDS = 5;

/** `cloudwatch-mcp serve`, the default: listens until SIGTERM or SIGINT, then answers what is under way and ends. */
export async function serve(argv: readonly string[]): Promise<void> {
  const config = loadConfig(argv);
  const log = createLogger(config, 1);
  const unknown = unknownVariables();
  if (unknown.length > 0) log.warn({ variables: unknown }, 'variables that are no settings are ignored');
  const { settings: traces, warnings } = tracingSettings();
  for (const warning of warnings) log.warn(warning);
  // Who takes no traces does not load what sends them.
  const tracing = traces && (await import('../telemetry/otel/start-tracing.ts')).startTracing(traces, log);
  // Nothing catches it: what ends the process in order after an error does so.
  const outOfMemory = () => {
    throw new Error('out of memory');
  };
  const service = createService(config, log, { isMeasured: config.adminPort !== 0, tracing, outOfMemory });
  const server = await listen(config, service.mcp, log, service.registry);
  const { accounts } = config;
  log.info(
    {
      url: server.url,
      admin: server.adminUrl,
      config: configPath(argv),
      auth: config.auth,
      regions: [...new Set(accounts?.flatMap(({ regions }) => regions ?? config.regions) ?? config.regions)],
      accounts: accounts?.map(({ alias }) => alias),
      rules: config.policy?.rules?.length ?? 0,
      toolsets: config.toolsets,
      tools: service.mcp.tools.size,
      traces: traces?.endpoint,
    },
    'listening',
  );
  const unwatch = watchEventLoop(log);
  const graceSeconds = config.drainDelay + config.toolTimeout + GRACE_SECONDS;
  closeWithGrace({ delay: graceSeconds * 1000, logger: false }, async ({ err, signal }) => {
    // Whoever ends it by Ctrl-C has no load balancer before it that must hear of it first.
    const delay = signal === 'SIGTERM' ? config.drainDelay : 0;
    if (err) log.fatal({ err: safeError(err) }, 'ending after an error');
    else log.info({ signal, delay }, 'draining');
    await server.close(delay * 1000);
    unwatch();
    service.close();
    await tracing?.close();
    log.info('ended');
    await new Promise((resolve) => log.flush(resolve));
  });
}
