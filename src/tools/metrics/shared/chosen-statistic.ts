import type { MetricQuery } from '../../../aws/metric-query.ts';
import type { Catalog, CatalogMetric } from '../../../catalog/catalog.ts';

/** Where a statistic comes from that the caller did not name. */
export const CHOSEN_BY = ['catalogue', 'name'] as const;
export type ChosenBy = (typeof CHOSEN_BY)[number];

const WORDS: Readonly<Record<ChosenBy, string>> = {
  catalogue: 'by the metric catalogue',
  name: "judged by the metric's name",
};
const UNKNOWN = 'Not in the metric catalogue';
/** Queries that a note names one by one. */
const NAMED = 5;

export function chosenBy(known: CatalogMetric): ChosenBy {
  return known.statisticInferred ? 'name' : 'catalogue';
}

/** ` (by the metric catalogue)`; empty where the caller chose. */
export function chosenText(by: ChosenBy | undefined): string {
  return by === undefined ? '' : ` (${WORDS[by]})`;
}

/** What the statistics are that the caller left open, as sentences: `Statistic by the metric catalogue: Sum for q1, q2.` */
export function chosenNotes(
  inputs: readonly { readonly statistic?: string | undefined }[],
  queries: readonly MetricQuery[],
  catalog: Catalog,
): string[] {
  const open = queries.flatMap(({ id, metric, statistic }, i) => {
    if (metric === undefined || statistic === undefined || inputs[i]?.statistic !== undefined) return [];
    const known = catalog.find(metric.namespace, metric.metricName);
    const why = known === undefined ? UNKNOWN : `Statistic ${WORDS[chosenBy(known)]}`;
    return [{ id, statistic, why }];
  });
  return [...Map.groupBy(open, ({ why }) => why)].map(([why, ofWhy]) => {
    const parts = [...Map.groupBy(ofWhy, ({ statistic }) => statistic)].map(([statistic, ofStatistic]) => {
      const rest = ofStatistic.length > NAMED ? ` and ${ofStatistic.length - NAMED} more` : '';
      const ids = ofStatistic.slice(0, NAMED).map(({ id }) => id);
      return `${statistic} for ${ids.join(', ')}${rest}`;
    });
    return `${why}: ${parts.join('; ')}.`;
  });
}
