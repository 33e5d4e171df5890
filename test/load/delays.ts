/** How long AWS and Prometheus take in these tests, milliseconds: the middle of what a client in the same region sees. */
const MEDIAN_MS: Readonly<Record<string, number>> = {
  DescribeAlarms: 60,
  DescribeAlarmHistory: 60,
  GetMetricData: 80,
  ListMetrics: 60,
  DescribeLogGroups: 50,
  DescribeLogStreams: 50,
  FilterLogEvents: 120,
  GetLogEvents: 50,
};
const OTHER_MS = 40;

/** One in ten answers takes more than twice the median, one in a hundred four times as long. */
const SPREAD = [0.7, 0.8, 0.85, 0.9, 0.95, 1, 1.1, 1.3, 1.6, 2.2];
const SLOWEST = 4;

/** The delay of the nth answer. */
export function delayOf(operation: string, n: number): number {
  const median = MEDIAN_MS[operation] ?? OTHER_MS;
  return median * (n % 100 === 0 ? SLOWEST : (SPREAD[(n * 7) % SPREAD.length] ?? 1));
}
