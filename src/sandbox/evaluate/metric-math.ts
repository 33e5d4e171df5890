/**
 * Metric math, the subset: `+ - * / ^`, comparisons, `&& ||`, SUM AVG MIN MAX, FILL, RATE, DIFF, IF, METRICS, SEARCH and
 * ANOMALY_DETECTION_BAND. A value is a number, a time series or an array of time series, as in AWS's documentation.
 */
import type { World } from '../world/types.ts';
import { anomalyBand } from './anomaly-band.ts';
import { ExpressionError } from './expression-parser.ts';
import type { Expression } from './expression-parser.ts';
import type { Grid, TimeSeries } from './metric-series.ts';
import { searchMetrics } from './metric-search.ts';

export type MathValue = number | string | TimeSeries | readonly TimeSeries[];

export interface MathContext {
  readonly world: World;
  readonly now: number;
  readonly grid: Grid;
  /** The value of another query of the request; throws `ExpressionError` where there is none. */
  resolve(id: string): MathValue;
  /** All queries of the request that read a metric, by id. */
  metrics(): ReadonlyMap<string, TimeSeries>;
}

/** Throws `ExpressionError` for what is not in the subset and for operands of the wrong kind. */
export function evaluateMath(tree: Expression, context: MathContext): MathValue {
  if (tree.kind === 'number' || tree.kind === 'text') return tree.value;
  if (tree.kind === 'id') return context.resolve(tree.name);
  if (tree.kind === 'call') return call(tree.name, tree.parameters, context);
  if (tree.kind === 'array') return tree.items.flatMap((item) => seriesList(evaluateMath(item, context), 'An array'));
  return operate(tree.operator, evaluateMath(tree.left, context), evaluateMath(tree.right, context));
}

function call(name: string, parameters: readonly Expression[], context: MathContext): MathValue {
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!known) throw new ExpressionError(`Unsupported function ${name}`);
  return known(
    parameters.map((parameter) => (isRepeat(parameter) ? parameter.name : evaluateMath(parameter, context))),
    context,
  );
}

/** FILL's own words look like ids. */
function isRepeat(tree: Expression): tree is Expression & { kind: 'id' } {
  return tree.kind === 'id' && (tree.name === 'REPEAT' || tree.name === 'LINEAR');
}

export function isSeries(value: MathValue): value is TimeSeries {
  return typeof value === 'object' && 'times' in value;
}

/** The series of a value that must be one or several. */
function seriesList(value: MathValue, what: string): readonly TimeSeries[] {
  if (typeof value !== 'object') throw new ExpressionError(`${what} must be a time series or an array of time series`);
  return isSeries(value) ? [value] : value;
}

const OPERATORS: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
};

function operate(operator: string, left: MathValue, right: MathValue): MathValue {
  const apply = OPERATORS[operator] ?? (() => NaN);
  if (typeof left === 'string' || typeof right === 'string')
    throw new ExpressionError(`Operator ${operator} cannot take a string`);
  if (typeof left === 'number' && typeof right === 'number') return apply(left, right);
  if (typeof right === 'number') return mapEach(left, (value) => apply(value, right));
  if (typeof left === 'number') return mapEach(right, (value) => apply(left, value));
  if (!isSeries(left)) {
    if (isSeries(right)) return left.map((one) => join(one, right, apply));
    throw new ExpressionError(`Operator ${operator} cannot take two arrays of time series`);
  }
  return isSeries(right) ? join(left, right, apply) : right.map((one) => join(left, one, apply));
}

function mapEach(value: MathValue, apply: (value: number, time: number) => number): MathValue {
  if (typeof value !== 'object') return value;
  if (!isSeries(value)) return value.map((one) => mapSeries(one, apply));
  return mapSeries(value, apply);
}

/** What is not finite, a division by zero, has no datapoint. */
function mapSeries(series: TimeSeries, apply: (value: number, time: number) => number): TimeSeries {
  const times: number[] = [];
  const values: number[] = [];
  series.times.forEach((time, i) => {
    const value = apply(series.values[i] ?? NaN, time);
    if (!Number.isFinite(value)) return;
    times.push(time);
    values.push(value);
  });
  return { label: series.label, grid: series.grid, times, values };
}

function lookup(series: TimeSeries): (time: number) => number {
  let at = 0;
  return (time) => {
    while (at < series.times.length && (series.times[at] ?? 0) < time) at++;
    return series.times[at] === time ? (series.values[at] ?? NaN) : NaN;
  };
}

function join(left: TimeSeries, right: TimeSeries, apply: (a: number, b: number) => number): TimeSeries {
  const other = lookup(right);
  return mapSeries(left, (value, time) => apply(value, other(time)));
}

type MathFunction = (parameters: readonly MathValue[], context: MathContext) => MathValue;

function reducer(name: string, reduce: (values: readonly number[]) => number): MathFunction {
  return ([value, ...others]) => {
    if (value === undefined || typeof value !== 'object' || others.length > 0) {
      throw new ExpressionError(`${name} takes one time series or array of time series`);
    }
    if (isSeries(value)) return value.values.length === 0 ? NaN : reduce(value.values);
    const all = new Map<number, number[]>();
    for (const series of value) {
      series.times.forEach((time, i) => {
        const values = all.get(time) ?? [];
        values.push(series.values[i] ?? 0);
        all.set(time, values);
      });
    }
    const times = [...all.keys()].toSorted((a, b) => a - b);
    const grid = value[0]?.grid ?? { start: 0, end: 0, period: 60_000 };
    return { label: name, grid, times, values: times.map((time) => reduce(all.get(time) ?? [])) };
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const FUNCTIONS: Record<string, MathFunction> = {
  SUM: reducer('SUM', sum),
  AVG: reducer('AVG', (values) => sum(values) / values.length),
  MIN: reducer('MIN', (values) => values.reduce((a, b) => Math.min(a, b), Infinity)),
  MAX: reducer('MAX', (values) => values.reduce((a, b) => Math.max(a, b), -Infinity)),
  FILL: ([value = NaN, filler = NaN]) => {
    const series = seriesList(value, 'FILL');
    const filled = series.map((one) => fill(one, filler));
    return isSeries(value) ? (filled[0] as TimeSeries) : filled;
  },
  RATE: ([value = NaN]) => each(value, 'RATE', (change, seconds) => change / seconds),
  DIFF: ([value = NaN]) => each(value, 'DIFF', (change) => change),
  IF: ([condition = NaN, yes = NaN, no]) => {
    if (typeof condition === 'number') return condition !== 0 ? yes : (no ?? NaN);
    if (!isSeries(condition)) throw new ExpressionError('IF takes a time series or a number as its condition');
    const value = (branch: MathValue | undefined) => {
      if (branch === undefined) return () => NaN;
      if (typeof branch === 'number') return () => branch;
      if (!isSeries(branch)) throw new ExpressionError('IF takes time series or numbers');
      return lookup(branch);
    };
    const [then, otherwise] = [value(yes), value(no)];
    return mapEach(condition, (test, time) => (test !== 0 ? then(time) : otherwise(time)));
  },
  METRICS: ([part = ''], context) =>
    [...context.metrics()]
      .filter(([id]) => id.includes(typeof part === 'string' ? part : ''))
      .map(([, series]) => series),
  SEARCH: ([query, statistic, period], context) => searchMetrics({ query, statistic, period }, context),
  ANOMALY_DETECTION_BAND: ([value = NaN, width = 2], context) => {
    if (!isSeries(value) || typeof width !== 'number')
      throw new ExpressionError('ANOMALY_DETECTION_BAND takes a time series and a number');
    return anomalyBand(value, width, context);
  },
};

function each(value: MathValue, name: string, change: (by: number, seconds: number) => number): MathValue {
  const changed = seriesList(value, name).map((series) => {
    let before: readonly [number, number] | undefined;
    return mapSeries(series, (current, time) => {
      const result = before ? change(current - before[1], (time - before[0]) / 1000) : NaN;
      before = [time, current];
      return result;
    });
  });
  return isSeries(value) ? (changed[0] as TimeSeries) : changed;
}

function fill(series: TimeSeries, filler: MathValue): TimeSeries {
  const { start, end, period } = series.grid;
  const known = lookup(series);
  const constant =
    typeof filler === 'object' && isSeries(filler) ? lookup(filler) : () => (typeof filler === 'number' ? filler : NaN);
  const times: number[] = [];
  const values: number[] = [];
  let next = 0;
  for (let time = start; time < end; time += period) {
    while ((series.times[next] ?? Infinity) <= time) next++;
    let value = known(time);
    if (Number.isNaN(value)) {
      const before = values.at(-1);
      const after = series.values[next];
      if (filler === 'REPEAT') value = before ?? NaN;
      else if (filler !== 'LINEAR') value = constant(time);
      else if (before !== undefined && after !== undefined) {
        const from = times.at(-1) ?? time;
        value = before + ((after - before) * (time - from)) / ((series.times[next] ?? time) - from);
      }
    }
    if (Number.isNaN(value)) continue;
    times.push(time);
    values.push(value);
  }
  return { label: series.label, grid: series.grid, times, values };
}
