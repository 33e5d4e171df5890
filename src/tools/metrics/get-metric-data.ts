import * as z from 'zod';
import { arrangeSeries, chooseShown, type QuerySeries } from '../../analysis/arrange-series.ts';
import { alignWindow } from '../../analysis/period.ts';
import { RANKINGS } from '../../analysis/rank-series.ts';
import { summarizePoints } from '../../analysis/series-summary.ts';
import { columnsThatFit, READABLE_COLUMNS, rowsThatFit, summariesThatFit } from '../../analysis/series-budget.ts';
import { getMetricData as readMetricData, type MetricData, type MetricResult } from '../../aws/metric-data.ts';
import { isMultiple, needsPeriod, type MetricQuery } from '../../aws/metric-query.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { graphLink } from '../../format/graph-link.ts';
import { formatTime } from '../../format/time.ts';
import { callerAccount } from '../patience.ts';
import { defineTool } from '../define.ts';
import { rowsAfter } from '../paging.ts';
import { cursorParam, endParam, oneRegion, pageFields, regionParam, resolveWindow, startParam } from '../params.ts';
import { mayRead } from './shared/access.ts';
import { dataNotes } from './shared/data-notes.ts';
import { namespacesOf, queriesParam, toQueries } from './shared/metric-queries.ts';
import { explainRefusal } from './shared/explain-refusal.ts';
import { renderMetricData } from './shared/render-metric-data.ts';
import { resolveResolution, startAsked, windowWithData, type Resolution } from './shared/resolution.ts';
import { searchPeriod, seriesLabel, seriesUnit } from './shared/series-identity.ts';
import { checkSqlWindow } from './shared/sql-window.ts';
import { fillingFrom, pointSchema, summarize, summaryFields } from './shared/summary.ts';

const HOUR_MS = 3_600_000;
/** A page that is asked for with less time than this left would not come in time, milliseconds. */
const PAGE_MS = 3_000;
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
  actions: ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'],
  input: z.strictObject({
    queries: queriesParam,
    period_seconds: z.int().min(1).max(604_800).optional(),
    rank_by: z.enum(RANKINGS).optional().describe('Default: in the order asked'),
    start: startParam,
    end: endParam,
    region: regionParam,
    limit: z.int().min(1).max(500).optional().describe('Most series (20, or one per query)'),
    cursor: cursorParam,
  }),
  output,
  position,
  async run(input, context) {
    const region = oneRegion(input, context);
    const queries = toQueries(input.queries, context.catalog);
    mayRead(context.access, namespacesOf(queries));
    const now = context.clock();
    const asked = resolveWindow(input, context, 3 * HOUR_MS);
    checkSqlWindow(queries, asked, now);
    const window = windowWithData(asked, context);
    const shown = queries.filter(({ hidden }) => hidden !== true);
    const limit = Math.min(input.limit ?? Math.max(SERIES_SHOWN, shown.length), summariesThatFit(context.budgetTokens));
    const expected = shown.reduce((sum, query) => sum + (isMultiple(query) ? EXPECTED_SERIES : 1), 0);
    const resolution = resolveResolution(window, now, {
      periodSeconds: input.period_seconds,
      fitRows: rowsThatFit(context.budgetTokens, Math.min(expected, READABLE_COLUMNS), Math.min(expected, limit)),
    });
    const { periodSeconds, pointsPeriodSeconds } = resolution;
    const read = (period: number): Promise<MetricData> =>
      readMetricData(
        context.aws,
        region,
        { queries, window: alignWindow(window, period), periodSeconds: period },
        { signal: context.signal, goOn: () => context.timeLeft() > PAGE_MS },
      ).catch((error: unknown) => {
        throw explainRefusal(error, queries);
      });
    const [data, coarse, account] = await Promise.all([
      read(periodSeconds),
      pointsPeriodSeconds === periodSeconds ? undefined : read(pointsPeriodSeconds),
      callerAccount(context),
    ]);
    const aligned = alignWindow(window, periodSeconds);
    const series = data.results.map((result) => withUnit(result, { data, coarse }, queries, context.catalog));
    const arranged = arrangeSeries(
      series,
      queries.map(({ id }) => id),
      input.rank_by,
    );
    const rows = arranged.map((one, i) => toRow(one, i + 1, { window: aligned, periodSeconds, now }));
    const left = rowsAfter(rows, position, context.page.after);
    const items = left.slice(0, limit);
    const candidates = items.map(({ number }) => arranged[number - 1]).filter((one) => one !== undefined);
    const times = new Set(candidates.flatMap(({ shownPoints }) => shownPoints.map(([time]) => time))).size;
    const chosen = chooseShown(candidates, columnsThatFit(context.budgetTokens, times, items.length));
    const periods = shownPeriods(arranged, resolution);
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
      ...(candidates.some(({ shownPoints }, i) => chosen.has(i) && (shownPoints.at(-1)?.[0] ?? 0) >= filling) && {
        fillingFrom: formatTime(filling),
      }),
      notes: [
        ...resolution.notes,
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
      items: items.map((item, i) => ({
        ...item,
        ...(chosen.has(i) && {
          points: (candidates[i]?.shownPoints ?? []).map(([time, value]) => ({ time: formatTime(time), value })),
        }),
      })),
      more: left.length > limit,
    };
  },
  render: renderMetricData,
});

interface Shown extends QuerySeries, MetricResult {
  readonly id: string;
  readonly label: string;
  readonly points: MetricResult['points'];
  readonly statistic: string | undefined;
  readonly expression: string | undefined;
  /** The datapoints at the period that they are shown at. */
  readonly shownPoints: MetricResult['points'];
}

function withUnit(
  result: MetricResult,
  read: { data: MetricData; coarse: MetricData | undefined },
  queries: readonly MetricQuery[],
  catalog: Catalog,
): Shown {
  const query = queries.find(({ id }) => id === result.id);
  const alone = read.data.results.filter(({ id }) => id === result.id).length === 1;
  return {
    ...result,
    label: query === undefined ? result.label : seriesLabel(query, result.label, alone),
    statistic: query?.statistic,
    expression: query?.expression,
    unit: query && seriesUnit(query, result.label, catalog),
    shownPoints:
      read.coarse === undefined
        ? result.points
        : (read.coarse.results.find(({ id, label }) => id === result.id && label === result.label)?.points ?? []),
  };
}

function toRow(
  one: Shown,
  number: number,
  at: { window: { start: number; end: number }; periodSeconds: number; now: number },
): MetricDataRow {
  return {
    number,
    id: one.id,
    label: one.label,
    statistic: one.statistic,
    unit: one.unit,
    status: one.status,
    ...(one.messages.length > 0 && { messages: [...one.messages] }),
    ...summarize(one.points, { ...at, periodSeconds: ownPeriod(one, at.periodSeconds), statistic: one.statistic }),
  };
}

/** A SEARCH may name a period of its own, which the datapoints of math over it then show. */
function ownPeriod(one: Shown, periodSeconds: number): number {
  if (one.expression === undefined) return periodSeconds;
  if (needsPeriod(one.expression)) return searchPeriod(one.expression) ?? periodSeconds;
  return Math.max(periodSeconds, (summarizePoints(one.points)?.cadenceMs ?? 0) / 1000);
}

/** What the answer states: where all series are of an expression that names a period of its own, that one. */
function shownPeriods(series: readonly Shown[], { periodSeconds, pointsPeriodSeconds }: Resolution) {
  const own = [...new Set(series.map((one) => ownPeriod(one, periodSeconds)))];
  const [only = periodSeconds] = own;
  if (own.length !== 1 || only === periodSeconds) return { periodSeconds, pointsPeriodSeconds };
  return { periodSeconds: only, pointsPeriodSeconds: Math.max(only, pointsPeriodSeconds) };
}

function toLine({ id, metric, statistic, expression, label, accountId, hidden }: MetricQuery) {
  return { id, ...metric, statistic, expression, label, accountId, hidden };
}
