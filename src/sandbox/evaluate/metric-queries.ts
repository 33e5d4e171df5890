/** Evaluates a set of MetricDataQuery structures, of GetMetricData or of an alarm: metrics, math over them, SQL. */
import type { World } from '../world/types.ts';
import { ExpressionError, idsIn, parseExpression } from './expression-parser.ts';
import type { Expression } from './expression-parser.ts';
import { evaluateSql, isSql, parseSql } from './insights-sql.ts';
import type { SqlQuery } from './insights-sql.ts';
import { evaluateMath, isSeries } from './metric-math.ts';
import type { MathValue } from './metric-math.ts';
import { findMetric, readSeries } from './metric-series.ts';
import type { Grid, TimeSeries } from './metric-series.ts';
import { statisticOf } from './statistics.ts';

/** A query as it arrives, checked for nothing yet. */
export interface MetricDataQuery {
  readonly Id: string;
  readonly Expression?: string | undefined;
  readonly Label?: string | undefined;
  readonly Period?: number | undefined;
  readonly ReturnData?: boolean | undefined;
  readonly AccountId?: string | undefined;
  readonly MetricStat?: MetricStat | undefined;
}

export interface MetricStat {
  readonly Metric: {
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Dimensions?: readonly { Name: string; Value: string }[] | undefined;
  };
  readonly Period: number;
  readonly Stat: string;
  readonly Unit?: string | undefined;
}

export interface Evaluation {
  /** The period of a query, seconds: its own, or the longest of what its expression reads. */
  period(id: string): number;
  /** The time series that a query results in. Throws `QueryError`. */
  series(id: string): readonly TimeSeries[];
}

/** `Error in expression 'e1': …`: what is wrong, and in which query. */
export class QueryError extends ExpressionError {}

/** Prepares the queries for the window; parses every expression at once, evaluates each when it is asked for. Throws `QueryError`. */
export function evaluateQueries(
  queries: readonly MetricDataQuery[],
  {
    world,
    linked = [],
    now,
    gridOf,
  }: {
    world: World;
    /** The worlds that a query may read by its account id. */
    linked?: readonly World[] | undefined;
    now: number;
    gridOf: (periodSeconds: number) => Grid;
  },
): Evaluation {
  const byId = new Map(queries.map((query) => [query.Id, query]));
  const trees = new Map<string, Expression>();
  const sql = new Map<string, SqlQuery>();
  for (const { Id, Expression: expression } of queries) {
    if (expression === undefined) continue;
    if (isSql(expression))
      sql.set(
        Id,
        within(Id, () => parseSql(expression)),
      );
    else
      trees.set(
        Id,
        within(Id, () => parseExpression(expression)),
      );
  }
  const values = new Map<string, MathValue>();
  const pending = new Set<string>();

  const period = (id: string, depth = 0): number => {
    const query = byId.get(id);
    const own = query?.MetricStat?.Period ?? query?.Period;
    const tree = trees.get(id);
    if (own !== undefined || !tree || depth > queries.length) return own ?? 60;
    const read = [...idsIn(tree).map((inner) => period(inner, depth + 1)), ...searchPeriods(tree)];
    return read.length === 0 ? allMetricsPeriod() : Math.max(...read);
  };
  const allMetricsPeriod = () => Math.max(60, ...queries.map((query) => query.MetricStat?.Period ?? 0));

  const compute = (id: string): MathValue => {
    const query = byId.get(id) as MetricDataQuery;
    const grid = gridOf(period(id));
    const read = linked.find(({ account }) => account === query.AccountId) ?? world;
    if (query.MetricStat) return readStat(query.MetricStat, read, grid, now);
    const select = sql.get(id);
    if (select) return evaluateSql(select, world, grid, { label: id, now });
    const metrics = () =>
      new Map(
        queries.flatMap((other) => (other.MetricStat ? [[other.Id, value(other.Id) as TimeSeries] as const] : [])),
      );
    const computed = evaluateMath(trees.get(id) as Expression, { world, now, grid, resolve: value, metrics });
    // The one series that math results in is labelled by the query's id; those of an array keep their own labels.
    return isSeries(computed) ? { ...computed, label: id } : computed;
  };
  const value = (id: string): MathValue => {
    const known = values.get(id);
    if (known !== undefined) return known;
    if (!byId.has(id)) throw new ExpressionError(`The expression refers to ${id}, which is no id of this request`);
    if (pending.has(id)) throw new ExpressionError(`The expression of ${id} refers to itself`);
    pending.add(id);
    const computed = within(id, () => compute(id));
    values.set(id, computed);
    return computed;
  };
  return { period, series: (id) => within(id, () => resultSeries(value(id))) };
}

function within<Result>(id: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof QueryError || !(error instanceof ExpressionError)) throw error;
    throw new QueryError(`Error in expression '${id}': ${error.message}`);
  }
}

/** A metric that does not exist, or not in that unit, has no datapoints. */
function readStat({ Metric, Stat, Unit }: MetricStat, world: World, grid: Grid, now: number): TimeSeries {
  const dimensions = Object.fromEntries((Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  const metric = findMetric(world, Metric.Namespace, Metric.MetricName, dimensions);
  const statistic = statisticOf(Stat);
  const fits = metric && statistic && (Unit === undefined || Unit === metric.unit);
  if (!fits) return { label: Metric.MetricName, grid, times: [], values: [] };
  return readSeries([metric], statistic, grid, { label: Metric.MetricName, now });
}

/** SEARCH names a period of its own. */
function searchPeriods(tree: Expression): number[] {
  if (tree.kind === 'operation') return [...searchPeriods(tree.left), ...searchPeriods(tree.right)];
  if (tree.kind === 'array') return tree.items.flatMap(searchPeriods);
  if (tree.kind !== 'call') return [];
  const period = tree.name === 'SEARCH' ? tree.parameters[2] : undefined;
  return period?.kind === 'number' ? [period.value] : tree.parameters.flatMap(searchPeriods);
}

/** The series of a result; an expression that ends in a number is no time series. */
function resultSeries(value: MathValue): readonly TimeSeries[] {
  if (typeof value !== 'object')
    throw new ExpressionError('The expression must return a time series or an array of time series');
  return isSeries(value) ? [value] : value;
}
