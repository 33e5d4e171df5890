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
  const spanMs = stepMs * cellsInRow(stepMs);
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const short = shortTimes(times);
  const rows: string[][] = [];
  let next = 0;
  for (let from = first; from <= last; from = (Math.floor(from / spanMs) + 1) * spanMs + (first % stepMs)) {
    const end = Math.min(last, (Math.floor(from / spanMs) + 1) * spanMs - 1);
    const row: string[] = [];
    for (let time = from; time <= end; time += stepMs) {
      const cell = cells[next];
      if (cell?.[0] === time) next += 1;
      row.push(cell?.[0] === time ? cell[1] : '-');
    }
    rows.push([short.format(from), row.join(' ')]);
  }
  return table([short.heading, `${heading}, one every ${formatDuration(stepMs)} from then on`], rows);
}

/** The distance that all times are a multiple of apart. */
function gridOf(cells: Cells): number | undefined {
  if (cells.length < FEWEST) return undefined;
  const [first = 0, last = 0] = [cells[0]?.[0], cells.at(-1)?.[0]];
  let before = -Infinity;
  let stepMs = Infinity;
  for (const [time] of cells) {
    stepMs = Math.min(stepMs, time - before);
    before = time;
  }
  if (stepMs <= 0 || cells.some(([time]) => (time - first) % stepMs !== 0)) return undefined;
  return (last - first) / stepMs + 1 <= cells.length * (1 + MISSING_PER_CELL) ? stepMs : undefined;
}

/** So many that rows begin at full hours, days or tens of minutes. */
function cellsInRow(stepMs: number): number {
  if (stepMs >= DAY_MS) return 7;
  return stepMs % (5 * MINUTE_MS) === 0 ? 12 : 10;
}
