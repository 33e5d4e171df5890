import type { Series } from '../model.ts';
import { rankSeries, type Ranking } from './rank-series.ts';

/** A series of one query's answer. */
export interface QuerySeries extends Series {
  readonly id: string;
}

/**
 * The order in which an answer shows its series: ranked over all where the caller says by what, else by query in the
 * order asked, and by highest value within a query that returned several.
 * @param ids the queries' ids in the order asked
 */
export function arrangeSeries<S extends QuerySeries>(series: readonly S[], ids: readonly string[], by?: Ranking): S[] {
  if (by !== undefined) return rankSeries(series, by);
  return ids.flatMap((id) =>
    rankSeries(
      series.filter((one) => one.id === id),
      'max',
    ),
  );
}

/**
 * Which of some arranged series get their datapoints shown, as indexes: the first of every query before the second of
 * any, so that a search with many series leaves room for the others. Series without datapoints get none.
 */
export function chooseShown(series: readonly QuerySeries[], columns: number): Set<number> {
  const seen = new Map<string, number>();
  const candidates = series.flatMap(({ id, points }, index) => {
    if (points.length === 0) return [];
    const nth = seen.get(id) ?? 0;
    seen.set(id, nth + 1);
    return [{ index, nth }];
  });
  const chosen = candidates.toSorted((a, b) => a.nth - b.nth || a.index - b.index).slice(0, columns);
  return new Set(chosen.map(({ index }) => index));
}
