import type { Labels } from '../../../analysis/label-sets.ts';
import { shortTimes } from '../../../format/short-times.ts';
import { table } from '../../../format/table.ts';
import type { RangeRow } from './range-rows.ts';
import { digitsFor, sampleText } from './sample-value.ts';
import { seriesColumns } from './series-columns.ts';

export interface PointGrid {
  /** Epoch milliseconds of the first point. */
  readonly start: number;
  readonly stepMs: number;
}

/** The longest name above a column of points, in characters. */
const MAX_HEADING_CHARS = 28;
/** This many equal rows one after another become one. */
const EQUAL_RUN = 3;

/** Every series in a row: what tells it apart, min, avg, max (and when), last (and when, where not at the end). */
export function summaryTable(rows: readonly RangeRow[], steps: number): string {
  const series = seriesColumns(rows.map(({ labels }): Labels => labels));
  const times = shortTimes(rows.flatMap((row) => [Date.parse(row.maxAt), Date.parse(row.lastAt)]));
  const gaps = rows.some((row) => row.samples < steps);
  const lastAt = new Set(rows.map((row) => row.lastAt)).size > 1;
  const date = times.heading.replace(/^time /, '');
  return table(
    [
      '#',
      ...series.headings,
      'min',
      'avg',
      'max',
      `max at ${date}`,
      'last',
      ...(lastAt ? ['last at'] : []),
      ...(gaps ? [`samples of ${steps}`] : []),
    ],
    rows.map((row, i) => {
      const digits = digitsFor([row.min, row.avg, row.max, row.last]);
      return [
        i + 1,
        ...series.cells(row.labels),
        sampleText(row.min, digits),
        sampleText(row.avg, digits),
        sampleText(row.max, digits),
        times.format(Date.parse(row.maxAt)),
        sampleText(row.last, digits),
        ...(lastAt ? [times.format(Date.parse(row.lastAt))] : []),
        ...(gaps ? [row.samples] : []),
      ];
    }),
  );
}

/** The points of the series that have some, a row per step, equal ones joined; `-` is a gap. */
export function pointsTable(rows: readonly RangeRow[], grid: PointGrid): string {
  const pointed = rows.filter((row) => row.values !== undefined);
  const names = headings(pointed);
  const columns = pointed.map(({ values = [] }, i) => ({ heading: names[i] ?? '', values, digits: digitsFor(values) }));
  const count = columns[0]?.values.length ?? 0;
  if (count === 0) return '';
  const at = (i: number) => grid.start + i * grid.stepMs;
  const times = shortTimes(Array.from({ length: count }, (_, i) => at(i)));
  const cells = Array.from({ length: count }, (_, i) =>
    columns.map(({ values, digits }) => sampleText(values[i] ?? undefined, digits)),
  );
  const lines: (string | undefined)[][] = [];
  for (let i = 0; i < count;) {
    const run = equalRun(cells, i);
    if (run >= EQUAL_RUN)
      lines.push([`${times.format(at(i))} to ${times.format(at(i + run - 1))}`, ...(cells[i] ?? [])]);
    else for (let n = i; n < i + run; n += 1) lines.push([times.format(at(n)), ...(cells[n] ?? [])]);
    i += run;
  }
  return table([times.heading, ...columns.map((column) => column.heading)], lines);
}

/** How many rows from `from` on read the same. */
function equalRun(cells: readonly (readonly (string | undefined)[])[], from: number): number {
  const first = cells[from];
  let i = from + 1;
  while (i < cells.length && first?.every((cell, column) => cell === cells[i]?.[column])) i += 1;
  return i - from;
}

/** What stands above the points: the values of the labels that tell the series apart; their numbers where those are long. */
function headings(rows: readonly RangeRow[]): string[] {
  const names = rows.map(({ labels }) => [...new Set(Object.values(labels))].join(' '));
  const usable = names.every((name) => name !== '' && name.length <= MAX_HEADING_CHARS);
  return usable && new Set(names).size === names.length ? names : rows.map((_row, i) => `#${i + 1}`);
}
