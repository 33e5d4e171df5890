import { formatDuration } from './time.ts';
import { shortTimes } from './short-times.ts';
import { table } from './table.ts';

/** A cell per moment, epoch milliseconds ascending. */
export type Cells = readonly (readonly [time: number, text: string])[];

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Below three there is nothing to save. */
const FEWEST = 3;
/** More missing cells than this for each that is there make a row per time the shorter form. */
const MISSING_PER_CELL = 4;

/**
 * The cells of one evenly spaced series as a table with several of them in a row, which says once when it begins:
 * `| 06:40 | 38.4 44.4 - 37.1 |`, `-` for a missing one. Rows begin at round times. Undefined where the times are too few
 * or lie on no common grid.
 * @param heading of the cells, without how far they are apart
 */
export function seriesLines(cells: Cells, heading: string): string | undefined {
  const stepMs = gridOf(cells);
  if (stepMs === undefined) return undefined;
  const times = cells.map(([time]) => time);
  const byTime = new Map(cells);
  const spanMs = stepMs * cellsInRow(stepMs);
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const short = shortTimes(times);
  const rows: string[][] = [];
  for (let from = first; from <= last; from = (Math.floor(from / spanMs) + 1) * spanMs + (first % stepMs)) {
    const end = Math.min(last, (Math.floor(from / spanMs) + 1) * spanMs - 1);
    const row: string[] = [];
    for (let time = from; time <= end; time += stepMs) row.push(byTime.get(time) ?? '-');
    rows.push([short.format(from), row.join(' ')]);
  }
  return table([short.heading, `${heading}, one every ${formatDuration(stepMs)} from then on`], rows);
}

/** The distance that all times are a multiple of apart. */
function gridOf(cells: Cells): number | undefined {
  const distances = cells.slice(1).map(([time], i) => time - (cells[i]?.[0] ?? time));
  const stepMs = Math.min(...distances);
  if (cells.length < FEWEST || distances.some((distance) => distance % stepMs !== 0)) return undefined;
  const slots = distances.reduce((sum, distance) => sum + distance, 0) / stepMs + 1;
  return slots <= cells.length * (1 + MISSING_PER_CELL) ? stepMs : undefined;
}

/** So many that rows begin at full hours, days or tens of minutes. */
function cellsInRow(stepMs: number): number {
  if (stepMs >= DAY_MS) return 7;
  return stepMs % (5 * MINUTE_MS) === 0 ? 12 : 10;
}
