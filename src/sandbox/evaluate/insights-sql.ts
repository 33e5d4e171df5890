/**
 * Metrics Insights SQL ("Metrics Insights query components and syntax" in the user guide):
 * `SELECT AVG|SUM|MIN|MAX|COUNT(metric) FROM namespace | SCHEMA(namespace, dimension…) [WHERE dimension = 'value' | != … [AND …]]
 * [GROUP BY dimension…] [ORDER BY AVG()… [ASC|DESC]] [LIMIT n]`. Names are words or in double quotes, values in single ones.
 * OR, IN and parentheses, which Metrics Insights has not, and tags, which it has, are refused; of the reserved keywords only
 * the ones above need quotes.
 */
import type { Metric, World } from '../world/types.ts';
import { ExpressionError } from './expression-parser.ts';
import { dimensionOf, readSeries } from './metric-series.ts';
import type { Grid, TimeSeries } from './metric-series.ts';
import { statisticOf } from './statistics.ts';
import type { Statistic } from './statistics.ts';

/** A query returns 500 series at most (Metrics Insights quotas). */
const MAX_SQL_SERIES = 500;

const STATISTICS: Record<string, string> = {
  AVG: 'Average',
  SUM: 'Sum',
  MIN: 'Minimum',
  MAX: 'Maximum',
  COUNT: 'SampleCount',
};

export interface SqlQuery {
  readonly statistic: string;
  readonly metricName: string;
  readonly namespace: string;
  /** Exactly the dimensions that a metric must have; undefined where any will do. */
  readonly schema: readonly string[] | undefined;
  readonly where: readonly { dimension: string; equal: boolean; value: string }[];
  readonly groupBy: readonly string[];
  readonly orderBy: { statistic: string; descending: boolean } | undefined;
  readonly limit: number;
}

/** A series of a query with GROUP BY, with the dimension values it was grouped by. */
export interface SqlSeries extends TimeSeries {
  readonly group: Readonly<Record<string, string>>;
}

export function isSql(expression: string): boolean {
  return /^\s*SELECT\s/i.test(expression);
}

const WORD = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|!=|[=(),]|\w+/g;
const KEYWORD = /^(?:SELECT|FROM|SCHEMA|WHERE|AND|GROUP|ORDER|BY|ASC|DESC|LIMIT)$/i;

/** Throws `ExpressionError` for what is not in the subset. */
export function parseSql(text: string): SqlQuery {
  const words = text.match(WORD) ?? [];
  if (text.replaceAll(WORD, '').trim() !== '')
    throw new ExpressionError('Invalid syntax in the Metrics Insights query');
  let at = 0;
  const accept = (word: string) => words[at]?.toUpperCase() === word && Boolean(++at);
  const unexpected = (wanted: string) =>
    new ExpressionError(`Expected ${wanted} but found ${words[at] ?? 'the end of the query'}`);
  const expect = (word: string) => {
    if (!accept(word)) throw unexpected(word);
  };
  const take = (what: string, form: RegExp) => {
    const word = words[at] ?? '';
    if (!form.test(word) || KEYWORD.test(word)) throw unexpected(what);
    at++;
    return /^["']/.test(word) ? word.slice(1, -1).replaceAll(/\\(.)/g, '$1') : word;
  };
  const name = (what: string) => take(what, /^["\w]/);
  const statistic = () => {
    const word = name('a function').toUpperCase();
    const known = Object.hasOwn(STATISTICS, word) ? STATISTICS[word] : undefined;
    if (known === undefined) throw new ExpressionError(`Unknown function ${word}`);
    expect('(');
    return known;
  };
  const list = (what: string) => {
    const names = [name(what)];
    while (accept(',')) names.push(name(what));
    return names;
  };

  expect('SELECT');
  const selected = statistic();
  const metricName = name('a metric name');
  expect(')');
  expect('FROM');
  let namespace: string;
  let schema: string[] | undefined;
  if (accept('SCHEMA')) {
    expect('(');
    [namespace = '', ...schema] = list('a namespace');
    expect(')');
  } else {
    namespace = name('a namespace');
  }
  const where: { dimension: string; equal: boolean; value: string }[] = [];
  if (accept('WHERE')) {
    do {
      const dimension = name('a dimension');
      const equal = accept('=');
      if (!equal) expect('!=');
      where.push({ dimension, equal, value: take('a value in single quotation marks', /^'/) });
    } while (accept('AND'));
  }
  let groupBy: string[] = [];
  if (accept('GROUP')) {
    expect('BY');
    groupBy = list('a dimension');
  }
  let orderBy: SqlQuery['orderBy'];
  if (accept('ORDER')) {
    expect('BY');
    const ordered = statistic();
    expect(')');
    orderBy = { statistic: ordered, descending: accept('DESC') || (accept('ASC') && false) };
  }
  const limit = accept('LIMIT') ? Number(take('a number', /^\d+$/)) : MAX_SQL_SERIES;
  if (at < words.length) throw unexpected('the end of the query');
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_SQL_SERIES) {
    throw new ExpressionError(`LIMIT must be between 1 and ${MAX_SQL_SERIES}`);
  }
  return { statistic: selected, metricName, namespace, schema, where, groupBy, orderBy, limit };
}

/** The metrics a query reads. */
export function selectMetrics(query: SqlQuery, world: World): Metric[] {
  const { schema } = query;
  const isRead = (metric: Metric): boolean => {
    const { namespace, metricName, dimensions } = metric;
    return (
      namespace === query.namespace &&
      metricName === query.metricName &&
      (!schema ||
        (Object.keys(dimensions).length === schema.length &&
          schema.every((name) => dimensionOf(metric, name) !== undefined))) &&
      query.where.every(({ dimension, equal, value }) => {
        const own = dimensionOf(metric, dimension);
        return own !== undefined && (own === value) === equal;
      })
    );
  };
  return Iterator.from(world.metrics).filter(isRead).toArray();
}

/** What a metric without one of the dimensions of GROUP BY has instead of its value. */
const NULL_GROUP = 'Other';

/** Series of groups in alphabetical order, unless ORDER BY says otherwise. */
export function evaluateSql(
  query: SqlQuery,
  world: World,
  grid: Grid,
  options: { label: string; now: number },
): SqlSeries[] {
  const groups = Map.groupBy(selectMetrics(query, world), (metric) =>
    query.groupBy.map((name) => dimensionOf(metric, name) ?? NULL_GROUP).join('\n'),
  );
  const series = [...groups.keys()].toSorted().map((key) => {
    const values = key.split('\n');
    const label = query.groupBy.length === 0 ? options.label : values.join(' ');
    const group = Object.fromEntries(query.groupBy.map((name, i) => [name, values[i] ?? '']));
    const statistic = statisticOf(query.statistic) as Statistic;
    return { ...readSeries(groups.get(key) ?? [], statistic, grid, { label, now: options.now }), group };
  });
  const { orderBy } = query;
  if (!orderBy) return series.slice(0, query.limit);
  const rank = new Map(series.map((one) => [one, reduce(orderBy.statistic, one.values)]));
  const sign = orderBy.descending ? -1 : 1;
  return series.toSorted((a, b) => sign * ((rank.get(a) ?? 0) - (rank.get(b) ?? 0))).slice(0, query.limit);
}

function reduce(statistic: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (statistic === 'Average') return values.length === 0 ? 0 : sum / values.length;
  if (statistic === 'Minimum') return values.reduce((a, b) => Math.min(a, b), Infinity);
  if (statistic === 'Maximum') return values.reduce((a, b) => Math.max(a, b), -Infinity);
  return statistic === 'SampleCount' ? values.length : sum;
}
