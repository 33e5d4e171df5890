import type { Window } from '../model.ts';
import { codeOnly } from './insights-text.ts';
import { insightsTime, valueOf, type Row } from './insights-rows.ts';

/** A bin of which the window holds a part alone. */
export interface PartialBin {
  /** As the rows name it. */
  readonly bin: string;
  /** What of it was counted. */
  readonly counted: Window;
}

/** Milliseconds; months and longer have no one length. */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  msec: 1,
  s: 1_000,
  sec: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const BY_BIN = /\bby\b[^|]*?(\bbin\s*\(\s*(\d+)\s*([a-z]+)\s*\))(?:\s+as\s+(@?[\w.]+|`[^`]+`))?/i;

/**
 * The first and the last bin of `stats … by bin(5m)` where the window begins or ends inside of them: their counts are not
 * those of a whole bin. None for other queries, and for bins of months and longer.
 */
export function partialBins(query: string, rows: readonly Row[], window: Window): PartialBin[] {
  const [, text = '', count, unit = '', alias] = BY_BIN.exec(codeOnly(query)) ?? [];
  const size = Number(count) * (UNITS[unit.toLowerCase()] ?? 0);
  if (!(size > 0)) return [];
  const wanted = plain(alias ?? text);
  const column = rows[0]?.find(([field]) => plain(field) === wanted)?.[0];
  if (column === undefined) return [];
  const bins = new Map(rows.map((row) => valueOf(row, column) ?? '').map((bin) => [insightsTime(bin), bin]));
  const starts = [...bins.keys()].filter((start) => !Number.isNaN(start));
  const edges = starts.length === 0 ? [] : [...new Set([Math.min(...starts), Math.max(...starts)])];
  return edges.flatMap((start) => {
    const counted = { start: Math.max(start, window.start), end: Math.min(start + size, window.end) };
    const isPart = counted.end > counted.start && counted.end - counted.start < size;
    return isPart ? [{ bin: bins.get(start) ?? '', counted }] : [];
  });
}

const plain = (text: string) => text.replaceAll(/[\s`]/g, '').toLowerCase();
