/** The metrics in `AWS/Bedrock`: counted from the same calls that the model invocation log tells of. */
import type { Invocation } from './bedrock.ts';
import { modelsIn, readEntry } from './bedrock.ts';
import { HOUR, MINUTE } from './scene.ts';
import type { Datapoint, LogGroup, Metric } from './types.ts';

type Read = (call: Invocation) => number | undefined;

/** Throttled calls are not among the invocations; failed ones are, and have neither tokens nor a duration. */
const METRICS: readonly (readonly [name: string, unit: string, read: Read])[] = [
  ['Invocations', 'Count', (call) => (isThrottled(call) ? undefined : 1)],
  ['InvocationClientErrors', 'Count', (call) => (call.errorCode === undefined || isThrottled(call) ? undefined : 1)],
  ['InvocationThrottles', 'Count', (call) => (isThrottled(call) ? 1 : undefined)],
  ['InvocationLatency', 'Milliseconds', answered((call) => call.latencyMs)],
  ['InputTokenCount', 'Count', answered((call) => call.inputTokens)],
  ['OutputTokenCount', 'Count', answered((call) => call.outputTokens)],
  ['CacheReadInputTokens', 'Count', answered((call) => call.cacheReadTokens || undefined)],
  ['CacheWriteInputTokens', 'Count', answered((call) => call.cacheWriteTokens || undefined)],
];

function isThrottled({ errorCode }: Invocation): boolean {
  return errorCode === 'ThrottlingException';
}

function answered(read: Read): Read {
  return (call) => (call.errorCode === undefined ? read(call) : undefined);
}

/** @param log the model invocation log of the same region */
export function bedrockMetrics(log: LogGroup, region: string): Metric[] {
  const callsIn = byMinute(log);
  return modelsIn(region).flatMap((modelId) =>
    METRICS.map(([metricName, unit, read]) => ({
      namespace: 'AWS/Bedrock',
      metricName,
      dimensions: { ModelId: modelId },
      unit,
      periodSeconds: 60,
      at: (time) => {
        const calls = callsIn(time).filter((call) => call.modelId === modelId);
        return datapoint(calls.flatMap((call) => read(call) ?? []));
      },
    })),
  );
}

/** The calls of each minute, read an hour at a time. */
function byMinute(log: LogGroup): (time: number) => readonly Invocation[] {
  const hours = new Map<number, Map<number, Invocation[]>>();
  return (time) => {
    const start = Math.floor(time / HOUR) * HOUR;
    let hour = hours.get(start);
    if (!hour) {
      hour = new Map();
      for (const event of log.events({ start, end: start + HOUR })) {
        const minute = Math.floor(event.time / MINUTE) * MINUTE;
        const calls = hour.get(minute) ?? [];
        calls.push(readEntry(event.message));
        hour.set(minute, calls);
      }
      hours.set(start, hour);
    }
    return hour.get(time) ?? [];
  };
}

function datapoint(values: readonly number[]): Datapoint | undefined {
  if (values.length === 0) return undefined;
  const samples = values.toSorted((a, b) => a - b);
  return {
    sum: values.reduce((sum, value) => sum + value, 0),
    min: samples[0] ?? 0,
    max: samples.at(-1) ?? 0,
    count: values.length,
    samples,
  };
}
