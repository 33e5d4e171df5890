import { summarizePoints } from './series-summary.ts';
import type { Series } from '../model.ts';

/** What series are ranked by: their highest, mean or last sample. */
export const RANKINGS = ['max', 'avg', 'last'] as const;
export type Ranking = (typeof RANKINGS)[number];

/** The series in descending order of `by`; equal ones by label, those without a number last. */
export function rankSeries<S extends Series>(series: readonly S[], by: Ranking): S[] {
  const keyed = series.map((one) => ({ one, key: summarizePoints(one.points)?.[by] ?? Number.NaN }));
  return keyed
    .toSorted((a, b) => compareKeys(a.key, b.key) || compareText(a.one.label, b.one.label))
    .map(({ one }) => one);
}

function compareKeys(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === b ? 0 : a > b ? -1 : 1;
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
