import type { Window } from '../model.ts';
import { PERIOD_UNITS, periodUnit } from '../catalog/insights-periods.ts';
import { codeOnly, topLevel } from './insights-text.ts';
import { insightsTime, valueOf, type Row } from './insights-rows.ts';

/** A bin of which the window holds a part alone. */
export interface PartialBin {
  /** As the rows name it. */
  readonly bin: string;
  /** What of it was counted. */
  readonly counted: Window;
}

const BIN = /\bbin\s*\(\s*(\d+)\s*([a-z]+)\s*\)/gi;
const NAME = /^\s*(@?[\w.]+|`[^`]+`)/;
const ALIAS = /\s+as\s+(@?[\w.]+|`[^`]+`)/iy;

/**
 * The first and the last bin of `stats … by bin(5m)` where the window begins or ends inside of them: their counts are not
 * those of a whole bin. The last `stats` decides, which may name a bin of a command before it. None for other queries, and
 * for bins of months and longer.
 */
export function partialBins(query: string, rows: readonly Row[], window: Window): PartialBin[] {
  const code = codeOnly(query);
  const bins = binsOf(query, code);
  const wanted = groupedBy(query, code, bins);
  const size = bins.findLast(({ name }) => name === wanted)?.size ?? 0;
  if (!(size > 0)) return [];
  const column = rows[0]?.find(([field]) => plain(field) === wanted)?.[0];
  if (column === undefined) return [];
  const known = new Map(rows.map((row) => valueOf(row, column) ?? '').map((bin) => [insightsTime(bin), bin]));
  const starts = [...known.keys()].filter((start) => !Number.isNaN(start));
  const edges = starts.length === 0 ? [] : [...new Set([Math.min(...starts), Math.max(...starts)])];
  return edges.flatMap((start) => {
    const counted = { start: Math.max(start, window.start), end: Math.min(start + size, window.end) };
    const isPart = counted.end > counted.start && counted.end - counted.start < size;
    return isPart ? [{ bin: known.get(start) ?? '', counted }] : [];
  });
}

/** A bin of the query: where it stands, what its column is called, and its length in milliseconds. */
interface Bin {
  readonly at: number;
  readonly name: string;
  readonly size: number;
}

/** Names in backticks are no code: they are read where they stand. */
function binsOf(query: string, code: string): Bin[] {
  return [...code.matchAll(BIN)].map(({ 0: text, 1: count, 2: word = '', index: at }) => {
    ALIAS.lastIndex = at + text.length;
    const unit = periodUnit(word.toLowerCase());
    const size = Number(count) * ((unit && PERIOD_UNITS[unit].ms) ?? 0);
    return { at, name: plain(ALIAS.exec(query)?.[1] ?? text), size };
  });
}

/** The bin's column that the last `stats` groups by. */
function groupedBy(query: string, code: string, bins: readonly Bin[]): string | undefined {
  const top = topLevel(code);
  const last = parts(top, '|', 0, top.length).findLast(([from, to]) => /^\s*stats\b/i.test(top.slice(from, to)));
  if (last === undefined) return undefined;
  const [from, to] = last;
  const by = /\bby\b/i.exec(top.slice(from, to));
  if (by === null) return undefined;
  const names = parts(top, ',', from + by.index + by[0].length, to).map(
    ([start, end]) =>
      bins.find(({ at }) => at >= start && at < end)?.name ?? plain(NAME.exec(query.slice(start, end))?.[1] ?? ''),
  );
  return names.find((name) => bins.some((bin) => bin.name === name));
}

/** Where what a mark parts begins and ends. */
function parts(text: string, mark: string, from: number, to: number): (readonly [from: number, to: number])[] {
  const found: (readonly [number, number])[] = [];
  let start = from;
  for (let at = from; at <= to; at += 1) {
    if (at < to && text.charAt(at) !== mark) continue;
    found.push([start, at]);
    start = at + 1;
  }
  return found;
}

const plain = (text: string) => text.replaceAll(/[\s`]/g, '').toLowerCase();
