import type { Series } from '../model.ts';
import { columnUnit } from './column-unit.ts';
import { formatNumber } from './number.ts';
import { seriesLines } from './series-lines.ts';
import { shortTimes } from './short-times.ts';
import { table } from './table.ts';

/**
 * The samples of some series as one table: a row per time (ascending, the union of all), a column per series headed by
 * its label and unit; `-` where a series has no sample. One series alone has several samples in a row where they are evenly
 * spaced. Empty text where there is no sample at all.
 * @param marks words put behind a row's time, or a sample in a row of several, such as `filling`
 */
export function seriesTable(series: readonly Series[], marks: ReadonlyMap<number, string> = new Map()): string {
  const marked = (time: number, text: string) => (marks.has(time) ? `${text} (${marks.get(time)})` : text);
  const columns = series.map(({ label, unit, points }) => {
    const { sign, divisor } = columnUnit(
      unit,
      points.map(([, value]) => value),
    );
    return {
      heading: sign === '' ? label : `${label} (${sign})`,
      cells: points.map(([time, value]) => [time, formatNumber(value / divisor)] as const),
    };
  });
  const [only] = columns;
  if (only !== undefined && columns.length === 1) {
    const cells = only.cells.map(([time, text]) => [time, marked(time, text)] as const);
    const lines = seriesLines(cells, only.heading);
    if (lines !== undefined) return lines;
  }
  const times = [...new Set(series.flatMap(({ points }) => points.map((point) => point[0])))].toSorted((a, b) => a - b);
  if (times.length === 0) return '';
  const { heading, format } = shortTimes(times);
  const byTime = columns.map(({ cells }) => new Map(cells));
  const rows = times.map((time) => [marked(time, format(time)), ...byTime.map((cells) => cells.get(time))]);
  return table([heading, ...columns.map((column) => column.heading)], rows);
}
