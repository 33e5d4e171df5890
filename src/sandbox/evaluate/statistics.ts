/** Every statistic of CloudWatch ("Statistics definitions" in the user guide), from the statistic sets of a period. */
import type { Datapoint } from '../world/types.ts';

export type Statistic = (points: readonly Datapoint[]) => number | undefined;

const known = new Map<string, Statistic | undefined>();

/** The statistic of that name (`Average`, `p99`, `tm95`, `IQM`, `PR(:100)`, `TM(10%:90%)` …), undefined where AWS has none. */
export function statisticOf(name: string): Statistic | undefined {
  if (!known.has(name)) known.set(name, parse(name));
  return known.get(name);
}

const total = (points: readonly Datapoint[], member: 'sum' | 'count') => {
  let sum = 0;
  for (const point of points) sum += point[member];
  return sum;
};

const SIMPLE: Record<string, Statistic> = {
  Sum: (points) => total(points, 'sum'),
  SampleCount: (points) => total(points, 'count'),
  Average: (points) => total(points, 'sum') / total(points, 'count'),
  Minimum: (points) => points.reduce((least, { min }) => Math.min(least, min), Infinity),
  Maximum: (points) => points.reduce((most, { max }) => Math.max(most, max), -Infinity),
  IQM: (points) => trimmed(points, 'TM', percentRange(25, 75)),
};

function parse(name: string): Statistic | undefined {
  if (Object.hasOwn(SIMPLE, name)) return SIMPLE[name];
  const short = /^(p|tm|tc|ts|wm)(\d{1,2}(?:\.\d{0,10})?|100)$/.exec(name);
  if (short) {
    const [, kind = '', percent = ''] = short;
    if (kind === 'p') return (points) => percentile(points, Number(percent));
    return (points) => trimmed(points, kind.toUpperCase(), percentRange(0, Number(percent)));
  }
  const range = /^(TM|TC|TS|WM|PR)\(([\d.]*)(%?):([\d.]*)(%?)\)$/.exec(name);
  if (!range) return undefined;
  const [, kind = '', low = '', lowPercent, high = '', highPercent] = range;
  if (low === '' && high === '') return undefined;
  const inPercent = (low !== '' && lowPercent === '%') || (high !== '' && highPercent === '%');
  const mixed = low !== '' && high !== '' && lowPercent !== highPercent;
  if (mixed || (kind === 'PR' && inPercent)) return undefined;
  if (inPercent) {
    const bounds = percentRange(Number(low || 0), Number(high || 100));
    return (points) => trimmed(points, kind, bounds);
  }
  const bounds = {
    low: low === '' ? -Infinity : Number(low),
    high: high === '' ? Infinity : Number(high),
    percent: false,
  };
  return (points) => trimmed(points, kind, bounds);
}

interface Bounds {
  readonly low: number;
  readonly high: number;
  /** Whether the bounds are shares of the samples, in percent, or values: (low, high]. */
  readonly percent: boolean;
}

function percentRange(low: number, high: number): Bounds {
  return { low, high, percent: true };
}

/** The samples of several datapoints, ascending, with how many real samples each stands for. */
function weighted(points: readonly Datapoint[]): { value: number; weight: number }[] {
  const samples = points.flatMap(({ samples: values, count }) =>
    values.map((value) => ({ value, weight: count / values.length })),
  );
  return points.length === 1 ? samples : samples.toSorted((a, b) => a.value - b.value);
}

function percentile(points: readonly Datapoint[], percent: number): number | undefined {
  if (percent === 100) return SIMPLE.Maximum?.(points);
  const [only, ...others] = points;
  if (only && others.length === 0) {
    return only.samples[Math.max(0, Math.ceil((percent / 100) * only.samples.length - 1e-9) - 1)];
  }
  const samples = weighted(points);
  const wanted = (total(points, 'count') * percent) / 100;
  let seen = 0;
  for (const { value, weight } of samples) {
    seen += weight;
    if (seen >= wanted - 1e-9) return value;
  }
  return samples.at(-1)?.value;
}

function trimmed(points: readonly Datapoint[], kind: string, bounds: Bounds): number | undefined {
  const all = total(points, 'count');
  let seen = 0;
  let count = 0;
  let sum = 0;
  let least: number | undefined;
  let most = 0;
  for (const { value, weight } of weighted(points)) {
    const from = Math.max(seen, (bounds.low / 100) * all);
    const to = Math.min(seen + weight, (bounds.high / 100) * all);
    const inside = bounds.percent ? Math.max(0, to - from) : value > bounds.low && value <= bounds.high ? weight : 0;
    seen += weight;
    if (inside <= 0) continue;
    least ??= value;
    most = value;
    count += inside;
    sum += inside * value;
  }
  if (kind === 'PR') return (count / all) * 100;
  if (kind === 'TC') return count;
  if (kind === 'TS') return sum;
  if (least === undefined) return undefined;
  if (kind === 'TM') return sum / count;
  // Winsorized: what is outside counts as the value at the bound.
  const below = bounds.percent ? (bounds.low / 100) * all : weighBelow(points, bounds.low);
  return (sum + below * least + (all - count - below) * most) / all;
}

function weighBelow(points: readonly Datapoint[], low: number): number {
  return weighted(points).reduce((sum, { value, weight }) => (value <= low ? sum + weight : sum), 0);
}
