import type { QuerySeries } from '../../../analysis/arrange-series.ts';
import { spacingOf } from '../../../analysis/series-summary.ts';
import type { MetricResult } from '../../../aws/metric-data.ts';
import { needsPeriod, type MetricQuery } from '../../../aws/metric-query.ts';
import type { Catalog } from '../../../catalog/catalog.ts';
import type { Point, Window } from '../../../model.ts';
import type { MetricDataRow } from '../get-metric-data.ts';
import type { ReadData } from './read-at-resolution.ts';
import type { Resolution } from './resolution.ts';
import { searchPeriod, seriesLabel, seriesUnit } from './series-identity.ts';
import { summarize } from './summary.ts';

/** A series of an answer with what its query says of it. */
export interface ShownSeries extends QuerySeries, MetricResult {
  readonly id: string;
  readonly label: string;
  readonly points: readonly Point[];
  readonly statistic: string | undefined;
  readonly expression: string | undefined;
  /** The datapoints at the period that they are shown at. */
  readonly shownPoints: readonly Point[];
}

/** The series that were read, in the order of the answer. */
export function shownSeries(
  { data, coarse }: ReadData,
  queries: readonly MetricQuery[],
  catalog: Catalog,
): ShownSeries[] {
  return data.results.map((result) => {
    const query = queries.find(({ id }) => id === result.id);
    const alone = data.results.filter(({ id }) => id === result.id).length === 1;
    const same = ({ id, label }: MetricResult) => id === result.id && label === result.label;
    return {
      ...result,
      label: query === undefined ? result.label : seriesLabel(query, result.label, alone),
      statistic: query?.statistic,
      expression: query?.expression,
      unit: query && seriesUnit(query, result.label, catalog),
      shownPoints: coarse === undefined ? result.points : (coarse.results.find(same)?.points ?? []),
    };
  });
}

/**
 * A series as a row, without its datapoints.
 * @param at the window aligned to the period, and the period of the summaries
 */
export function seriesRow(
  series: ShownSeries,
  number: number,
  at: { window: Window; periodSeconds: number; now: number },
): MetricDataRow {
  const { id, label, statistic, unit, status, messages, points } = series;
  return {
    number,
    id,
    label,
    statistic,
    unit,
    status,
    ...(messages.length > 0 && { messages: [...messages] }),
    ...summarize(points, { ...at, periodSeconds: ownPeriod(series, at.periodSeconds), statistic }),
  };
}

/** A SEARCH may name a period of its own, which the datapoints of math over it then show. */
function ownPeriod({ expression, points }: ShownSeries, periodSeconds: number): number {
  if (expression === undefined) return periodSeconds;
  if (needsPeriod(expression)) return searchPeriod(expression) ?? periodSeconds;
  return Math.max(periodSeconds, spacingOf(points).cadenceMs / 1000);
}

/** What the answer states: where all series are of an expression that names a period of its own, that one. */
export function shownPeriods(
  series: readonly ShownSeries[],
  { periodSeconds, pointsPeriodSeconds }: Resolution,
): Omit<Resolution, 'notes'> {
  const own = [...new Set(series.map((one) => ownPeriod(one, periodSeconds)))];
  const [only = periodSeconds] = own;
  if (own.length !== 1 || only === periodSeconds) return { periodSeconds, pointsPeriodSeconds };
  return { periodSeconds: only, pointsPeriodSeconds: Math.max(only, pointsPeriodSeconds) };
}
