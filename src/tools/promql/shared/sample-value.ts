import * as z from 'zod';
import { formatNumber } from '../../../format/number.ts';

/** A PromQL value in JSON, which has no NaN and no infinities: those are the texts `NaN`, `+Inf` and `-Inf`. */
export const sampleValue = z.union([z.number(), z.string()]);
export type SampleValue = z.infer<typeof sampleValue>;

export function toSampleValue(n: number): SampleValue {
  if (Number.isFinite(n)) return n;
  return Number.isNaN(n) ? 'NaN' : n > 0 ? '+Inf' : '-Inf';
}

export function fromSampleValue(value: SampleValue): number {
  if (typeof value === 'number') return value;
  return value === 'NaN' ? Number.NaN : value === '+Inf' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

/** To four significant digits or `digits`; undefined stays undefined, which a table shows as `-`. */
export function sampleText(value: SampleValue | undefined, digits?: number): string | undefined {
  return value === undefined ? undefined : formatNumber(fromSampleValue(value), digits);
}

const USUAL_DIGITS = 4;
const MAX_DIGITS = 7;

/**
 * The digits with which values that stand beside each other are written: four, and where these make all of them the same
 * though they differ, as many as tell them apart, up to seven or, for larger numbers, up to their last whole digit.
 */
export function digitsFor(values: readonly (SampleValue | null | undefined)[]): number {
  const numbers = [...new Set(values.filter((value) => typeof value === 'number'))];
  const texts = (digits: number) => new Set(numbers.map((n) => formatNumber(n, digits))).size;
  const [first = 0] = numbers;
  const usual = formatNumber(first, USUAL_DIGITS);
  if (numbers.length < 2 || numbers.some((n) => formatNumber(n, USUAL_DIGITS) !== usual)) return USUAL_DIGITS;
  const whole = Math.ceil(Math.log10(Math.max(...numbers.map(Math.abs)) + 1));
  const most = Math.max(MAX_DIGITS, Math.min(15, whole));
  let digits = USUAL_DIGITS;
  while (digits < most && texts(digits) < numbers.length) digits += 1;
  return digits;
}
