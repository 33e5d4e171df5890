import { isSql, metricOf, namespacesIn, type MetricQuery } from '../../../aws/metric-query.ts';
import type { Catalog } from '../../../catalog/catalog.ts';
import { dimensionTexts } from '../../../format/metric-name.ts';
import { unitOf } from './summary.ts';

/** A SEARCH with nothing around it, with its search and its statistic. */
const BARE_SEARCH = /^\s*SEARCH\s*\(\s*(['"])(.*?)\1\s*,\s*(['"])([^'"]+)\3\s*(?:,\s*\d+\s*)?\)\s*$/is;

/** A SEARCH that names a period, anywhere; quotes are not looked for beyond the next of their kind. */
const SEARCH_PERIOD = /\bSEARCH\s*\(\s*(?:'[^']*'|"[^"]*")\s*,\s*(?:'[^'"]+'|"[^'"]+")\s*,\s*(\d+)\s*\)/gi;

/**
 * The name of a series: the caller's where one is given; a metric's own with its dimensions; the expression for math, since
 * CloudWatch may label what is computed like a metric it is computed from; CloudWatch's for what SEARCH and SQL find.
 * @param label CloudWatch's
 * @param alone whether the query returned this series only
 */
export function seriesLabel(query: MetricQuery, label: string, alone: boolean): string {
  const { metric, expression } = query;
  if (query.label !== undefined) return label;
  if (metric !== undefined) {
    // CloudWatch leaves out what it thinks is clear; this is the same whatever else was asked.
    const parts = [...dimensionTexts(metric.dimensions), ...(query.accountId === undefined ? [] : [query.accountId])];
    return parts.length === 0 ? metric.metricName : `${metric.metricName} (${parts.join(', ')})`;
  }
  if (expression === undefined || isSql(expression) || BARE_SEARCH.test(expression)) return label;
  return alone ? expression.trim() : `${query.id}: ${label}`;
}

/** The period that the searches of an expression name, seconds, the longest of several; undefined where none names one. */
export function searchPeriod(expression: string): number | undefined {
  const named = [...expression.matchAll(SEARCH_PERIOD)];
  return named.length === 0 ? undefined : Math.max(...named.map(([, period]) => Number(period)));
}

/**
 * The unit of a series: that of the caller, or of the catalogue where the metric is named: by the query, or by a SEARCH or
 * its label. Undefined for other math, whose unit nobody knows.
 */
export function seriesUnit(query: MetricQuery, label: string, catalog: Catalog): string | undefined {
  const { metric, expression } = query;
  if (metric !== undefined) {
    return unitOf(query.statistic ?? '', query.unit ?? catalog.unit(metric.namespace, metric.metricName));
  }
  if (expression === undefined) return undefined;
  const one = metricOf(expression);
  if (one !== undefined) return unitOf(one.statistic, catalog.unit(one.namespace, one.metricName));
  const [, , search, , statistic] = BARE_SEARCH.exec(expression) ?? [];
  if (search === undefined || statistic === undefined) return undefined;
  const known = namespacesIn(expression).flatMap((namespace) => catalog.inNamespace(namespace));
  // Where several metrics are found, CloudWatch's labels name them.
  for (const text of [label, search]) {
    const words = new Set(text.match(/[\w.%-]+/g) ?? []);
    const units = new Set(
      known
        .filter(({ metricName }) => words.has(metricName))
        .map(({ namespace, metricName }) => catalog.unit(namespace, metricName)),
    );
    if (units.size > 0) return units.size === 1 ? unitOf(statistic, [...units][0]) : undefined;
  }
  return undefined;
}
