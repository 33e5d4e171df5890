import { loadConfig } from '../config.ts';
import { serveOverStdio } from '../mcp/stdio.ts';
import { safeError } from '../redaction/safe-error.ts';
import { createLogger, createService } from '../service.ts';

/** How long the last lines of the log may take: nobody may read them. */
const LAST_LINES_MS = 1_000;

/** `cloudwatch-mcp stdio`: speaks MCP over standard input and output for one local client; logs go to standard error. */
export function stdio(argv: readonly string[]): void {
  const config = loadConfig(argv);
  const log = createLogger(config, 2);
  // Its client starts it anew.
  const outOfMemory = () => {
    throw new Error('out of memory');
  };
  const service = createService(config, log, { isMeasured: false, outOfMemory });
  serveOverStdio(service.mcp, (error) => log.warn({ err: safeError(error) }, 'stdio'), service.close);
  // Node would print the message, which may quote what was read.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: safeError(error) }, 'ending after an error');
    const end = () => process.exit(1);
    log.flush(end);
    setTimeout(end, LAST_LINES_MS);
  });
}
