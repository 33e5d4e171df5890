import { clip } from '../../format/text.ts';
import type { Json } from './plain.ts';

/** A list that was cut: where it is (`MetricDataResults[*].Values`), its longest length there, and what is left of it. */
export interface ListCut {
  /** Members of its first element that are no lists or structures, where it has members. */
  readonly members: readonly string[];
  readonly path: string;
  readonly length: number;
  readonly kept: number;
}

export interface Shortened {
  readonly value: Json;
  readonly cuts: readonly ListCut[];
  /** Texts that are clipped. */
  readonly clipped: number;
}

/** Lengths that texts are clipped to where whole ones leave no room for a handful of elements. */
const TEXT_LIMITS = [Infinity, 2_000, 500, 200, 80, 30] as const;
/** Texts are clipped to less than this only where not one element fits otherwise. */
const LEGIBLE = 200;
/** What a list should keep before texts are clipped. */
const HANDFUL = 5;

/**
 * A value that fits: every list in it, at any depth, has at most its first n elements, with the largest n there is room for;
 * lists that belong together (`Timestamps` and `Values`) stay so. Long texts are clipped where hardly anything fits otherwise.
 * @param fits whether a value, as it is shown, is within the budget
 */
export function shortenToFit(value: Json, fits: (value: Json) => boolean): Shortened {
  if (fits(value)) return { value, cuts: [], clipped: 0 };
  const longest = longestList(value);
  let best: { made: Shortened; kept: number } | undefined;
  for (const chars of TEXT_LIMITS) {
    const kept = mostThatFit(longest, (n) => fits(shorten(value, n, chars).value));
    if (kept !== undefined && (best === undefined || kept > best.kept)) {
      best = { made: shorten(value, kept, chars), kept };
    }
    const enough = chars > LEGIBLE ? HANDFUL : 1;
    if (best !== undefined && best.kept >= Math.min(enough, longest)) break;
  }
  return best?.made ?? shorten(value, 0, TEXT_LIMITS[TEXT_LIMITS.length - 1] ?? 0);
}

function mostThatFit(longest: number, fits: (n: number) => boolean): number | undefined {
  let best: number | undefined;
  for (let [low, high] = [0, longest]; low <= high;) {
    const n = Math.floor((low + high) / 2);
    if (fits(n)) [best, low] = [n, n + 1];
    else high = n - 1;
  }
  return best;
}

function shorten(value: Json, n: number, chars: number): Shortened {
  const cuts = new Map<string, ListCut>();
  let clipped = 0;
  const walk = (part: Json, path: string): Json => {
    if (typeof part === 'string') {
      if (part.length <= chars) return part;
      clipped += 1;
      return clip(part, chars);
    }
    if (Array.isArray(part)) {
      if (part.length > n) {
        const length = Math.max(part.length, cuts.get(path)?.length ?? 0);
        cuts.set(path, { path, length, kept: n, members: scalarMembers(part[0]) });
      }
      return part.slice(0, n).map((one) => walk(one, `${path}[*]`));
    }
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([name, one]) => [name, walk(one, path === '' ? name : `${path}.${name}`)]),
    );
  };
  const made = walk(value, '');
  return { value: made, cuts: [...cuts.values()], clipped };
}

function scalarMembers(element: Json | undefined): string[] {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return [];
  return Object.keys(element).filter((name) => typeof element[name] !== 'object');
}

function longestList(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  const parts = Array.isArray(value) ? value : Object.values(value);
  return parts.reduce<number>(
    (most, part) => Math.max(most, longestList(part)),
    Array.isArray(value) ? value.length : 0,
  );
}
