import { readFileSync, statSync } from 'node:fs';
import { ConfigError } from '../../config-error.ts';
import { fileTrouble } from '../../file-trouble.ts';
import { parseTokenList, type TokenList } from './token-list.ts';

/** Far above any list of people. */
const MAX_BYTES = 1024 * 1024;

/** Mistakes of a file that are told at once. */
const MOST_TOLD = 5;

/** Differs when the file does, also where another takes its place. Throws where there is none that can be read. */
export function signatureOf(path: string): string {
  const { ino, size, mtimeMs, ctimeMs } = statSync(path);
  if (size > MAX_BYTES) throw new Error(`it has ${size} bytes, at most ${MAX_BYTES} are read`);
  return [ino, size, mtimeMs, ctimeMs].join(' ');
}

export function readTokenFile(path: string): TokenList {
  return parseTokenList(readFileSync(path, 'utf8'));
}

/** What is wrong with a file of tokens, in words and without what it holds; undefined where nothing is. */
export function troubleOf({ entries, mistakes }: TokenList): string | undefined {
  const rest = mistakes.length > MOST_TOLD ? [`and ${mistakes.length - MOST_TOLD} more`] : [];
  if (mistakes.length > 0) return [...mistakes.slice(0, MOST_TOLD), ...rest].join('; ');
  return entries.length === 0 ? 'it holds no token' : undefined;
}

/**
 * A file of tokens without any mistake, as the start demands it.
 * @throws ConfigError
 */
export function readTokensAtStart(path: string): { signature: string; list: TokenList } {
  const refuse = (why: string): never => {
    throw new ConfigError(
      `CLOUDWATCH_MCP_BEARER_TOKENS_FILE (--bearer-tokens-file) is ${JSON.stringify(path)}: ${why}.`,
    );
  };
  try {
    const signature = signatureOf(path);
    const list = readTokenFile(path);
    const trouble = troubleOf(list);
    return trouble === undefined ? { signature, list } : refuse(trouble);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    return refuse(fileTrouble(error));
  }
}
