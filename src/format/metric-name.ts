import type { MetricId } from '../model.ts';

/** `InstanceId=i-1`, the form tools take dimensions in; sorted by name. */
export function dimensionTexts(dimensions: Readonly<Record<string, string>>): string[] {
  return Object.entries(dimensions)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
}

/** The way back from `dimensionTexts`: the first `=` divides. */
export function readDimensionTexts(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    texts.map((text) => {
      const at = text.indexOf('=');
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** `AWS/EC2 CPUUtilization (InstanceId=i-1)`. */
export function formatMetric(metric: MetricId): string {
  const dimensions = dimensionTexts(metric.dimensions);
  return `${metric.namespace} ${metric.metricName}${dimensions.length === 0 ? ' (no dimensions)' : ` (${dimensions.join(', ')})`}`;
}
