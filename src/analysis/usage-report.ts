import type { Window } from '../model.ts';
import { countOf, mergeHistograms, percentileOf, type Histogram } from './latency-histogram.ts';

const DAY_MS = 86_400_000;

/** What counts in a report. Tokens of the cache are not among the input tokens. */
export interface Amounts {
  /** Calls that were taken on, those that failed later among them; throttled ones are not. */
  readonly calls: number;
  readonly errors: number;
  readonly throttled: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/** What one model did for one user on one day; without a user or a day where they are not known. */
export interface Usage extends Amounts {
  /** `2026-11-21`, UTC. */
  readonly day: string;
  readonly region: string;
  readonly account: string;
  readonly model: string;
  /** As callers wrote it. */
  readonly rawModel: string;
  /** ARN. */
  readonly user?: string | undefined;
  readonly latency?: Histogram | undefined;
}

export const BREAKDOWNS = ['day', 'region', 'account', 'model', 'user'] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

export interface UsageRow extends Amounts {
  readonly by: Breakdown | 'total';
  /** The day, region, account, model or ARN; empty for the total. */
  readonly name: string;
  /** Other names that callers used for the model. */
  readonly alsoCalled?: readonly string[] | undefined;
  readonly p50Ms?: number | undefined;
  readonly p90Ms?: number | undefined;
  readonly p99Ms?: number | undefined;
  /** US dollars, at the caller's prices; undefined where one of the models has none. */
  readonly cost?: number | undefined;
}

const COUNTED = [
  'calls',
  'errors',
  'throttled',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
] as const satisfies (keyof Amounts)[];

/** What a use costs, US dollars; undefined where its price is not known. */
export type Pricing = (usage: Usage) => number | undefined;

/** All of it in one row. */
export function totalOf(usages: readonly Usage[], pricing?: Pricing): UsageRow {
  return rowOf('total', '', usages, pricing);
}

/** A row for each day (by date) or each region, account, model, user (most tokens first). What is not known is in no row. */
export function breakDown(usages: readonly Usage[], by: Breakdown, pricing?: Pricing): UsageRow[] {
  const groups = Map.groupBy(usages, (usage) => usage[by]);
  const rows = [...groups].flatMap(([name, own]) =>
    name === undefined || name === '' ? [] : [rowOf(by, name, own, pricing)],
  );
  const used = rows.filter((row) => COUNTED.some((key) => row[key] > 0));
  return used.toSorted((a, b) => (by === 'day' ? 0 : tokensOf(b) - tokensOf(a)) || (a.name < b.name ? -1 : 1));
}

/** Which part of a UTC day lies in a window, `from 13:50`, `until 09:40`, `10:20 to 12:40`; undefined for all of it. */
export function partOfDay(day: string, { start, end }: Window): string | undefined {
  const midnight = Date.parse(day);
  const clock = (ms: number) => new Date(ms).toISOString().slice(11, 16);
  const isLate = start > midnight;
  const isShort = end < midnight + DAY_MS;
  if (isLate && isShort) return `${clock(start)} to ${clock(end)}`;
  if (isLate) return `from ${clock(start)}`;
  return isShort ? `until ${clock(end)}` : undefined;
}

/** All tokens, those of the cache among them. */
export function tokensOf(amounts: Amounts): number {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = amounts;
  return inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens;
}

function rowOf(by: UsageRow['by'], name: string, usages: readonly Usage[], pricing: Pricing | undefined): UsageRow {
  const counted = Object.fromEntries(COUNTED.map((key) => [key, sum(usages.map((usage) => usage[key]))]));
  const latency = mergeHistograms(usages.flatMap((usage) => usage.latency ?? []));
  const others =
    by === 'model' ? [...new Set(usages.map(({ rawModel }) => rawModel))].filter((raw) => raw !== name) : [];
  const costs = pricing && usages.map(pricing);
  return {
    by,
    name,
    ...(counted as unknown as Amounts),
    ...(others.length > 0 && { alsoCalled: others.toSorted() }),
    ...(countOf(latency) > 0 && percentiles(latency)),
    ...(costs !== undefined && !costs.includes(undefined) && { cost: sum(costs as number[]) }),
  };
}

function percentiles(latency: Histogram): Pick<UsageRow, 'p50Ms' | 'p90Ms' | 'p99Ms'> {
  const at = (percent: number) => Math.round(percentileOf(latency, percent) ?? 0);
  return { p50Ms: at(50), p90Ms: at(90), p99Ms: at(99) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
