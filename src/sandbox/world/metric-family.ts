/** Makes metrics that share a namespace, dimensions and period, each from a description of what it does over time. */
import { normal, poisson, seedOf } from './noise.ts';
import { MINUTE } from './scene.ts';
import type { Scene } from './scene.ts';
import type { Datapoint, Metric } from './types.ts';

/** Number of quantiles that stand for the samples of a period. */
const QUANTILES = 100;

type OverTime = (time: number) => number | undefined;

export interface MetricFamily {
  /** A level, read once a minute, that wavers by `noise` of itself; undefined where nothing was published. */
  gauge(metricName: string, unit: string, level: OverTime, noise?: number): Metric;
  /** How often something happened, `each` times a minute on average; where it did not, published only if it is `among` as many samples. */
  tally(metricName: string, unit: string, each: OverTime, among?: (time: number) => number): Metric;
  /** Values of single requests, `each` a minute, log-normal around `typical`; a share of them may be slow instead. */
  spread(metricName: string, unit: string, requests: Requests): Metric;
}

export interface Requests {
  readonly each: OverTime;
  readonly typical: (time: number) => number;
  /** Standard deviation of the logarithm. */
  readonly sigma: number;
  readonly slow?: ((time: number) => { share: number; value: number }) | undefined;
}

export function metricFamily(
  scene: Scene,
  namespace: string,
  dimensions: Readonly<Record<string, string>>,
  periodSeconds = 60,
): MetricFamily {
  const minutes = periodSeconds / 60;
  const make = (
    metricName: string,
    unit: string,
    at: (time: number, seed: number, index: number) => Datapoint | undefined,
  ) => {
    const seed = seedOf([namespace, metricName, ...Object.values(dimensions)].join('|'));
    const metric: Metric = {
      namespace,
      metricName,
      dimensions,
      unit,
      periodSeconds,
      at: (time) => (time < scene.oldest ? undefined : at(time, seed, Math.floor(time / MINUTE))),
    };
    return metric;
  };
  return {
    gauge: (metricName, unit, level, noise = 0.03) =>
      make(metricName, unit, (time, seed, index) => {
        const mean = level(time);
        if (mean === undefined) return undefined;
        const read = Math.max(0, noise === 0 ? mean : mean * (1 + noise * normal(seed, index)));
        const value = unit === 'Count' ? Math.round(read) : read;
        const low = minutes === 1 ? value : value * (1 - noise);
        const high = minutes === 1 ? value : value * (1 + noise);
        return {
          sum: value * minutes,
          min: low,
          max: high,
          count: minutes,
          samples: minutes === 1 ? [value] : [low, value, high],
        };
      }),
    tally: (metricName, unit, each, among) =>
      make(metricName, unit, (time, seed, index) => {
        const mean = each(time);
        if (mean === undefined) return undefined;
        const sum = poisson(mean * minutes, seed, index);
        if (!among) return sum === 0 ? undefined : { sum, min: 1, max: 1, count: sum, samples: [1] };
        const count = Math.max(sum, 1, Math.round(among(time) * minutes));
        return {
          sum,
          min: sum === count ? 1 : 0,
          max: sum === 0 ? 0 : 1,
          count,
          get samples() {
            return shares(sum / count);
          },
        };
      }),
    spread: (metricName, unit, requests) => {
      const bell = bellOf(requests.sigma);
      return make(metricName, unit, (time, seed, index) => {
        const each = requests.each(time);
        const count = each === undefined ? 0 : poisson(each * minutes, seed, index);
        if (count === 0) return undefined;
        const typical = requests.typical(time) * (1 + 0.04 * normal(seed + 1, index));
        return distribution(bell, count, typical, requests.slow?.(time) ?? { share: 0, value: 0 });
      });
    },
  };
}

/** Zeros, and a share of ones. */
function shares(ones: number): number[] {
  return Array.from({ length: QUANTILES }, (_, i) => (i >= Math.round((1 - ones) * QUANTILES) ? 1 : 0));
}

interface Bell {
  readonly quantiles: Float64Array;
  /** Sum of the quantiles before each. */
  readonly summed: Float64Array;
}

const bells = new Map<number, Bell>();

function bellOf(sigma: number): Bell {
  let bell = bells.get(sigma);
  if (!bell) {
    const quantiles = Float64Array.from({ length: QUANTILES }, (_, i) =>
      Math.exp(sigma * probit((i + 0.5) / QUANTILES)),
    );
    const summed = new Float64Array(QUANTILES + 1);
    quantiles.forEach((value, i) => (summed[i + 1] = (summed[i] ?? 0) + value));
    bell = { quantiles, summed };
    bells.set(sigma, bell);
  }
  return bell;
}

/** The standard normal quantile of `p`, by Tukey's lambda approximation (within 0.01 in the body, 0.05 at 0.5 %). */
function probit(p: number): number {
  return (p ** 0.1349 - (1 - p) ** 0.1349) / 0.1975;
}

function distribution(bell: Bell, count: number, typical: number, slow: { share: number; value: number }): Datapoint {
  const normalCount = QUANTILES - Math.round(slow.share * QUANTILES);
  const body = (bell.summed[normalCount] ?? 0) * typical;
  const slowest = (i: number) => slow.value * (0.6 + (0.4 * (i + 1 - normalCount)) / (QUANTILES - normalCount));
  let tail = 0;
  for (let i = normalCount; i < QUANTILES; i++) tail += slowest(i);
  const at = (i: number) => (i < normalCount ? (bell.quantiles[i] ?? 0) * typical : slowest(i));
  return {
    sum: ((body + tail) / QUANTILES) * count,
    min: at(0),
    max: at(QUANTILES - 1),
    count,
    get samples() {
      // A plain loop: percentiles over two weeks ask for this a million times.
      const samples: number[] = [];
      for (let i = 0; i < QUANTILES; i++) samples.push(at(i));
      return samples;
    },
  };
}
