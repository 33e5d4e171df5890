import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import { ToolError } from '../errors.ts';
import type { MetricId } from '../model.ts';

/** One query of GetMetricData: a metric's statistic, or an expression (metric math or Metrics Insights SQL). */
export interface MetricQuery {
  /** A lowercase letter, then letters, digits and underscores; unique among the queries. */
  readonly id: string;
  readonly metric?: MetricId | undefined;
  readonly statistic?: string | undefined;
  /** Sent only where the caller names one: a unit that differs from the stored one empties the result. */
  readonly unit?: StandardUnit | undefined;
  readonly expression?: string | undefined;
  readonly label?: string | undefined;
  /** The linked account that owns the metric. */
  readonly accountId?: string | undefined;
  /** Computed with, but not returned. */
  readonly hidden?: boolean | undefined;
}

/** Whether an expression is Metrics Insights SQL rather than metric math. */
export function isSql(expression: string | undefined): boolean {
  return expression !== undefined && /^\s*SELECT\b/i.test(expression);
}

/** Functions that fetch metrics themselves and so need a period of their own. */
const FETCHES = /\b(SEARCH|INSIGHT_RULE_METRIC|DB_PERF_INSIGHTS|LAMBDA)\s*\(/i;

/** Whether the period goes with the expression; other math takes that of the metrics in it. */
export function needsPeriod(expression: string): boolean {
  return isSql(expression) || FETCHES.test(expression);
}

/** Whether a query may return any number of series. */
export function isMultiple(query: MetricQuery): boolean {
  const { expression = '' } = query;
  return isSql(expression) ? /\bGROUP\s+BY\b/i.test(expression) : /\bSEARCH\s*\(/i.test(expression);
}

/**
 * The queries in as many calls as they need: one Metrics Insights query per call (a quota of GetMetricData), with the
 * expressions that use it and whatever those use. A query that another call already returns is hidden in the later one.
 * @throws ToolError invalid_input where an expression needs two SQL queries at once
 */
export function planCalls(queries: readonly MetricQuery[]): MetricQuery[][] {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const needs = new Map(queries.map((query) => [query.id, closure(query, byId)]));
  const sqlOf = (query: MetricQuery) =>
    [...(needs.get(query.id) ?? [])].filter((id) => isSql(byId.get(id)?.expression));
  const groups = new Map<string, MetricQuery[]>();
  for (const query of queries) {
    const sql = sqlOf(query);
    if (sql.length > 1) {
      throw new ToolError(
        'invalid_input',
        `${query.id} uses the SQL queries ${sql.join(' and ')}: CloudWatch takes one SQL query per call, so math cannot combine two. Use SEARCH or metric queries for one of them.`,
      );
    }
    const key = sql[0] ?? '';
    groups.set(key, [...(groups.get(key) ?? []), query]);
  }
  // Queries that are only borrowed by others need no call of their own; CloudWatch refuses a call that returns nothing.
  const returning = [...groups.values()].filter((group) => group.some(({ hidden }) => hidden !== true));
  return (returning.length > 0 ? returning : [...groups.values()]).map((group) => {
    const own = new Set(group.map(({ id }) => id));
    const borrowed = new Set(group.flatMap(({ id }) => [...(needs.get(id) ?? [])]).filter((id) => !own.has(id)));
    return [...queries.filter(({ id }) => borrowed.has(id)).map((query) => ({ ...query, hidden: true })), ...group];
  });
}

/** The ids of a query and of all that its expression uses, directly or not. */
function closure(query: MetricQuery, byId: ReadonlyMap<string, MetricQuery>): Set<string> {
  const seen = new Set<string>();
  const open = [query];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next.id)) continue;
    seen.add(next.id);
    if (next.expression === undefined || isSql(next.expression)) continue;
    for (const id of identifiers(next.expression)) {
      const used = byId.get(id);
      if (used !== undefined) open.push(used);
    }
  }
  return seen;
}

/** The words of a math expression outside its quoted texts. */
function identifiers(expression: string): string[] {
  return expression.replaceAll(/"[^"]*"|'[^']*'/g, ' ').match(/\b[a-z]\w*/g) ?? [];
}

/**
 * White space collapsed, so that the patterns below need to allow for one space only: runs of them that two parts of a
 * pattern could share are what makes an expression take seconds to read.
 */
function collapsed(expression: string): string {
  return expression.replaceAll(/\s+/g, ' ').trim();
}

const ONE_SQL = /^SELECT (\w+) ?\( ?"?([^\s")][^")]*)"? ?\) ?FROM (?:SCHEMA ?\( ?)?(?:"([^"]+)"|([\w/.-]+))/i;
const ONE_SEARCH = /^SEARCH ?\( ?' ?\{ ?"?([^\s,"{}][^,"{}]*)"? ?[,}]([^']*)' ?, ?['"]([^'"]+)['"] ?(?:, ?\d+ ?)?\)$/i;
const METRIC_NAME = /\bMetricName ?= ?"?([\w.%-]+)/gi;

/**
 * The one metric that a SEARCH or SQL query reads, for its unit; undefined where there may be several, and for other math.
 */
export function metricOf(expression: string): { namespace: string; metricName: string; statistic: string } | undefined {
  const text = collapsed(expression);
  const sql = ONE_SQL.exec(text);
  if (sql) {
    const [, aggregate = '', metricName = '', quoted, bare] = sql;
    return {
      namespace: quoted ?? bare ?? '',
      metricName: metricName.trim(),
      statistic: /^count$/i.test(aggregate) ? 'SampleCount' : aggregate,
    };
  }
  const [, namespace, terms = '', statistic] = ONE_SEARCH.exec(text) ?? [];
  const [metricName] = [...terms.matchAll(METRIC_NAME)].map((match) => match[1]);
  if (namespace === undefined || metricName === undefined || statistic === undefined || text.includes(' OR '))
    return undefined;
  return { namespace: namespace.trim(), metricName, statistic };
}

const NAMESPACES = [/\{ ?"? ?([^\s,"{}][^,"{}]*)"? ?[,}]/g, /Namespace ?= ?(?:"([^"]+)"|([^"\s')]+))/gi];
const SQL_NAMESPACES = [
  /\bFROM SCHEMA ?\( ?"? ?([^\s",()][^",()]*)"? ?[,)]/gi,
  /\bFROM(?: ?"([^"]+)"| (?!SCHEMA\b)([^"\s]+))/gi,
];

/**
 * The namespaces an expression reads by itself, as far as it says: `FROM "AWS/EC2"`, `SCHEMA("AWS/EC2", …)`,
 * `SEARCH('{AWS/EC2,InstanceId} …')`, `Namespace="AWS/EC2"`. An empty text stands for "any", where a fetching
 * expression names none; nothing for math over other queries.
 */
export function namespacesIn(expression: string): string[] {
  if (!needsPeriod(expression)) return [];
  const text = collapsed(expression);
  const found = (isSql(expression) ? SQL_NAMESPACES : NAMESPACES).flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => (match[1] ?? match[2] ?? '').trim()),
  );
  return found.length === 0 ? [''] : [...new Set(found)];
}
