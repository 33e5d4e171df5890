import type { Logger } from 'pino';
import { fileTrouble } from '../../file-trouble.ts';
import type { Principal } from '../../principal.ts';
import { readTokenFile, readTokensAtStart, signatureOf, troubleOf } from './token-file.ts';
import { findEntry, type TokenEntry, type TokenList } from './token-list.ts';
import type { Verifier } from './verdict.ts';

/** How often a use of the file looks whether it has changed, milliseconds. */
const LOOK_MS = 1_000;
/** The same while nobody uses it: what is wrong with it shows before somebody needs it. */
const QUIET_LOOK_MS = 30_000;
/** How long a file may be away, or not be readable, before that means nobody: links are swapped, milliseconds. */
const AWAY_MS = 2_000;
/** How often what stays wrong is said again, milliseconds. */
const REPEAT_MS = 60_000;

interface Holder extends TokenEntry {
  readonly principal: Principal;
}

/** Takes the tokens of a file. */
export interface BearerVerifier {
  readonly verify: Verifier;
  /** Ends the looking. */
  close(): void;
}

/**
 * Takes the tokens of a file, which is read again when it has changed: Kubernetes swaps a link when a Secret does. What is
 * not in the file any more is refused, also where the rest cannot be read: lines that are wrong are nobody's, and a file
 * that is empty or gone lets nobody in. Each leaves a warning in the log.
 * @param clock epoch milliseconds
 * @throws ConfigError where the file cannot be read at the start, or has a mistake or no token
 */
export function bearerVerifier(path: string, log: Logger, clock: () => number = Date.now): BearerVerifier {
  const start = readTokensAtStart(path);
  let seen: string | undefined = start.signature;
  let holders = holdersOf(start.list);
  let lookedAt = clock();
  let awaySince: number | undefined;
  /** What is wrong with the file now. */
  let trouble: string | undefined;
  let told: { readonly trouble: string; readonly at: number } | undefined;

  const read = (): void => {
    try {
      const signature = signatureOf(path);
      awaySince = undefined;
      if (signature === seen) return;
      const list = readTokenFile(path);
      seen = signature;
      holders = holdersOf(list);
      trouble = troubleOf(list);
      log.info({ file: path, tokens: holders.length }, 'tokens read again');
    } catch (error) {
      seen = undefined;
      trouble = fileTrouble(error);
      awaySince ??= clock();
      if (Math.abs(clock() - awaySince) >= AWAY_MS) holders = [];
    }
  };
  const look = (): void => {
    if (Math.abs(clock() - lookedAt) < LOOK_MS) return;
    lookedAt = clock();
    read();
    if (trouble === undefined) told = undefined;
    else if (trouble !== told?.trouble || Math.abs(clock() - told.at) >= REPEAT_MS) {
      told = { trouble, at: clock() };
      log.warn(
        { file: path, reason: trouble, tokens: holders.length },
        'the file of tokens cannot be read in full: only these tokens are good',
      );
    }
  };
  const timer = setInterval(look, QUIET_LOOK_MS).unref();
  return {
    verify(token) {
      look();
      const holder = findEntry(holders, token);
      return holder === undefined ? { refused: 'no such token' } : { principal: holder.principal };
    },
    close: () => clearInterval(timer),
  };
}

function holdersOf({ entries }: TokenList): Holder[] {
  return entries.map((entry) => ({ ...entry, principal: { name: entry.name, groups: [], scopes: undefined } }));
}
