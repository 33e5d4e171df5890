/** The functions of `stats`. Each takes the values of a group one by one; what is missing is not counted. */
import { compare, print, toNumber, toText } from './values.ts';
import type { Value } from './values.ts';

export interface Accumulator {
  /** @param time of the event, for `earliest` and `latest`; epoch milliseconds */
  add(value: Value, time: number): void;
  result(): Value;
}

const AGGREGATIONS: Readonly<Record<string, (percentile: number) => Accumulator>> = {
  count() {
    let count = 0;
    return { add: (value) => void (count += Number(value !== undefined)), result: () => count };
  },
  count_distinct() {
    const seen = new Set<string>();
    return {
      add(value) {
        const text = toText(value);
        if (text !== undefined) seen.add(text);
      },
      result: () => seen.size,
    };
  },
  sum: () => ofNumbers(sum),
  avg: () => ofNumbers((numbers) => sum(numbers) / numbers.length),
  stddev: () => ofNumbers(deviation),
  pct: (percentile) => ofNumbers((numbers) => quantile(numbers, percentile)),
  min: () => best((a, b) => compare(a, b) < 0),
  max: () => best((a, b) => compare(a, b) > 0),
  sortsfirst: () => best((a, b) => print(a) < print(b)),
  sortslast: () => best((a, b) => print(a) > print(b)),
  earliest: () => byTime((time, found) => time < found),
  latest: () => byTime((time, found) => time > found),
};

/** Whether there is an aggregation of this name, in any case. */
export function isAggregation(name: string): boolean {
  return Object.hasOwn(AGGREGATIONS, name.toLowerCase());
}

/** @param name one that `isAggregation` knows, in small letters */
export function accumulate(name: string, percentile = 50): Accumulator {
  const make = AGGREGATIONS[name];
  if (!make) throw new RangeError(`no aggregation ${name}`);
  return make(percentile);
}

/** Numbers alone count; without any there is no result. */
function ofNumbers(reduce: (numbers: readonly number[]) => number): Accumulator {
  const numbers: number[] = [];
  return {
    add(value) {
      const number = toNumber(value);
      if (number !== undefined) numbers.push(number);
    },
    result: () => (numbers.length === 0 ? undefined : reduce(numbers)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Of the whole, not of a sample. */
function deviation(numbers: readonly number[]): number {
  const mean = sum(numbers) / numbers.length;
  return Math.sqrt(sum(numbers.map((number) => (number - mean) ** 2)) / numbers.length);
}

/** The smallest value that is not below `percentile` percent of them. */
function quantile(numbers: readonly number[], percentile: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length) - 1)] ?? NaN;
}

function best(better: (a: Exclude<Value, undefined>, b: Exclude<Value, undefined>) => boolean): Accumulator {
  let found: Value;
  return {
    add(value) {
      if (value !== undefined && (found === undefined || better(value, found))) found = value;
    },
    result: () => plain(found),
  };
}

function byTime(better: (time: number, than: number) => boolean): Accumulator {
  let found: { time: number; value: Value } | undefined;
  return {
    add(value, time) {
      if (value !== undefined && (!found || better(time, found.time))) found = { time, value };
    },
    result: () => plain(found?.value),
  };
}

/** Of moments, aggregations give the number: `latest(@timestamp)` is epoch milliseconds. */
function plain(value: Value): Value {
  return typeof value === 'object' ? value.moment : value;
}
