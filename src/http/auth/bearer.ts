import { readFileSync, statSync } from 'node:fs';
import type { Logger } from 'pino';
import { ConfigError } from '../../config-error.ts';
import type { Principal } from '../../principal.ts';
import { findEntry, parseTokenList, type TokenEntry } from './token-list.ts';
import type { Verifier } from './verdict.ts';

/** How often a use of the file looks whether it has changed, milliseconds. */
const LOOK_MS = 1_000;

/** Far above any list of people. */
const MAX_BYTES = 1024 * 1024;

interface Holder extends TokenEntry {
  readonly principal: Principal;
}

/**
 * Takes the tokens of a file, which is read again when it has changed: Kubernetes swaps a link when a Secret does. A new
 * file that cannot be read leaves the tokens as they were, and a warning in the log.
 * @param clock epoch milliseconds
 * @throws ConfigError where the file cannot be read at the start
 */
export function bearerVerifier(path: string, log: Logger, clock: () => number = Date.now): Verifier {
  let [seen, holders] = readAtStart(path);
  let lookedAt = clock();
  let complaint: string | undefined;

  const look = (): void => {
    if (Math.abs(clock() - lookedAt) < LOOK_MS) return;
    lookedAt = clock();
    try {
      const now = signatureOf(path);
      if (now === seen) return;
      seen = now;
      holders = readHolders(path);
      complaint = undefined;
      log.info({ file: path, tokens: holders.length }, 'tokens read again');
    } catch (error) {
      const { message } = error as Error;
      if (message !== complaint) log.warn({ file: path, reason: message }, 'the tokens stay as they were');
      complaint = message;
    }
  };
  return (token) => {
    look();
    const holder = findEntry(holders, token);
    return holder === undefined ? { refused: 'no such token' } : { principal: holder.principal };
  };
}

function readAtStart(path: string): [string, readonly Holder[]] {
  try {
    return [signatureOf(path), readHolders(path)];
  } catch (error) {
    throw new ConfigError(
      `CLOUDWATCH_MCP_BEARER_TOKENS_FILE (--bearer-tokens-file) is ${JSON.stringify(path)}: ${(error as Error).message}.`,
    );
  }
}

function readHolders(path: string): Holder[] {
  return parseTokenList(readFileSync(path, 'utf8')).map((entry) => ({
    ...entry,
    principal: { name: entry.name, groups: [], scopes: undefined },
  }));
}

/** Differs when the file does, also where another takes its place. */
function signatureOf(path: string): string {
  const { ino, size, mtimeMs, ctimeMs } = statSync(path);
  if (size > MAX_BYTES) throw new Error(`it has ${size} bytes, at most ${MAX_BYTES} are read`);
  return [ino, size, mtimeMs, ctimeMs].join(' ');
}
