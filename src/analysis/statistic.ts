import { ToolError } from '../errors.ts';

/** What people write for CloudWatch's own names. */
const NAMES: Readonly<Record<string, string>> = {
  average: 'Average',
  avg: 'Average',
  mean: 'Average',
  sum: 'Sum',
  total: 'Sum',
  minimum: 'Minimum',
  min: 'Minimum',
  maximum: 'Maximum',
  max: 'Maximum',
  samplecount: 'SampleCount',
  count: 'SampleCount',
  median: 'p50',
  iqm: 'IQM',
};

const NUMBER = String.raw`\d+(?:\.\d{1,10})?`;
/** `p99.9`, `tm95`, `wm95`, `tc95`, `ts95`. */
const PERCENTILE = new RegExp(`^(p|tm|wm|tc|ts)(${NUMBER})$`, 'i');
/** `TM(10%:90%)`, `WM(:95%)`, `TC(0.005:)`, `PR(100:2000)`: percentages on both sides or values on both; PR takes values. */
const RANGE = new RegExp(`^(tm|wm|tc|ts|pr)\\((?:(${NUMBER})(%?))?:(?:(${NUMBER})(%?))?\\)$`, 'i');

const FORMS =
  'Average, Sum, Minimum, Maximum, SampleCount, IQM, percentiles (p99, p99.9), trimmed and winsorized means (tm95, wm95, TM(10%:90%)), tc95, ts95, or ranges (PR(100:2000), PR(:300))';

/**
 * A statistic in CloudWatch's own writing (CloudWatch User Guide, "CloudWatch statistics definitions"): `avg` is
 * `Average`, `P99` is `p99`.
 * @throws ToolError invalid_input with the forms there are
 */
export function parseStatistic(text: string): string {
  const value = text.replaceAll(/\s/g, '');
  const name = NAMES[value.toLowerCase()];
  if (name !== undefined) return name;
  const percentile = PERCENTILE.exec(value);
  if (percentile && Number(percentile[2]) <= 100) return value.toLowerCase();
  const range = RANGE.exec(value);
  if (range && isRange(range)) return value.toUpperCase();
  throw new ToolError(
    'invalid_input',
    `${JSON.stringify(text)} is not a statistic that CloudWatch knows. Use ${FORMS}.`,
  );
}

function isRange([, kind = '', low, lowPercent, high, highPercent]: RegExpExecArray): boolean {
  if (low === undefined && high === undefined) return false;
  const percent = lowPercent === '%' || highPercent === '%';
  if (percent && kind.toLowerCase() === 'pr') return false;
  if (low !== undefined && high !== undefined && lowPercent !== highPercent) return false;
  if (percent && Math.max(Number(low ?? 0), Number(high ?? 0)) > 100) return false;
  return low === undefined || high === undefined || Number(low) < Number(high);
}

/** Whether adding up the datapoints of a series of this statistic says something: a total over the window. */
export function isAdditive(statistic: string): boolean {
  return statistic === 'Sum' || statistic === 'SampleCount' || /^(tc|ts)/i.test(statistic);
}
