import { createHash, timingSafeEqual } from 'node:crypto';
import { TOKEN } from './authorization-header.ts';

/** A line of the file of tokens: who holds the token, and the SHA-256 digest of it. */
export interface TokenEntry {
  readonly name: string;
  readonly digest: Buffer;
}

/** What is shorter can be guessed. */
const MIN_TOKEN = 20;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/;

/** What a file of tokens says, and which of its lines say nothing that can be read: never what they hold. */
export interface TokenList {
  readonly entries: readonly TokenEntry[];
  readonly mistakes: readonly string[];
}

/**
 * Reads lines `name: token` or `name: sha256:<64 hex digits>`; empty lines and those that begin with # say nothing. A name
 * may stand twice, so that a token can be replaced while its holder still uses the old one.
 */
export function parseTokenList(text: string): TokenList {
  const lines = new Map<string, number>();
  const entries: TokenEntry[] = [];
  const mistakes: string[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const number = index + 1;
    const entry = parseLine(line);
    const before = typeof entry === 'string' ? undefined : lines.get(entry.digest.toString('hex'));
    if (typeof entry === 'string') mistakes.push(`line ${number}: ${entry}`);
    else if (before !== undefined) mistakes.push(`line ${number} has the token of line ${before}`);
    else {
      lines.set(entry.digest.toString('hex'), number);
      entries.push(entry);
    }
  }
  return { entries, mistakes };
}

/** @returns what is wrong, where it is no entry */
function parseLine(line: string): TokenEntry | string {
  const colon = line.indexOf(':');
  if (colon < 0) return 'it must be "name: token"';
  const name = line.slice(0, colon).trim();
  const token = line.slice(colon + 1).trim();
  if (!NAME.test(name)) return 'the name must be letters, digits and ._@+-, at most 64';
  if (token.startsWith('sha256:')) {
    const hex = token.slice('sha256:'.length);
    if (!/^[\da-f]{64}$/i.test(hex)) return 'after sha256: there must be 64 hex digits';
    return { name, digest: Buffer.from(hex, 'hex') };
  }
  if (!TOKEN.test(token)) return 'the token may hold letters, digits and -._~+/ only, with = at its end';
  if (token.length < MIN_TOKEN) return `the token must have at least ${MIN_TOKEN} characters`;
  return { name, digest: digestOf(token) };
}

/** The entry of a token. Takes the same time wherever it stands, and how much of it is right. */
export function findEntry<T extends TokenEntry>(entries: readonly T[], token: string): T | undefined {
  const digest = digestOf(token);
  let found: T | undefined;
  for (const entry of entries) if (timingSafeEqual(entry.digest, digest)) found = entry;
  return found;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
