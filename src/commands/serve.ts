import closeWithGrace from 'close-with-grace';
import { loadConfig, unknownVariables } from '../config.ts';
import { listen } from '../http/listen.ts';
import { createLogger, createService } from '../service.ts';

/** Seconds beyond the longest call that a shutdown may take. */
const GRACE_SECONDS = 5;

/** `cloudwatch-mcp serve`, the default: listens until SIGTERM or SIGINT, then answers what is under way and ends. */
export async function serve(argv: readonly string[]): Promise<void> {
  const config = loadConfig(argv);
  const log = createLogger(config, 1);
  const unknown = unknownVariables();
  if (unknown.length > 0) log.warn({ variables: unknown }, 'variables that are no settings are ignored');
  const service = createService(config, log);
  const server = await listen(config, service.mcp, log, service.registry);
  log.info(
    { url: server.url, admin: server.adminUrl, regions: config.regions, toolsets: config.toolsets },
    'listening',
  );
  closeWithGrace({ delay: (config.toolTimeout + GRACE_SECONDS) * 1000, logger: false }, async ({ err, signal }) => {
    if (err) log.fatal({ err }, 'ending after an error');
    else log.info({ signal }, 'draining');
    await server.close();
    service.close();
    log.info('ended');
  });
}
