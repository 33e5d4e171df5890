import * as z from 'zod';
import { arrangeSeries, chooseShown } from '../../analysis/arrange-series.ts';
import { alignWindow } from '../../analysis/period.ts';
import { RANKINGS } from '../../analysis/rank-series.ts';
import { columnsThatFit, READABLE_COLUMNS, rowsThatFit, summariesThatFit } from '../../analysis/series-budget.ts';
import { isMultiple, type MetricQuery } from '../../aws/metric-query.ts';
import { graphLink } from '../../format/graph-link.ts';
import { formatTime } from '../../format/time.ts';
import { callerAccount } from '../patience.ts';
import { defineTool } from '../define.ts';
import { LINKS_ACTIONS } from '../linked.ts';
import { rowsAfter } from '../paging.ts';
import {
  accountParam,
  cursorParam,
  endParam,
  oneRegion,
  pageFields,
  regionParam,
  resolveWindow,
  startParam,
} from '../params.ts';
import { mayCompute, mayReadOf } from '../metric-access.ts';
import { maySearchLinked } from './shared/linked-search.ts';
import { chosenNotes } from './shared/chosen-statistic.ts';
import { dataNotes } from './shared/data-notes.ts';
import { namespacesOf, queriesParam, toQueries } from './shared/metric-queries.ts';
import { explainRefusal } from './shared/explain-refusal.ts';
import { readAtResolution } from './shared/read-at-resolution.ts';
import { renderMetricData } from './shared/render-metric-data.ts';
import { resolveResolution, startAsked, windowWithData } from './shared/resolution.ts';
import { seriesRow, shownPeriods, shownSeries, type ShownSeries } from './shared/shown-series.ts';
import { checkSqlWindow } from './shared/sql-window.ts';
import { fillingFrom, pointSchema, summaryFields } from './shared/summary.ts';

const HOUR_MS = 3_600_000;
/** Series shown where queries return many and no limit is given. */
const SERIES_SHOWN = 20;
/** How many series a SEARCH or GROUP BY is expected to return, for choosing the period before it is read. */
const EXPECTED_SERIES = 5;

const row = z.object({
  number: z.int(),
  id: z.string(),
  label: z.string(),
  statistic: z.string().optional(),
  unit: z.string().optional(),
  status: z.enum(['Complete', 'PartialData', 'InternalError', 'Forbidden']),
  messages: z.array(z.string()).optional(),
  ...summaryFields,
  points: z.array(pointSchema).optional(),
});

const output = z.object({
  region: z.string(),
  account: z.string().optional(),
  start: z.string(),
  startAsked: z.string().optional(),
  end: z.string(),
  periodSeconds: z.int(),
  pointsPeriodSeconds: z.int(),
  queries: z.int(),
  series: z.int(),
  rankedBy: z.enum(RANKINGS).optional(),
  complete: z.boolean(),
  fillingFrom: z.string().optional(),
  notes: z.array(z.string()),
  consoleUrl: z.string().optional(),
  items: z.array(row),
  ...pageFields,
});
export type MetricDataRow = z.output<typeof row>;
export type MetricDataOutput = z.output<typeof output>;

const position = (item: MetricDataRow) => [item.number];

export const getMetricData = defineTool({
  name: 'get_metric_data',
  title: 'Get metric data',
  description:
    'Many metrics, metric math, SEARCH and Metrics Insights SQL over one window, compared in one table: a summary per series, then datapoints by time. Many series are ranked and cut. AWS charges $0.01 per 1,000 metrics requested. For one metric get_metric_statistics is simpler.',
  toolset: 'metrics',
  actions: ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics', ...LINKS_ACTIONS],
  input: z.strictObject({
    queries: queriesParam,
    period_seconds: z.int().min(1).max(604_800).optional(),
    rank_by: z.enum(RANKINGS).optional().describe('Default: in the order asked'),
    start: startParam,
    end: endParam,
    region: regionParam,
    account: accountParam,
    limit: z.int().min(1).max(500).optional().describe('Most series (20, or one per query)'),
    cursor: cursorParam,
  }),
  output,
  position,
  async run(input, context) {
    const region = oneRegion(input, context);
    const catalog = await context.catalog();
    const queries = toQueries(input.queries, catalog);
    mayCompute(
      context.access,
      queries.map(({ expression }) => expression),
    );
    await mayReadOf(
      queries.map((query) => ({ accountId: query.accountId, namespaces: namespacesOf([query]) })),
      context,
    );
    await maySearchLinked(queries, region, context);
    const now = context.clock();
    const asked = resolveWindow(input, context, 3 * HOUR_MS);
    checkSqlWindow(queries, asked, now);
    const window = windowWithData(asked, context);
    const shown = queries.filter(({ hidden }) => hidden !== true);
    const limit = Math.min(input.limit ?? Math.max(SERIES_SHOWN, shown.length), summariesThatFit(context.budgetTokens));
    const resolution = resolveResolution(window, now, {
      periodSeconds: input.period_seconds,
      fitRows: roomForPoints(shown, limit, context.budgetTokens),
    });
    const { periodSeconds } = resolution;
    const [read, account] = await Promise.all([
      readAtResolution(context, region, queries, window, resolution).catch((error: unknown) => {
        throw explainRefusal(error, queries);
      }),
      callerAccount(context),
    ]);
    const { data, coarse } = read;
    const aligned = alignWindow(window, periodSeconds);
    const series = arrangeSeries(
      shownSeries(read, queries, catalog),
      queries.map(({ id }) => id),
      input.rank_by,
    );
    const rows = series.map((one, i) => seriesRow(one, i + 1, { window: aligned, periodSeconds, now }));
    const left = rowsAfter(rows, position, context.page.after);
    const { items, lastAt } = withPoints(left.slice(0, limit), series, context.budgetTokens);
    const periods = shownPeriods(series, resolution);
    const filling = fillingFrom(now, periods.pointsPeriodSeconds);
    return {
      region,
      account,
      start: formatTime(aligned.start),
      startAsked: startAsked(asked, window),
      end: formatTime(aligned.end),
      ...periods,
      queries: shown.length,
      series: rows.length,
      rankedBy: input.rank_by ?? (shown.length === 1 && rows.length > 1 ? 'max' : undefined),
      complete: data.complete,
      ...(lastAt >= filling && { fillingFrom: formatTime(filling) }),
      notes: [
        ...resolution.notes,
        ...chosenNotes(input.queries, queries, catalog),
        ...(await dataNotes(context, region, {
          data,
          queries,
          window,
          periodSeconds,
          reads: coarse === undefined ? 1 : 2,
        })),
      ],
      consoleUrl: graphLink({ region, partition: context.aws.partition(region).name }, queries.map(toLine), {
        window: aligned,
        periodSeconds,
      }),
      items,
      more: left.length > limit,
    };
  },
  render: renderMetricData,
});

/** How many datapoints a series may have beside the summaries of what the queries are expected to return. */
function roomForPoints(queries: readonly MetricQuery[], limit: number, budgetTokens: number): number {
  const expected = queries.reduce((sum, query) => sum + (isMultiple(query) ? EXPECTED_SERIES : 1), 0);
  return rowsThatFit(budgetTokens, Math.min(expected, READABLE_COLUMNS), Math.min(expected, limit));
}

/** The rows, as many of them as there is room for with their datapoints, and when the last of these is, epoch milliseconds. */
function withPoints(
  rows: readonly MetricDataRow[],
  series: readonly ShownSeries[],
  budgetTokens: number,
): { items: MetricDataRow[]; lastAt: number } {
  const own = rows.flatMap(({ number }) => series[number - 1] ?? []);
  const times = new Set(own.flatMap(({ shownPoints }) => shownPoints.map(([time]) => time))).size;
  const chosen = chooseShown(own, columnsThatFit(budgetTokens, times, rows.length));
  const shown = own.map(({ shownPoints }, i) => (chosen.has(i) ? shownPoints : undefined));
  return {
    items: rows.map((one, i) => {
      const points = shown[i]?.map(([time, value]) => ({ time: formatTime(time), value }));
      return points === undefined ? one : { ...one, points };
    }),
    lastAt: Math.max(0, ...shown.map((points) => points?.at(-1)?.[0] ?? 0)),
  };
}

function toLine({ id, metric, statistic, expression, label, accountId, hidden }: MetricQuery) {
  return { id, ...metric, statistic, expression, label, accountId, hidden };
}
