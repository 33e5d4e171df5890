/** Durations by their size: so many in each bucket, of which percentiles can be told also of several taken together. */
export type Histogram = ReadonlyMap<number, number>;

/** So many buckets for each factor of e: what is told of the middle of one is at most 5 % off. */
const PER_E = 10;

/** How Logs Insights says the bucket of a duration: `log` is the natural logarithm there. */
export function bucketExpression(field: string): string {
  return `floor(log(${field}) * ${PER_E})`;
}

/** Several as one. */
export function mergeHistograms(histograms: readonly Histogram[]): Histogram {
  const merged = new Map<number, number>();
  for (const histogram of histograms) {
    for (const [bucket, count] of histogram) merged.set(bucket, (merged.get(bucket) ?? 0) + count);
  }
  return merged;
}

/** How many durations are in it. */
export function countOf(histogram: Histogram): number {
  return [...histogram.values()].reduce((sum, count) => sum + count, 0);
}

/**
 * The duration that `percent` percent are not above, to 2 significant digits or so; undefined where there are none.
 * @param percent over 0, at most 100
 */
export function percentileOf(histogram: Histogram, percent: number): number | undefined {
  const wanted = (countOf(histogram) * percent) / 100;
  let seen = 0;
  for (const [bucket, count] of [...histogram].toSorted((a, b) => a[0] - b[0])) {
    seen += count;
    if (count > 0 && seen >= wanted - 1e-9) return Math.exp((bucket + 0.5) / PER_E);
  }
  return undefined;
}

/** The bucket of a duration over 0. */
export function bucketOf(duration: number): number {
  return Math.floor(Math.log(duration) * PER_E);
}

/** Where a bucket begins and ends, in the unit of the durations. */
export function bucketBounds(bucket: number): [low: number, high: number] {
  return [Math.exp(bucket / PER_E), Math.exp((bucket + 1) / PER_E)];
}
