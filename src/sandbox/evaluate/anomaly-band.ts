/** ANOMALY_DETECTION_BAND of one metric; of an expression it is refused. */
import { ExpressionError } from './expression-parser.ts';
import type { MathContext } from './metric-math.ts';
import { readSeries } from './metric-series.ts';
import type { TimeSeries } from './metric-series.ts';

const DAY_MS = 86_400_000;
/** The same weekday says most, the days around it show the spread. */
const DAYS_BACK = [1, 2, 3, 4, 5, 6, 7];
const LEAST_DAYS = 3;
/** Days that happen to be alike must not make a band of no width: share of the mean. */
const LEAST_SPREAD = 0.03;

/**
 * The upper and the lower edge: mean ± `width` standard deviations of the values up to a week before at the same time.
 * AWS trains a model instead; this one is simple enough to be checked by hand. No band where less than three days are known.
 */
export function anomalyBand(series: TimeSeries, width: number, { now }: MathContext): readonly TimeSeries[] {
  const { metric, statistic } = series;
  if (!metric || !statistic) throw new ExpressionError('ANOMALY_DETECTION_BAND takes the id of a single metric');
  const { start, end, period } = series.grid;
  const grid = { start: start - Math.max(...DAYS_BACK) * DAY_MS, end, period };
  const read = readSeries([metric], statistic, grid, { label: '', now });
  const past = new Map(read.times.map((time, i) => [time, read.values[i] ?? 0]));
  const edges = { times: [] as number[], low: [] as number[], high: [] as number[] };
  for (let time = start; time < end; time += period) {
    const values = DAYS_BACK.flatMap((days) => past.get(time - days * DAY_MS) ?? []);
    if (values.length < LEAST_DAYS) continue;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    const spread = Math.max(deviation, LEAST_SPREAD * Math.abs(mean));
    edges.times.push(time);
    edges.low.push(mean - width * spread);
    edges.high.push(mean + width * spread);
  }
  const edge = (label: string, values: number[]) => ({
    label: `${series.label} (${label})`,
    grid: series.grid,
    times: edges.times,
    values,
  });
  return [edge('expected high', edges.high), edge('expected low', edges.low)];
}
