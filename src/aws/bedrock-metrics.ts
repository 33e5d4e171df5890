import { alignWindow } from '../analysis/period.ts';
import { modelOf } from '../analysis/bedrock-names.ts';
import { bucketBounds, bucketOf } from '../analysis/latency-histogram.ts';
import type { Amounts, Usage } from '../analysis/usage-report.ts';
import type { Window } from '../model.ts';
import type { Aws } from './aws.ts';
import { getMetricData, type MetricResult } from './metric-data.ts';
import type { MetricQuery } from './metric-query.ts';
import { listMetrics } from './metrics.ts';

export const BEDROCK_NAMESPACE = 'AWS/Bedrock';
/** ListMetrics shows metrics this long after their last datapoint. */
export const LISTED_MS = 14 * 86_400_000;
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3_600;
/** What GetMetricData takes at once. */
const MAX_QUERIES = 500;
/** Durations are read for so many models and buckets at most: each is a metric that AWS bills. */
const MAX_BUCKETS = 1_500;

/** Sums by what they count (Amazon Bedrock user guide, "Amazon Bedrock runtime metrics"). */
const SUMS: readonly (readonly [metricName: string, counts: keyof Amounts])[] = [
  ['Invocations', 'calls'],
  ['InvocationClientErrors', 'errors'],
  ['InvocationServerErrors', 'errors'],
  ['InvocationThrottles', 'throttled'],
  ['InputTokenCount', 'inputTokens'],
  ['OutputTokenCount', 'outputTokens'],
  ['CacheReadInputTokens', 'cacheReadTokens'],
  ['CacheWriteInputTokens', 'cacheWriteTokens'],
];
const LATENCY = 'InvocationLatency';

export interface MetricUsage {
  readonly usages: readonly Usage[];
  /** What was read: the window asked for, as whole hours or days. */
  readonly window: Window;
  /** An hour, or a day. */
  readonly periodSeconds: number;
  /** Whether durations were too many to be read. */
  readonly untimed: boolean;
  /** What AWS says of datapoints that are missing. */
  readonly messages: readonly string[];
}

/**
 * What the metrics in `AWS/Bedrock` tell of a window, by model and day; of users they know nothing.
 * @param question.model a part of the model's name, in any case
 * @throws ToolErrors of the gateway
 */
export async function readBedrockMetrics(
  aws: Aws,
  region: string,
  question: { window: Window; now: number; account: string; model?: string | undefined },
  { signal }: { signal: AbortSignal },
): Promise<MetricUsage> {
  const periodSeconds = periodOf(question.window, question.now);
  const window = alignWindow(question.window, periodSeconds);
  const part = question.model?.toLowerCase() ?? '';
  const models = (await modelsCalled(aws, region, { signal })).filter((id) => id.toLowerCase().includes(part));
  const read = async (queries: readonly MetricQuery[]): Promise<MetricResult[]> => {
    const results: MetricResult[] = [];
    for (let from = 0; from < queries.length; from += MAX_QUERIES) {
      const asked = { queries: queries.slice(from, from + MAX_QUERIES), window, periodSeconds };
      results.push(...(await getMetricData(aws, region, asked, { signal })).results);
    }
    return results;
  };
  const toUsage = (rawModel: string, time: number, amounts: Partial<Usage>): Usage => ({
    ...NOTHING,
    day: new Date(time).toISOString().slice(0, 10),
    region,
    account: question.account,
    model: modelOf(rawModel),
    rawModel,
    ...amounts,
  });
  const sums = models.flatMap((rawModel) => SUMS.map(([metricName, counts]) => ({ rawModel, metricName, counts })));
  const extremes = models.flatMap((rawModel) => ['Minimum', 'Maximum'].map((statistic) => ({ rawModel, statistic })));
  const queries = [
    ...sums.map(({ rawModel, metricName }, i) => metricQuery(`s${i}`, metricName, rawModel, 'Sum')),
    ...extremes.map(({ rawModel, statistic }, i) => metricQuery(`e${i}`, LATENCY, rawModel, statistic)),
  ];
  const results = await read(queries);
  const pointsOf = (id: string) => results.find((result) => result.id === id)?.points ?? [];
  const usages = sums.flatMap(({ rawModel, counts }, i) =>
    pointsOf(`s${i}`).map(([time, value]) => toUsage(rawModel, time, { [counts]: value })),
  );
  const buckets = models.flatMap((rawModel, i) => {
    const values = [...pointsOf(`e${2 * i}`), ...pointsOf(`e${2 * i + 1}`)].map(([, value]) => value);
    return bucketsBetween(values).map((bucket) => ({ rawModel, bucket }));
  });
  const untimed = buckets.length > MAX_BUCKETS;
  const counted = untimed
    ? []
    : await read(
        buckets.map(({ rawModel, bucket }, i) => metricQuery(`b${i}`, LATENCY, rawModel, countStatistic(bucket))),
      );
  const durations = counted.flatMap(({ id, points }) => {
    const { rawModel, bucket } = buckets[Number(id.slice(1))] ?? { rawModel: '', bucket: 0 };
    return points.map(([time, count]) => toUsage(rawModel, time, { latency: new Map([[bucket, count]]) }));
  });
  const messages = new Set(results.flatMap((result) => result.messages));
  return { usages: [...usages, ...durations], window, periodSeconds, untimed, messages: [...messages] };
}

const NOTHING: Amounts = {
  calls: 0,
  errors: 0,
  throttled: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
};

/** Whole days where the window has them, else whole hours. What is to come does not matter: nothing is there. */
function periodOf({ start, end }: Window, now: number): number {
  const days = (time: number) => time % (DAY_SECONDS * 1000) === 0;
  const isOpen = end >= now - HOUR_SECONDS * 1000;
  return days(start) && (days(end) || isOpen) ? DAY_SECONDS : HOUR_SECONDS;
}

/** The names of models that metrics are kept of by model alone, as their callers wrote them. */
async function modelsCalled(aws: Aws, region: string, options: { signal: AbortSignal }): Promise<string[]> {
  const lists = await Promise.all(
    ['Invocations', 'InvocationThrottles'].map((metricName) =>
      listMetrics(aws, region, { namespace: BEDROCK_NAMESPACE, metricName }, options),
    ),
  );
  const ids = lists.flatMap(({ metrics }) =>
    metrics.flatMap(({ dimensions }) => (Object.keys(dimensions).length === 1 ? (dimensions['ModelId'] ?? []) : [])),
  );
  return [...new Set(ids)].toSorted();
}

function metricQuery(id: string, metricName: string, modelId: string, statistic: string): MetricQuery {
  return { id, metric: { namespace: BEDROCK_NAMESPACE, metricName, dimensions: { ModelId: modelId } }, statistic };
}

function bucketsBetween(values: readonly number[]): number[] {
  const durations = values.filter((value) => value > 0);
  if (durations.length === 0) return [];
  const [first, last] = [bucketOf(Math.min(...durations)), bucketOf(Math.max(...durations))];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** How many values are over the first bound and not over the second (CloudWatch user guide, "trimmed count"). */
function countStatistic(bucket: number): string {
  const [low, high] = bucketBounds(bucket);
  return `TC(${low.toFixed(6)}:${high.toFixed(6)})`;
}
