import { countOf, listOf, membersOf, textOf } from './json.ts';

/** A PromQL query of a chart widget, over the metrics of CloudWatch in the widget's region. */
export interface ChartQuery {
  readonly query: string;
  /** Seconds. */
  readonly step: number | undefined;
}

/**
 * The queries of a chart widget's `data`, with how many are in no language that is known: of the languages AWS's validation
 * takes only PromQL is published.
 */
export function chartQueries(data: unknown): { readonly promql: readonly ChartQuery[]; readonly others: number } {
  const queries = listOf(membersOf(data)['queries']).map(membersOf);
  const promql = queries.flatMap(({ language, query, step }) => {
    const text = textOf(query);
    return text !== undefined && textOf(language)?.toLowerCase() === 'promql'
      ? [{ query: text, step: countOf(step) }]
      : [];
  });
  return { promql, others: queries.length - promql.length };
}
