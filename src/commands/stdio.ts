import { loadConfig } from '../config.ts';
import { serveOverStdio } from '../mcp/stdio.ts';
import { safeError } from '../redaction/safe-error.ts';
import { createLogger, createService } from '../service.ts';

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
  process.once('uncaughtException', (error) => {
    log.fatal({ err: safeError(error) }, 'ending after an error');
    process.exit(1);
  });
}
