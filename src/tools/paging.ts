import { createHash } from 'node:crypto';

/**
 * A sort key. Rows are in ascending order of it, compared component by component (numbers by value, strings by code
 * unit). Rows in descending time carry the negative time.
 */
export type Position = readonly (string | number)[];

/** The sort key of a row already shown, as a cursor carries it: a long text is its start and a digest. */
export type Shown = readonly (string | number | readonly [start: string, digest: string])[];

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
  const shown = rows.findLastIndex((row) => order(position(row), after) === 0);
  return shown >= 0 ? rows.slice(shown + 1) : rows.filter((row) => order(position(row), after) > 0);
}

/** Below 0 before, 0 at, above 0 after the row that was shown. */
export function order(position: Position, after: Shown): number {
  for (const [i, shown] of after.entries()) {
    const component = position[i] ?? '';
    if (typeof shown === 'object') {
      const text = String(component);
      if (!text.startsWith(shown[0])) return text < shown[0] ? -1 : 1;
      if (digest(text) !== shown[1]) return 1;
    } else if (component !== shown) return component < shown ? -1 : 1;
  }
  return position.length - after.length;
}

export function comparePositions(a: Position, b: Position): number {
  return order(a, b);
}

/** @param kept how much of a long text's start is carried, in characters */
export function shorten(position: Position, kept: number = KEPT_CHARS): Shown {
  return position.map((part) =>
    typeof part === 'number' || part.length <= kept + DIGEST_CHARS ? part : [part.slice(0, kept), digest(part)],
  );
}

/** 12 characters to recognise a text by. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
