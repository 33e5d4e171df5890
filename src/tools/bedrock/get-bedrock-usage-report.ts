import * as z from 'zod';
import { parsePrices } from '../../analysis/bedrock-prices.ts';
import {
  breakDown,
  BREAKDOWNS,
  partOfDay,
  totalOf,
  type Pricing,
  type Usage,
  type UsageRow,
} from '../../analysis/usage-report.ts';
import { ToolError } from '../../errors.ts';
import { formatTime } from '../../format/time.ts';
import type { Window } from '../../model.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { placesParams } from '../lists.ts';
import { endParam, resolveWindow, startParam } from '../params.ts';
import { callerAccount, queriesEnd } from '../patience.ts';
import {
  accountsOf,
  askedReaches,
  failuresOf,
  placesOf,
  readPlaces,
  regionsOf,
  valuesOf,
  type Place,
} from '../places.ts';
import { holdToLimit } from '../scan-limit.ts';
import { planPlace, type Plan } from './shared/plan-place.ts';
import { readPlace } from './shared/read-place.ts';
import { renderReport } from './shared/render-report.ts';
import { output, type Report, type ReportRow } from './shared/report-output.ts';

const DAY_MS = 86_400_000;
const MAX_DAYS = 92;
const DAYS = 7;
/** What a report that would scan too much may do. */
const LESS = 'Ask for a shorter window or one region, or use source="metrics", which scans nothing and knows no users';

/** Parts of names; they stand in queries, so nothing else may. */
const namePart = z
  .string()
  .regex(/^[\w.:/@+=,-]{1,256}$/, 'may hold letters, digits and _ . : / @ + = , - only')
  .optional();

const input = z.strictObject({
  days: z.int().min(1).max(MAX_DAYS).optional().describe(`UTC days up to now; default ${DAYS}`),
  start: startParam,
  end: endParam,
  model: namePart.describe('Part of the model id'),
  user: namePart.describe('Part of the ARN, such as the role or session'),
  by: z.array(z.enum(BREAKDOWNS)).min(1).optional().describe('Default: all'),
  log_group: z.string().optional().describe('Default: the usual names are looked for'),
  source: z.enum(['auto', 'logs', 'metrics']).default('auto'),
  prices: z
    .array(z.string())
    .max(50)
    .optional()
    .describe('model=input/output/cache read/cache write, USD per million tokens; * ends a prefix'),
  max_scan_gb: z.number().gt(0).optional().describe('More than 20 costs over $0.10'),
  ...placesParams(50, 1_000),
});

type Input = z.output<typeof input>;

export const getBedrockUsageReport = defineTool({
  name: 'get_bedrock_usage_report',
  title: 'Get Bedrock usage report',
  description:
    'What Amazon Bedrock models were used for: calls, errors, tokens (input, output, cache) and latency in all and per day, region, account, model and user, as tables to paste. Read from the model invocation log (scans it: $0.005 a GB), else from metrics, which know no users. Costs only from prices you give.',
  toolset: 'bedrock',
  actions: [
    'cloudwatch:GetMetricData',
    'cloudwatch:ListMetrics',
    'logs:DescribeLogGroups',
    'logs:GetQueryResults',
    'logs:StartQuery',
    'logs:StopQuery',
  ],
  input,
  output,
  run,
  render: renderReport,
});

async function run(asked: Input, context: ToolContext): Promise<Report> {
  const pricing = asked.prices === undefined ? undefined : parsePrices(asked.prices);
  const window = windowOf(asked, context);
  const reaches = askedReaches(asked, context, { toolset: 'bedrock', omitted: 'first' });
  const places = placesOf(reaches, asked);
  const planned = await readPlaces(places, context, (place, at) => planPlace(asked, window, place.region, at));
  const plans = new Map(valuesOf(planned).map(({ place, value }) => [place, value]));
  const bytes = [...plans.values()].reduce((sum, plan) => sum + (plan.from === 'logs' ? plan.estimatedBytes : 0), 0);
  const question = {
    what: 'The report (two queries of model invocation logs)',
    less: LESS,
    max_scan_gb: asked.max_scan_gb,
  };
  holdToLimit(bytes, question, context.maxScanBytes);
  const until = queriesEnd(context);
  const [reads, account] = await Promise.all([
    readPlaces([...plans.keys()], context, (place, at) =>
      readPlace(plans.get(place) as Plan, { ...asked, until }, window, place, at),
    ),
    callerAccount(context),
  ]);
  const failures = failuresOf([...planned.filter((one) => 'error' in one), ...reads]);
  const values = valuesOf(reads).map(({ value }) => value);
  const usages = values.flatMap((value) => value.usages);
  const region = linkRegion(places, context);
  const logs = [...plans.values()].flatMap((plan) => (plan.from === 'logs' ? [plan.group] : []));
  return {
    start: formatTime(window.start),
    end: formatTime(window.end),
    region,
    regions: regionsOf(places),
    partition: context.aws.partition(region).name,
    account,
    accounts: accountsOf(places),
    sources: values.map(({ source }) => source),
    ...filtersOf(asked),
    total: amountsOf(totalOf(usages, pricing)),
    ...rowsOf(usages, asked, pricing, partsOf(values, context.clock())),
    ...((failures.length > 0 || values.some(({ incomplete }) => incomplete)) && { incomplete: true }),
    ...notesOf([...values.flatMap(({ notes }) => notes), ...unpriced(usages, pricing)]),
    ...(logs[0] !== undefined && { group: logs[0] }),
    ...(failures.length > 0 && { failures }),
  };
}

/** Whole days up to now unless the caller says otherwise. */
function windowOf(asked: Input, context: ToolContext): Window {
  if (asked.days !== undefined && asked.start !== undefined) {
    throw new ToolError('invalid_input', 'days and start both say where the window begins: give one of them.');
  }
  const days = asked.days ?? DAYS;
  const { end } = resolveWindow({ end: asked.end }, context, 1);
  if (asked.start !== undefined) return resolveWindow(asked, context, days * DAY_MS, MAX_DAYS * DAY_MS);
  return { start: Math.floor((end - 1) / DAY_MS) * DAY_MS - (days - 1) * DAY_MS, end };
}

/** The default region where it was read, for the link. */
function linkRegion(places: readonly Place[], { regions }: ToolContext): string {
  const read = regionsOf(places);
  return regions.find((region) => read.includes(region)) ?? read[0] ?? '';
}

/** Which part of a day was counted everywhere. */
function partsOf(values: readonly { window: Window }[], now: number): (day: string) => string | undefined {
  const start = Math.max(...values.map(({ window }) => window.start));
  const end = Math.min(now, ...values.map(({ window }) => window.end));
  return (day) => partOfDay(day, { start, end });
}

function rowsOf(
  usages: readonly Usage[],
  asked: Input,
  pricing: Pricing | undefined,
  partOf: (day: string) => string | undefined,
): Pick<Report, 'items' | 'found'> {
  const breakdowns = BREAKDOWNS.filter((by) => asked.by?.includes(by) ?? true)
    .map((by) => breakDown(usages, by, pricing))
    .filter((rows) => asked.by !== undefined || !isTotal(rows));
  const rows = breakdowns.flatMap((own) => own.slice(0, asked.limit));
  return {
    items: rows.map(({ by, name, alsoCalled, ...row }) => ({
      by: by as ReportRow['by'],
      name,
      ...(alsoCalled !== undefined && { alsoCalled: [...alsoCalled] }),
      ...(by === 'day' && partOf(name) !== undefined && { part: partOf(name) }),
      ...amountsOf(row),
    })),
    found: Object.fromEntries(breakdowns.flatMap((own) => (own[0] === undefined ? [] : [[own[0].by, own.length]]))),
  };
}

/** The one region or account says in its row what the totals say, and its name is in the first line. */
function isTotal(rows: readonly UsageRow[]): boolean {
  return rows.length === 1 && (rows[0]?.by === 'region' || rows[0]?.by === 'account');
}

/** Cents and their fractions; floating point leaves more digits than there are. */
function amountsOf(row: Omit<UsageRow, 'by' | 'name'>): Report['total'] {
  const { calls, errors, throttled, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = row;
  const { p50Ms, p90Ms, p99Ms, cost } = row;
  return {
    calls,
    errors,
    throttled,
    inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheWriteTokens,
    ...(p50Ms !== undefined && { p50Ms, p90Ms, p99Ms }),
    ...(cost !== undefined && { cost: Number(cost.toFixed(6)) }),
  };
}

function unpriced(usages: readonly Usage[], pricing: Pricing | undefined): string[] {
  if (pricing === undefined) return [];
  const without = new Set(usages.filter((usage) => pricing(usage) === undefined).map(({ model }) => model));
  if (without.size === 0) return [];
  return [
    `No cost is told where tokens of these models are in it, since prices has none for them (or none for their cache tokens): ${[...without].toSorted().join(', ')}.`,
  ];
}

function filtersOf({ model, user }: Input): Pick<Report, 'filters'> {
  const filters = [model && `models with "${model}"`, user && `users with "${user}"`].filter(
    (one) => one !== undefined,
  );
  return filters.length === 0 ? {} : { filters: filters.join(', ') };
}

function notesOf(notes: readonly string[]): Pick<Report, 'notes'> {
  return notes.length === 0 ? {} : { notes: [...notes] };
}
