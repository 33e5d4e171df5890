/**
 * The order of `sort`, AWS's "natural sort": texts before numbers, which go by size; texts by their chunks of digits, the
 * shorter first, and of everything else, by code points.
 */
import { print, toNumber } from './values.ts';
import type { Value } from './values.ts';

type Present = Exclude<Value, undefined>;

/** Below 0 where `a` comes first. */
export function sortOrder(a: Present, b: Present): number {
  const [x, y] = [toNumber(a), toNumber(b)];
  if (x !== undefined && y !== undefined) return x - y;
  if (x !== undefined || y !== undefined) return x === undefined ? -1 : 1;
  const [left, right] = [chunks(a), chunks(b)];
  for (const [index, chunk] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = chunkOrder(chunk, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function chunks(value: Present): string[] {
  return print(value).match(/\d+|\D+/g) ?? [];
}

function chunkOrder(a: string, b: string): number {
  if (a === b) return 0;
  if (/^\d/.test(a) && /^\d/.test(b) && a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : 1;
}
