/** What GetMetricData refuses, and the request that is left. Messages are AWS's where they are known. */
import { isSql } from '../evaluate/insights-sql.ts';
import type { MetricDataQuery, MetricStat } from '../evaluate/metric-queries.ts';
import { statisticOf } from '../evaluate/statistics.ts';
import { constraint, integer, text } from '../operation.ts';
import { invalidCombination, oneOf, timestamp, validation } from './cloudwatch-input.ts';

const MAX_QUERIES = 500;
const MAX_EXPRESSION_CHARS = 2048;
const MAX_DATAPOINTS = 100_800;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Metrics Insights reads the last two weeks. */
const SQL_REACH_MS = 14 * DAY_MS + HOUR_MS;

export interface MetricDataRequest {
  readonly queries: readonly MetricDataQuery[];
  /** Epoch milliseconds; `end` is excluded. */
  readonly start: number;
  readonly end: number;
  readonly ascending: boolean;
  readonly maxDatapoints: number;
}

/** Throws `AwsError`. */
export function metricDataRequest(input: Record<string, unknown>, now: number): MetricDataRequest {
  const start = timestamp(input, 'StartTime');
  const end = timestamp(input, 'EndTime');
  if (start === undefined) throw validation('The parameter StartTime is required.');
  if (end === undefined) throw validation('The parameter EndTime is required.');
  if (start >= end) throw validation('The parameter StartTime must be less than the parameter EndTime.');
  const given = input.MetricDataQueries;
  if (!Array.isArray(given) || given.length === 0) throw validation('The parameter MetricDataQueries is required.');
  if (given.length > MAX_QUERIES) {
    throw validation(`The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`);
  }
  const queries = given.map((query, i) => checkQuery(query as Record<string, unknown>, i + 1, now - start));
  if (new Set(queries.map(({ Id }) => Id)).size < queries.length) {
    throw validation('The values for parameter id in MetricDataQueries are not unique.');
  }
  if (queries.every(({ ReturnData }) => ReturnData === false)) {
    throw validation('At least one of the MetricDataQueries must have ReturnData set to true.');
  }
  const sql = queries.filter(({ Expression }) => isSql(Expression ?? ''));
  if (sql.length > 1) throw validation('Only one Metrics Insights query is allowed in a GetMetricData request.');
  if (sql.length > 0 && now - start > SQL_REACH_MS) {
    throw validation('Metrics Insights queries can only query data of the last two weeks.');
  }
  return {
    queries,
    start,
    end,
    ascending: oneOf(input, 'ScanBy', ['TimestampAscending', 'TimestampDescending']) === 'TimestampAscending',
    maxDatapoints: integer(input, 'MaxDatapoints', {
      min: 1,
      max: MAX_DATAPOINTS,
      fallback: MAX_DATAPOINTS,
      code: 'ValidationError',
    }),
  };
}

function checkQuery(query: Record<string, unknown>, number: number, age: number): MetricDataQuery {
  const path = `MetricDataQueries.member.${number}`;
  const id = text(query, 'Id');
  const expression = text(query, 'Expression');
  const stat = query.MetricStat as Partial<MetricStat> | undefined;
  if (id === undefined) throw validation(`The parameter ${path}.Id is required.`);
  if (!/^[a-z]\w*$/.test(id)) {
    throw validation(
      `The value ${id} for parameter ${path}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
    );
  }
  if (expression !== undefined && stat) {
    throw invalidCombination(
      `The parameters ${path}.Expression and ${path}.MetricStat are mutually exclusive and you have specified both.`,
    );
  }
  if (expression === undefined && !stat) {
    throw validation(`The parameter ${path} must have either MetricStat or Expression.`);
  }
  if (expression !== undefined) {
    if (expression.length === 0 || expression.length > MAX_EXPRESSION_CHARS)
      throw validation(
        constraint(
          expression,
          `metricDataQueries.${number}.member.expression`,
          `have length less than or equal to ${MAX_EXPRESSION_CHARS} and greater than or equal to 1`,
        ),
      );
    if (isSql(expression) && query.Period === undefined)
      throw validation(`The parameter ${path}.Period is required for a Metrics Insights query.`);
    if (query.Period !== undefined) checkPeriod(query.Period, `${path}.Period`, age);
  }
  if (stat) checkStat(stat, `${path}.MetricStat`, age);
  return query as unknown as MetricDataQuery;
}

function checkStat(stat: Partial<MetricStat>, path: string, age: number): void {
  const { Metric: metric, Period, Stat = '' } = stat;
  if (metric?.Namespace === undefined || metric.MetricName === undefined) {
    throw validation(`The parameters ${path}.Metric.Namespace and ${path}.Metric.MetricName are required.`);
  }
  checkPeriod(Period, `${path}.Period`, age);
  if (!statisticOf(Stat)) throw validation(`The value ${Stat} for parameter ${path}.Stat is not supported.`);
}

/** Periods by the age of what is asked: high resolution for 3 hours, a minute for 15 days, 5 minutes for 63, then an hour. */
function checkPeriod(period: unknown, path: string, age: number): void {
  const value = Number(period);
  const fine = [1, 5, 10, 20, 30].includes(value);
  if (!Number.isInteger(value) || value < 1 || (!fine && value % 60 !== 0)) {
    throw validation(`The parameter ${path} must be 1, 5, 10, 20, 30 or a multiple of 60.`);
  }
  const least = resolutionFor(age) / 1000;
  if (value % least !== 0)
    throw validation(`The parameter ${path} must be a multiple of ${least} for the given StartTime.`);
}

/** The finest period kept of data that old, milliseconds. */
function resolutionFor(age: number): number {
  if (age > 63 * DAY_MS) return HOUR_MS;
  if (age > 15 * DAY_MS) return 300_000;
  return age > 3 * HOUR_MS ? 60_000 : 1000;
}

/** The start as CloudWatch rounds it: down to what is kept, at least to the minute, or to a shorter period. */
export function roundedStart(start: number, periodSeconds: number, now: number): number {
  const to = periodSeconds < 60 ? periodSeconds * 1000 : Math.max(60_000, resolutionFor(now - start));
  return Math.floor(start / to) * to;
}
