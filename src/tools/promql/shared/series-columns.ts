import type { Labels } from '../../../analysis/label-sets.ts';
import { seriesName } from '../../../format/series-name.ts';
import type { Cell } from '../../../format/table.ts';

/** More labels than this make one column of names instead of a column each. */
const MAX_LABEL_COLUMNS = 6;

/** How the series of a table are told apart: a column per label, or one with the series' names. */
export interface SeriesColumns {
  readonly headings: readonly string[];
  readonly cells: (labels: Labels) => Cell[];
}

/** The columns for `rows`, whose common labels are already taken out; none where nothing is left to tell apart. */
export function seriesColumns(rows: readonly Labels[]): SeriesColumns {
  const names = [...new Set(rows.flatMap((labels) => Object.keys(labels)))].toSorted(nameFirst);
  if (names.length > MAX_LABEL_COLUMNS) return { headings: ['series'], cells: (labels) => [seriesName(labels)] };
  return {
    headings: names.map((name) => (name === '__name__' ? 'metric' : name)),
    cells: (labels) => names.map((name) => labels[name]),
  };
}

function nameFirst(a: string, b: string): number {
  if (a === '__name__' || b === '__name__') return a === b ? 0 : a === '__name__' ? -1 : 1;
  return a < b ? -1 : 1;
}

/** `, all up{job="api"}`: what the rows have in common; empty where there are none. */
export function commonText(common: Labels): string {
  return Object.keys(common).length === 0 ? '' : `, all ${seriesName(common)}`;
}
