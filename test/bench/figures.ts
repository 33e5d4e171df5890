/** One line of the bench: what was measured, beside what it is held against. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The same of the reference, in the same unit. */
  readonly reference?: { readonly name: string; readonly value: number } | undefined;
  /** Of the value, or of its ratio to the reference's. */
  readonly goal?: { readonly of: 'value' | 'ratio'; readonly atMost?: number; readonly atLeast?: number } | undefined;
  readonly note?: string | undefined;
}

/** What was to be measured and could not be, and why, in words. */
export interface Unmeasured {
  readonly what: string;
  readonly trouble: string;
}

/** Undefined where there is no reference, or it is 0. */
export function ratioOf({ value, reference }: Figure): number | undefined {
  return reference && reference.value > 0 ? value / reference.value : undefined;
}

/** Undefined where there is no goal. */
export function isReached(figure: Figure): boolean | undefined {
  const { goal } = figure;
  if (goal === undefined) return undefined;
  const held = goal.of === 'value' ? figure.value : (ratioOf(figure) ?? Number.NaN);
  return held <= (goal.atMost ?? Infinity) && held >= (goal.atLeast ?? -Infinity);
}

/** `get_metric_statistics  2.41 ms | raw GetMetricData 0.93 ms, 2.59 × | goal ≤ 1.5 × | not reached`. */
export function line(figure: Figure | Unmeasured): string {
  if ('trouble' in figure) return `${figure.what.padEnd(46)} | NOT MEASURED: ${figure.trouble}`;
  const { what, value, unit, reference, goal, note } = figure;
  const ratio = ratioOf(figure);
  const bound = goal && (goal.atMost === undefined ? `≥ ${round(goal.atLeast ?? 0)}` : `≤ ${round(goal.atMost)}`);
  return [
    `${what.padEnd(46)} ${`${round(value)} ${unit}`.padStart(16)}`,
    ...(reference ? [`${reference.name} ${round(reference.value)} ${unit}`] : []),
    ...(ratio === undefined ? [] : [`${round(ratio)} ×`]),
    ...(goal
      ? [`goal ${bound} ${goal.of === 'ratio' ? '×' : unit}`, isReached(figure) ? 'reached' : 'NOT REACHED']
      : []),
    ...(note === undefined ? [] : [note]),
  ].join(' | ');
}

function round(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The nearest value at or above the share `q` of all. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - (q > 0 ? 1 : 0))] ?? Number.NaN;
}
