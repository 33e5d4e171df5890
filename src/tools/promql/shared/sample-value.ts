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

/** To four significant digits; undefined stays undefined, which a table shows as `-`. */
export function sampleText(value: SampleValue | undefined): string | undefined {
  return value === undefined ? undefined : formatNumber(fromSampleValue(value));
}
