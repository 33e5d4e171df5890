import { entropy, placeholder } from './rule.ts';

/** A message and where it was logged: those of one stream belong together, in whichever order of time they come. */
export interface LoggedMessage {
  readonly group: string;
  readonly stream: string;
  readonly message: string;
}

/** Edges of a private key, and what stands in the place of one whose begin is in the same message. */
const PRIVATE = /-----(?:BEGIN|END) (?:[A-Z]{2,9} ){0,3}PRIVATE KEY|\[redacted:private-key\]/;
/** Edges of what may be read: certificates, public keys. */
const PUBLIC = /-----(?:BEGIN|END) [A-Z0-9 ]{1,40}-----/;
/** A line of a body, alone or behind what a runtime puts before each line. */
const LONG = /(?<![\w+/=.-])[A-Za-z0-9+/]{60,}={0,2}(?![\w+/=.-])/;
const LONGS = new RegExp(LONG, 'g');
/** The last line of a body, alike. */
const SHORT = /(?<![^\s"'])(?:[A-Za-z0-9+/]{12,75}|[A-Za-z0-9+/]{2,75}={1,2})(?=\s*$|\\n["'])|^[A-Za-z0-9+/]{2,11}\s*$/;
/** Lengths of the lines of bodies: of PEM, and of OpenSSH. */
const ALONE = /^(?:[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{70})$/;
/** So many lines of others may stand between two of a key. */
const MOST_BETWEEN = 5;

interface Line {
  /** Of the message, among all, and of the line in it. */
  readonly message: number;
  readonly row: number;
  /** Of the line in its stream. */
  readonly place: number;
  readonly text: string;
  readonly kind: 'private' | 'public' | 'long' | 'short';
}

/**
 * Cleaned messages without the lines of private keys that were logged line by line. Near an edge of a private key all
 * base64 is part of it. Where no edge is in sight, for it may be on another page or not match the search, only lines are
 * that are base64 of the usual length and nothing else.
 */
export function withoutKeyLines(messages: readonly LoggedMessage[]): string[] {
  const rows = messages.map(({ message }) => message.split('\n'));
  for (const lines of streamsOf(messages, rows)) {
    for (const run of runsOf(lines)) {
      for (const { message, row, text } of keyLines(run)) {
        (rows[message] as string[])[row] = text.replace(LONG.test(text) ? LONGS : SHORT, placeholder('private-key'));
      }
    }
  }
  return rows.map((texts) => texts.join('\n'));
}

/** What may be lines of keys, by stream. */
function streamsOf(messages: readonly LoggedMessage[], rows: readonly (readonly string[])[]): Iterable<Line[]> {
  const streams = new Map<string, { lines: Line[]; places: number }>();
  for (const [i, { group, stream }] of messages.entries()) {
    const name = `${group}\n${stream}`;
    const found = streams.get(name) ?? { lines: [], places: 0 };
    streams.set(name, found);
    for (const [row, text] of (rows[i] as string[]).entries()) {
      const kind = kindOf(text);
      if (kind !== undefined) found.lines.push({ message: i, row, place: found.places, text, kind });
      found.places += 1;
    }
  }
  return streams.values().map(({ lines }) => lines);
}

function kindOf(text: string): Line['kind'] | undefined {
  if (text.includes('-----') || text.includes('[redacted:private-key]')) {
    if (PRIVATE.test(text)) return 'private';
    if (PUBLIC.test(text)) return 'public';
  }
  const long = LONG.exec(text)?.[0];
  if (long !== undefined) return /^[0-9a-f]+$/i.test(long) ? undefined : 'long';
  const short = SHORT.exec(text)?.[0];
  return short !== undefined && /[A-Za-z+/=]/.test(short) && /[\d+/=]/.test(short) ? 'short' : undefined;
}

/** Lines with at most `MOST_BETWEEN` others between. */
function* runsOf(lines: readonly Line[]): Iterable<Line[]> {
  let run: Line[] = [];
  for (const line of lines) {
    const last = run.at(-1);
    if (last !== undefined && line.place - last.place > MOST_BETWEEN + 1) {
      yield run;
      run = [];
    }
    run.push(line);
  }
  yield run;
}

function keyLines(run: readonly Line[]): Line[] {
  const isKey = run.some(({ kind }) => kind === 'private');
  if (!isKey && run.some(({ kind }) => kind === 'public')) return [];
  const isBody = ({ kind, text }: Line) => kind === 'long' && (isKey || isAlone(text.trim()));
  return run.filter((line, i) => {
    if (line.kind !== 'short') return isBody(line);
    return [run[i - 1], run[i + 1]].some(
      (next) =>
        next !== undefined && Math.abs(next.place - line.place) === 1 && (next.kind === 'private' || isBody(next)),
    );
  });
}

const isAlone = (text: string) =>
  ALONE.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text) && entropy(text) >= 4.5;
