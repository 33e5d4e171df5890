/** One bucket of a native histogram as the HTTP API gives it: the bounds and how many observations lie between them. */
export interface HistogramBucket {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/** A native histogram sample. `buckets` ascend and leave out empty ones; counts may be fractions (after `rate`). */
export interface NativeHistogram {
  readonly count: number;
  readonly sum: number;
  readonly buckets: readonly HistogramBucket[];
}

/** The mean of the observations; NaN where there are none. */
export function histogramAverage(histogram: NativeHistogram): number {
  return histogram.count === 0 ? Number.NaN : histogram.sum / histogram.count;
}

/**
 * The value below which the share `q` (0 to 1) of the observations lies, as PromQL's `histogram_quantile` estimates it for
 * native histograms: exponential interpolation inside a bucket, linear in one that contains zero (which is taken to lie
 * on one side of zero where no other bucket is on the other side).
 * @returns NaN for an empty histogram
 */
export function histogramQuantile(histogram: NativeHistogram, q: number): number {
  const { buckets } = histogram;
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  if (total === 0 || Number.isNaN(q)) return Number.NaN;
  const rank = Math.min(1, Math.max(0, q)) * total;
  let below = 0;
  for (const [i, bucket] of buckets.entries()) {
    if (bucket.count > 0 && (below + bucket.count >= rank || i === buckets.length - 1)) {
      const share = Math.min(1, Math.max(0, (rank - below) / bucket.count));
      return within(bounds(bucket, buckets), share);
    }
    below += bucket.count;
  }
  return buckets.at(-1)?.upper ?? Number.NaN;
}

/** A bucket around zero reaches only to where observations can be: to zero where all others are on one side. */
function bounds(bucket: HistogramBucket, all: readonly HistogramBucket[]): { lower: number; upper: number } {
  const { lower, upper } = bucket;
  if (!(lower < 0 && upper > 0)) return { lower, upper };
  const negative = all.some((other) => other !== bucket && other.count > 0 && other.upper <= lower);
  const positive = all.some((other) => other !== bucket && other.count > 0 && other.lower >= upper);
  return { lower: negative || !positive ? lower : 0, upper: positive || !negative ? upper : 0 };
}

function within({ lower, upper }: { lower: number; upper: number }, share: number): number {
  if (!Number.isFinite(lower)) return Number.isFinite(upper) ? upper : Number.NaN;
  if (!Number.isFinite(upper)) return lower;
  if (lower > 0) return lower * (upper / lower) ** share;
  if (upper < 0) return -(-lower * (upper / lower) ** share);
  return lower + (upper - lower) * share;
}
