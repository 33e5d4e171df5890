import * as z from 'zod';
import { ToolError } from '../errors.ts';
import type { Window } from '../model.ts';
import { digest, KEPT_CHARS, shorten, type Shown } from '../tools/paging.ts';

/** A cursor never gets longer than this, in characters: clients and models carry it about. */
export const MAX_CURSOR_CHARS = 400;

export interface Cursor {
  readonly question: string;
  readonly after: Shown | undefined;
  readonly window: Window | undefined;
  readonly hint: string | undefined;
  /** Accounts, regions or log groups that did not answer on the pages before: what they have of those pages is on none. */
  readonly missed: readonly string[];
}

/** Names of what was missed that are carried, in bytes altogether; of more the number is. */
const MISSED_BYTES = 80;

/** The last millisecond of the year 9999: later times have no ISO form that others read. */
const MAX_TIME = 253_402_300_799_999;

const windowOnWire = z
  .tuple([z.int().min(0).max(MAX_TIME), z.int().min(0).max(MAX_TIME)])
  .refine(([start, end]) => start < end);
const componentOnWire = z.union([
  z.string(),
  z.number().min(-MAX_TIME).max(MAX_TIME),
  z.tuple([z.string(), z.string()]),
  z.strictObject({ times: z.int().min(2).max(1e9) }),
]);

/** A cursor is not signed: whatever a caller may have made of it must be as good as one of ours. */
const wire = z.tuple([
  z.literal(1),
  z.string(),
  z.union([z.array(componentOnWire), z.null()]),
  z.union([windowOnWire, z.null()]),
  z.union([z.string(), z.null()]),
  z.array(z.string().max(MISSED_BYTES)).max(MISSED_BYTES).optional(),
]);

/** A digest of what was asked, without where to go on and how much to show: 12 characters. */
export function questionDigest(tool: string, input: Readonly<Record<string, unknown>>): string {
  const { cursor: _cursor, limit: _limit, ...question } = input;
  const sorted = Object.entries(question)
    .filter(([, value]) => value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return digest(JSON.stringify([tool, sorted]));
}

export function encodeCursor(cursor: {
  question: string;
  after: Shown | undefined;
  window: Window | undefined;
  hint: string | undefined;
  missed?: readonly string[];
  /** The row may be known by less, but not the hint. */
  needsHint?: boolean;
}): string {
  const window = cursor.window === undefined ? null : [cursor.window.start, cursor.window.end];
  const missed = namesWithin(cursor.missed ?? []);
  const attempt = (hint: string | undefined, kept: number) => {
    const after = cursor.after === undefined ? null : shorten(cursor.after, kept);
    return pack([1, cursor.question, after, window, hint ?? null, ...(missed.length > 0 ? [missed] : [])]);
  };
  // The texts of the key are cut where they are too long, their digests stay; the hint only saves work and goes first.
  const lengths = [Infinity, KEPT_CHARS, 24, 8, 0];
  const attempts = [
    ...lengths.slice(0, cursor.needsHint === true ? undefined : 2).map((kept) => attempt(cursor.hint, kept)),
    ...lengths.map((kept) => attempt(undefined, kept)),
  ];
  return attempts.find((text) => text.length <= MAX_CURSOR_CHARS) ?? attempts.at(-1) ?? '';
}

/**
 * Reads a cursor and holds it against the question it comes with.
 * @throws ToolError invalid_input where it is not one of ours, or another question's
 */
export function decodeCursor(text: string, question: string): Cursor {
  const parsed = wire.safeParse(unpack(text));
  if (!parsed.success) {
    throw new ToolError(
      'invalid_input',
      'cursor is not one that this server gave out. Leave it out to start from the first row.',
    );
  }
  const [, asked, after, window, hint, missed] = parsed.data;
  if (asked !== question) {
    throw new ToolError(
      'invalid_input',
      'cursor belongs to another question: repeat the call that gave it with exactly the same arguments (only limit may differ), or leave cursor out to start from the first row.',
    );
  }
  return {
    question,
    after: after ?? undefined,
    window: window === null ? undefined : { start: window[0], end: window[1] },
    hint: hint ?? undefined,
    missed: missed ?? [],
  };
}

function namesWithin(names: readonly string[]): readonly string[] {
  return Buffer.byteLength(JSON.stringify(names)) <= MISSED_BYTES ? names : [`${names.length} of what was asked`];
}

function pack(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function unpack(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
