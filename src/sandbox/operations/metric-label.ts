/** Labels of GetMetricData's results, with their dynamic parts ("Using dynamic labels"). */
import type { TimeSeries } from '../evaluate/metric-series.ts';
import type { MetricDataQuery } from '../evaluate/metric-queries.ts';
import type { OperationContext } from '../operation.ts';

const PROPERTY = /\$\{PROP\(\s*'([^']+)'\s*\)\}/g;
const SUMMARY = /\$\{(LABEL|LAST|FIRST|MIN|MAX|AVG|SUM|DATAPOINT_COUNT)\}/g;

/** What stands in parts that the sandbox does not know stays as it is. */
export function labelOf(query: MetricDataQuery, series: TimeSeries, period: number, context: OperationContext): string {
  const given = query.Label;
  const own = query.MetricStat || series.label !== query.Id ? series.label : query.Id;
  if (given === undefined) return own;
  const several = !query.MetricStat && series.metric && !given.includes('${');
  const filled = given
    .replace(PROPERTY, (whole, name: string) => property(name, query, series, period, context) ?? whole)
    .replace(SUMMARY, (_, name: string) => (name === 'LABEL' ? own : summary(name, series.values)));
  return several ? `${filled} ${own}` : filled;
}

function property(
  name: string,
  query: MetricDataQuery,
  { metric }: TimeSeries,
  period: number,
  { region, account }: OperationContext,
): string | undefined {
  if (name.startsWith('Dim.')) return metric?.dimensions[name.slice(4)] ?? '';
  const known: Record<string, string | undefined> = {
    AccountId: query.AccountId ?? account,
    MetricName: metric?.metricName ?? query.MetricStat?.Metric.MetricName,
    Namespace: metric?.namespace ?? query.MetricStat?.Metric.Namespace,
    Period: String(period),
    Region: region,
    Stat: query.MetricStat?.Stat,
  };
  return known[name];
}

function summary(name: string, values: readonly number[]): string {
  if (name === 'DATAPOINT_COUNT') return String(values.length);
  if (values.length === 0) return '--';
  const sum = values.reduce((total, value) => total + value, 0);
  const of: Record<string, number | undefined> = {
    LAST: values.at(-1),
    FIRST: values[0],
    MIN: values.reduce((a, b) => Math.min(a, b)),
    MAX: values.reduce((a, b) => Math.max(a, b)),
    AVG: sum / values.length,
    SUM: sum,
  };
  return String(Number((of[name] ?? 0).toPrecision(4)));
}
