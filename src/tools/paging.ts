import { hash } from 'node:crypto';

/**
 * A sort key. Rows are in ascending order of it, compared component by component (numbers by value, strings by code
 * unit). Rows in descending time carry the negative time.
 */
export type Position = readonly (string | number)[];

/**
 * The sort key of the last row already shown, as a cursor carries it: a long text is its start and a digest. Where several
 * rows have that key, `times` at its end says how many of them were shown.
 */
export type Shown = readonly (string | number | readonly [start: string, digest: string] | Times)[];
interface Times {
  readonly times: number;
}

/** Longer texts are kept as this much of their start and a digest of the whole, so that a cursor stays short. */
export const KEPT_CHARS = 56;
/** What a digest costs beside it: a text this much longer is carried whole. */
const DIGEST_CHARS = 16;

/** The rows after the one that `after` names, which need not be there any more; all rows where there is no `after`. */
export function rowsAfter<Row>(
  rows: readonly Row[],
  position: (row: Row) => Position,
  after: Shown | undefined,
): Row[] {
  if (after === undefined) return [...rows];
  const alike = rows.flatMap((row, i) => (order(position(row), after) === 0 ? [i] : []));
  const last = alike[Math.min(timesOf(after), alike.length) - 1];
  return last === undefined ? rows.filter((row) => order(position(row), after) > 0) : rows.slice(last + 1);
}

/**
 * What a cursor carries of the rows shown.
 * @param before the same of the rows shown earlier
 */
export function shownUpTo<Row>(
  shown: readonly Row[],
  position: (row: Row) => Position,
  before: Shown | undefined,
): Shown {
  const last = position(shown.at(-1) as Row);
  const other = shown.findLastIndex((row) => order(position(row), last) !== 0);
  const earlier = before !== undefined && other < 0 && order(last, before) === 0 ? timesOf(before) : 0;
  const times = shown.length - 1 - other + earlier;
  return times === 1 ? last : [...last, { times }];
}

function isTimes(part: Shown[number] | undefined): part is Times {
  return typeof part === 'object' && 'times' in part;
}

function timesOf(shown: Shown): number {
  const last = shown.at(-1);
  return isTimes(last) ? last.times : 1;
}

/** Below 0 before, 0 at, above 0 after the row that was shown. */
export function order(position: Position, after: Shown): number {
  for (const [i, shown] of after.entries()) {
    const component = position[i] ?? '';
    if (isTimes(shown)) return position.length - i;
    if (typeof shown === 'object') {
      const text = String(component);
      if (!text.startsWith(shown[0])) return text < shown[0] ? -1 : 1;
      if (!digest(text).startsWith(shown[1])) return 1;
    } else if (component !== shown) return component < shown ? -1 : 1;
  }
  return position.length - after.length;
}

export function comparePositions(a: Position, b: Position): number {
  return order(a, b);
}

/** @param kept how much of a long text's start is carried, in characters */
export function shorten(shown: Shown, kept: number = KEPT_CHARS): Shown {
  return shown.map((part) =>
    typeof part === 'string' && part.length > kept + DIGEST_CHARS ? [part.slice(0, kept), digest(part)] : part,
  );
}

/** 12 characters to recognise a text by. */
export function digest(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 12);
}
