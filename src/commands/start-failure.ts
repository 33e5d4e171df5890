import { ConfigError } from '../config-error.ts';
import { createRedactor } from '../redaction/redactor.ts';
import { safeError } from '../redaction/safe-error.ts';

/** A user and password before a host, also in what is no URL. */
const CREDENTIALS = /[^\s/=,"@:]{1,100}:(?!\/\/|\[redacted:)[^\s,"@]{1,200}(?=@[\w.[])/g;

/** What a command that could not start says of it on standard error: one line for a wrong setting, else where it happened. */
export function startFailure(error: unknown): { line: string; exitCode: number } {
  const message = error instanceof Error ? error.message : '';
  const said = createRedactor()(message).replaceAll(CREDENTIALS, '[redacted:connection-string]');
  if (error instanceof ConfigError) return { line: `cloudwatch-mcp: ${said}`, exitCode: 2 };
  const { type, stack } = safeError(error);
  return { line: `cloudwatch-mcp: ${type}: ${said}\n${stack}`, exitCode: 1 };
}
