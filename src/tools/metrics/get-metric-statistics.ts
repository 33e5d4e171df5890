import * as z from 'zod';
import { alignWindow } from '../../analysis/period.ts';
import { rowsThatFit } from '../../analysis/series-budget.ts';
import { parseStatistic } from '../../analysis/statistic.ts';
import type { MetricData } from '../../aws/metric-data.ts';
import { parseUnit } from '../../aws/metric-unit.ts';
import { graphLink } from '../../format/graph-link.ts';
import { formatTime, timeOf } from '../../format/time.ts';
import type { Point } from '../../model.ts';
import { callerAccount } from '../patience.ts';
import { defineTool } from '../define.ts';
import { accountParam, endParam, oneRegion, pageFields, regionParam, resolveWindow, startParam } from '../params.ts';
import { mayReadOf } from '../metric-access.ts';
import {
  linkedAccountParam,
  dimensionsParam,
  nameParam,
  parseDimensions,
  statisticParam,
  unitParam,
} from './shared/dimensions.ts';
import { CHOSEN_BY, chosenBy } from './shared/chosen-statistic.ts';
import { explainNoData } from './shared/explain-no-data.ts';
import { renderMetricStatistics } from './shared/render-metric-statistics.ts';
import { readAtResolution } from './shared/read-at-resolution.ts';
import { resolveResolution, startAsked, windowWithData } from './shared/resolution.ts';
import { fillingFrom, summarize, summaryFields, unitOf } from './shared/summary.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const output = z.object({
  namespace: z.string(),
  metricName: z.string(),
  dimensions: z.record(z.string(), z.string()),
  description: z.string().optional(),
  unit: z.string().optional(),
  unitInferred: z.boolean().optional(),
  statisticChosenBy: z.enum(CHOSEN_BY).optional(),
  region: z.string(),
  account: z.string().optional(),
  start: z.string(),
  startAsked: z.string().optional(),
  end: z.string(),
  periodSeconds: z.int(),
  pointsPeriodSeconds: z.int(),
  statistics: z.array(z.object({ statistic: z.string(), unit: z.string().optional(), ...summaryFields })),
  fillingFrom: z.string().optional(),
  notes: z.array(z.string()),
  points: z.int(),
  consoleUrl: z.string().optional(),
  items: z.array(z.object({ time: z.string(), values: z.record(z.string(), z.number()) })),
  ...pageFields,
});
export type MetricStatisticsOutput = z.output<typeof output>;

export const getMetricStatistics = defineTool({
  name: 'get_metric_statistics',
  title: 'Get metric statistics',
  description:
    'One metric over time in one or more statistics: summary (min, avg, max, last, gaps, when), then datapoints. Period and statistic are chosen unless given. Find namespace, name and dimensions with list_metrics; for several metrics, math or SQL use get_metric_data.',
  toolset: 'metrics',
  actions: ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'],
  input: z.strictObject({
    namespace: nameParam,
    metric_name: nameParam,
    dimensions: dimensionsParam,
    statistics: z.array(statisticParam).min(1).max(10).optional().describe('Average, Sum, p99, tm95, IQM, PR(:300)…'),
    period_seconds: z.int().min(1).max(604_800).optional(),
    unit: unitParam.optional().describe('Only data stored with this unit'),
    account_id: linkedAccountParam.describe('Linked account'),
    start: startParam,
    end: endParam,
    region: regionParam,
    account: accountParam,
  }),
  output,
  position: (item) => [timeOf(item.time)],
  async run(input, context) {
    const region = oneRegion(input, context);
    const { account_id: accountId } = input;
    await mayReadOf([{ accountId, namespaces: [input.namespace] }], context);
    const metric = {
      namespace: input.namespace,
      metricName: input.metric_name,
      dimensions: parseDimensions(input.dimensions ?? []),
    };
    const catalog = await context.catalog();
    const known = catalog.find(metric.namespace, metric.metricName);
    const usual = known === undefined ? ['Average', 'Maximum', 'Sum'] : [known.statistic];
    const statistics = [...new Set((input.statistics ?? usual).map(parseStatistic))];
    const unit = input.unit === undefined ? undefined : parseUnit(input.unit);
    const now = context.clock();
    const fallback = (known?.periodSeconds ?? 60) > HOUR_MS / 1000 ? 14 * DAY_MS : 3 * HOUR_MS;
    const asked = resolveWindow(input, context, fallback);
    const window = windowWithData(asked, context);
    const resolution = resolveResolution(window, now, {
      periodSeconds: input.period_seconds,
      fitRows: rowsThatFit(context.budgetTokens, statistics.length, statistics.length),
      floorSeconds: (known?.periodSeconds ?? 60) > 300 ? known?.periodSeconds : undefined,
    });
    const queries = statistics.map((statistic, i) => ({ id: `s${i + 1}`, metric, statistic, unit, accountId }));
    const { periodSeconds, pointsPeriodSeconds } = resolution;
    const [{ data, coarse }, account] = await Promise.all([
      readAtResolution(context, region, queries, window, resolution),
      callerAccount(context),
    ]);
    const aligned = alignWindow(window, periodSeconds);
    const metricUnit = unit ?? catalog.unit(metric.namespace, metric.metricName);
    const items = byTime(coarse ?? data, queries);
    const times = queries.length === 1 ? [...items.keys()] : [...items.keys()].toSorted((a, b) => a - b);
    const filling = fillingFrom(now, pointsPeriodSeconds);
    const said = remarks(data, queries);
    const isSilent = times.length === 0 && said.length === 0;
    const why = isSilent
      ? await explainNoData(context, region, { ...metric, unit, accountId, periodSeconds, window })
      : [];
    return {
      ...metric,
      description: known?.description,
      unit: metricUnit ?? known?.unit,
      ...(metricUnit === undefined && known?.unitInferred === true && { unitInferred: true }),
      ...(known !== undefined && input.statistics === undefined && { statisticChosenBy: chosenBy(known) }),
      region,
      account: accountId ?? account,
      start: formatTime(aligned.start),
      startAsked: startAsked(asked, window),
      end: formatTime(aligned.end),
      periodSeconds,
      pointsPeriodSeconds,
      statistics: queries.map(({ id, statistic }) => ({
        statistic,
        unit: unitOf(statistic, metricUnit),
        ...summarize(pointsOf(data, id), { window: aligned, periodSeconds, now, statistic }),
      })),
      ...(times.some((time) => time >= filling) && { fillingFrom: formatTime(filling) }),
      notes: [...resolution.notes, ...said, ...why],
      points: Math.max(...queries.map(({ id }) => pointsOf(data, id).length)),
      consoleUrl: graphLink(
        { region, partition: context.aws.partition(region).name },
        statistics.map((statistic) => ({ ...metric, statistic, accountId })),
        { window: aligned, periodSeconds },
      ),
      items: times.map((time) => ({ time: formatTime(time), values: items.get(time) ?? {} })),
    };
  },
  render: renderMetricStatistics,
});

function pointsOf(data: MetricData, id: string): readonly Point[] {
  return data.results.find((result) => result.id === id)?.points ?? [];
}

interface StatisticQuery {
  readonly id: string;
  readonly statistic: string;
}

/** The value of each statistic at each time, epoch milliseconds. */
function byTime(data: MetricData, queries: readonly StatisticQuery[]): Map<number, Record<string, number>> {
  const values = new Map<number, Record<string, number>>();
  for (const { id, statistic } of queries) {
    for (const [time, value] of pointsOf(data, id)) {
      const others = values.get(time);
      if (others === undefined) values.set(time, { [statistic]: value });
      else others[statistic] = value;
    }
  }
  return values;
}

/** What CloudWatch says about the answer, by statistic. */
function remarks(data: MetricData, queries: readonly StatisticQuery[]): string[] {
  const ofResults = data.results.flatMap(({ id, status, messages }) => {
    const statistic = queries.find((query) => query.id === id)?.statistic ?? id;
    const said = messages.length === 0 ? '' : ` (${messages.join('; ')})`;
    return status === 'Complete' && messages.length === 0 ? [] : [`${statistic}: CloudWatch answers ${status}${said}.`];
  });
  const stopped = data.complete
    ? []
    : ['The deadline was near, so reading stopped early: later datapoints are missing. Ask for a shorter window.'];
  return [...ofResults, ...data.messages.map((message) => `CloudWatch: ${message}.`), ...stopped];
}
