import { isSql, type MetricQuery } from '../../../aws/metric-query.ts';
import { ToolError } from '../../../errors.ts';
import { formatTime } from '../../../format/time.ts';
import type { Window } from '../../../model.ts';

/** How far back Metrics Insights reads, milliseconds (CloudWatch User Guide, "Metrics Insights service quotas": two weeks). */
const SQL_REACH_MS = 14 * 86_400_000;

/** @throws ToolError invalid_input where a SQL query's window begins before what Metrics Insights reads */
export function checkSqlWindow(queries: readonly MetricQuery[], window: Window, now: number): void {
  const sql = queries.find(({ expression }) => isSql(expression));
  if (sql === undefined || window.start >= now - SQL_REACH_MS) return;
  throw new ToolError(
    'invalid_input',
    `${sql.id} is a SQL query, and Metrics Insights reads the last two weeks only: start is ${formatTime(window.start)}, it may be ${formatTime(now - SQL_REACH_MS)} or later. Move start, or ask for the metrics by name or SEARCH.`,
  );
}
