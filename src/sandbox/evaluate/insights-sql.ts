/**
 * Metrics Insights SQL, the subset: `SELECT AVG|SUM|MIN|MAX|COUNT(metric) FROM "ns" | SCHEMA("ns", dimension…)
 * [WHERE dimension = 'value' | != … [AND …]] [GROUP BY dimension…] [ORDER BY AVG()… [ASC|DESC]] [LIMIT n]`.
 */
import type { Metric, World } from '../world/types.ts';
import { readSeries } from './metric-series.ts';
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

export class SqlError extends Error {
  override readonly name = 'SqlError';
}

export function isSql(expression: string): boolean {
  return /^\s*SELECT\s/i.test(expression);
}

const WORD = /"[^"]*"|'[^']*'|!=|[=(),]|[\w./:-]+/g;

/** Throws `SqlError` for what is not in the subset. */
export function parseSql(text: string): SqlQuery {
  const words = text.match(WORD) ?? [];
  if (text.replaceAll(WORD, '').trim() !== '') throw new SqlError('Invalid syntax in the Metrics Insights query');
  let at = 0;
  const accept = (word: string) => words[at]?.toUpperCase() === word && Boolean(++at);
  const expect = (word: string) => {
    if (!accept(word)) throw new SqlError(`Expected ${word} but found ${words[at] ?? 'the end of the query'}`);
  };
  const name = (what: string) => {
    const word = words[at++];
    if (word === undefined || /^[=(),]|^!=/.test(word))
      throw new SqlError(`Expected ${what} but found ${word ?? 'the end of the query'}`);
    return word.replace(/^["']|["']$/g, '');
  };
  const statistic = () => {
    const word = name('a function').toUpperCase();
    const known = Object.hasOwn(STATISTICS, word) ? STATISTICS[word] : undefined;
    if (known === undefined) throw new SqlError(`Unknown function ${word}`);
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
      where.push({ dimension, equal, value: name('a value') });
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
  const limit = accept('LIMIT') ? Number(name('a number')) : MAX_SQL_SERIES;
  if (at < words.length) throw new SqlError(`Unexpected ${words[at] ?? ''}`);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_SQL_SERIES) {
    throw new SqlError(`LIMIT must be between 1 and ${MAX_SQL_SERIES}`);
  }
  return { statistic: selected, metricName, namespace, schema, where, groupBy, orderBy, limit };
}

/** The metrics a query reads. */
export function selectMetrics(query: SqlQuery, world: World): Metric[] {
  const { schema } = query;
  return world.metrics.filter(
    ({ namespace, metricName, dimensions }) =>
      namespace === query.namespace &&
      metricName === query.metricName &&
      (!schema || (Object.keys(dimensions).length === schema.length && schema.every((name) => name in dimensions))) &&
      query.groupBy.every((name) => name in dimensions) &&
      query.where.every(
        ({ dimension, equal, value }) => dimension in dimensions && (dimensions[dimension] === value) === equal,
      ),
  );
}

export function evaluateSql(
  query: SqlQuery,
  world: World,
  grid: Grid,
  options: { label: string; now: number },
): SqlSeries[] {
  const groups = Map.groupBy(selectMetrics(query, world), (metric) =>
    JSON.stringify(query.groupBy.map((name) => metric.dimensions[name] ?? '')),
  );
  const series = [...groups].map(([key, metrics]) => {
    const values = JSON.parse(key) as string[];
    const label = values.length === 0 ? options.label : values.join(' ');
    const group = Object.fromEntries(query.groupBy.map((name, i) => [name, values[i] ?? '']));
    const read = readSeries(metrics, statisticOf(query.statistic) as Statistic, grid, { label, now: options.now });
    return { ...read, group };
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
  if (statistic === 'Minimum') return Math.min(...values);
  if (statistic === 'Maximum') return Math.max(...values);
  return statistic === 'SampleCount' ? values.length : sum;
}
