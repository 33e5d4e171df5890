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
  const uses = usesOf(queries);
  const sqlOf = sqlQueriesOf(queries, uses);
  const groups = Map.groupBy(queries, ({ id }) => {
    const sql = sqlOf.get(id) ?? [];
    if (sql.length > 1) {
      throw new ToolError(
        'invalid_input',
        `${id} uses the SQL queries ${sql.join(' and ')}: CloudWatch takes one SQL query per call, so math cannot combine two. Use SEARCH or metric queries for one of them.`,
      );
    }
    return sql[0] ?? '';
  });
  // Queries that are only borrowed by others need no call of their own; CloudWatch refuses a call that returns nothing.
  const returning = [...groups.values()].filter((group) => group.some(({ hidden }) => hidden !== true));
  return (returning.length > 0 ? returning : [...groups.values()]).map((group) => {
    const own = new Set(group.map(({ id }) => id));
    const needed = reached(own, uses);
    return [
      ...queries.filter(({ id }) => needed.has(id) && !own.has(id)).map((query) => ({ ...query, hidden: true })),
      ...group,
    ];
  });
}

type Uses = ReadonlyMap<string, readonly string[]>;

/** The ids that each query's expression names, each expression read once: there may be 500, each of the 499 others. */
function usesOf(queries: readonly MetricQuery[]): Uses {
  const known = new Set(queries.map(({ id }) => id));
  return new Map(
    queries.map(({ id, expression }) => {
      const words = expression === undefined || isSql(expression) ? [] : identifiers(expression);
      return [id, [...new Set(words)].filter((word) => known.has(word))];
    }),
  );
}

/** The SQL queries that each query uses, directly or not, itself among them: all it needs to know are the first two. */
function sqlQueriesOf(queries: readonly MetricQuery[], uses: Uses): ReadonlyMap<string, readonly string[]> {
  const usedBy = new Map<string, string[]>();
  for (const [id, used] of uses) for (const one of used) usedBy.set(one, [...(usedBy.get(one) ?? []), id]);
  const found = new Map<string, string[]>();
  for (const { id: sql } of queries.filter(({ expression }) => isSql(expression))) {
    const open = [sql];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const of = found.get(id) ?? [];
      if (of.length > 1 || of.includes(sql)) continue;
      found.set(id, [...of, sql]);
      open.push(...(usedBy.get(id) ?? []));
    }
  }
  return found;
}

/** These ids and all that their expressions use, directly or not. */
function reached(ids: ReadonlySet<string>, uses: Uses): Set<string> {
  const seen = new Set(ids);
  // A set hands out what is added to it on the way.
  for (const id of seen) for (const used of uses.get(id) ?? []) seen.add(used);
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
