import { createHash } from 'node:crypto';

/**
 * A sort key. Rows are in ascending order of it, compared component by component (numbers by value, strings by code
 * unit). Rows in descending time carry the negative time.
 */
export type Position = readonly (string | number)[];

/** The sort key of a row already shown, as a cursor carries it: a long text is its start and a digest. */
export type Shown = readonly (string | number | readonly [start: string, digest: string])[];

/** Longer texts are kept as this much of their start and a digest of the whole, so that a cursor stays short. */
const MAX_TEXT_CHARS = 72;
const KEPT_CHARS = 56;

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
      if (text.length <= MAX_TEXT_CHARS || !text.startsWith(shown[0])) return text < shown[0] ? -1 : 1;
      if (digest(text) !== shown[1]) return 1;
    } else if (component !== shown) return component < shown ? -1 : 1;
  }
  return position.length - after.length;
}

export function comparePositions(a: Position, b: Position): number {
  return order(a, b);
}

export function shorten(position: Position): Shown {
  return position.map((part) =>
    typeof part === 'number' || part.length <= MAX_TEXT_CHARS ? part : [part.slice(0, KEPT_CHARS), digest(part)],
  );
}

/** 12 characters to recognise a text by. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
