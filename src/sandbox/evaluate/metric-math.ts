/**
 * Metric math ("Using metric math" in the user guide), the subset: `+ - * / ^`, comparisons, `AND OR && ||`, SUM AVG MIN MAX,
 * FILL, RATE, DIFF, IF, METRICS, SEARCH and ANOMALY_DETECTION_BAND. A value is a number, a time series or an array of time
 * series; what is missing in one of two series counts as 0 where the other has a value. Every other function (PERIOD, SORT,
 * RUNNING_SUM, TIME_SERIES, STDDEV …) is refused as one that CloudWatch does not know.
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
  if (!known) throw new ExpressionError(`Function '${name}' not found`);
  const [least, most, apply] = known;
  if (parameters.length < least || parameters.length > most)
    throw new ExpressionError(`Function '${name}' does not take ${parameters.length} parameters`);
  return apply(
    parameters.map((parameter) => evaluateMath(parameter, context)),
    context,
  );
}

export function isSeries(value: MathValue): value is TimeSeries {
  return typeof value === 'object' && 'times' in value;
}

/** The series of a value that must be one or several. */
function seriesList(value: MathValue, what: string): readonly TimeSeries[] {
  if (typeof value !== 'object') throw new ExpressionError(`${what} must be a time series or an array of time series`);
  return isSeries(value) ? [value] : value;
}

const and = (a: number, b: number) => Number(a !== 0 && b !== 0);
const or = (a: number, b: number) => Number(a !== 0 || b !== 0);

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
  '&&': and,
  AND: and,
  '||': or,
  OR: or,
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

/** At every time that either series has; the other counts as 0 there. */
function join(left: TimeSeries, right: TimeSeries, apply: (a: number, b: number) => number): TimeSeries {
  const times = timesOf([left, right]);
  const [a, b] = [lookup(left), lookup(right)];
  return mapSeries({ ...left, times, values: times }, (_, time) => apply(a(time) || 0, b(time) || 0));
}

function timesOf(list: readonly TimeSeries[]): number[] {
  return [...new Set(list.flatMap(({ times }) => times))].toSorted((a, b) => a - b);
}

type MathFunction = (parameters: readonly MathValue[], context: MathContext) => MathValue;

/** Of one series a number, of several a series. `count` is how many values there would be if none was missing. */
function reducer(name: string, reduce: (values: readonly number[], count: number) => number): MathFunction {
  return ([value = NaN]) => {
    const list = seriesList(value, name);
    if (isSeries(value)) {
      const { start, end, period } = value.grid;
      return value.values.length === 0 ? NaN : reduce(value.values, Math.ceil((end - start) / period));
    }
    const lookups = list.map(lookup);
    const times = timesOf(list);
    const values = times.map((time) =>
      reduce(
        lookups.map((at) => at(time)).filter((one) => !Number.isNaN(one)),
        list.length,
      ),
    );
    return { label: name, grid: list[0]?.grid ?? NO_GRID, times, values };
  };
}

const NO_GRID: Grid = { start: 0, end: 0, period: 60_000 };
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Each with how many parameters it takes, at least and at most. */
const FUNCTIONS: Record<string, readonly [least: number, most: number, apply: MathFunction]> = {
  SUM: [1, 1, reducer('SUM', sum)],
  AVG: [1, 1, reducer('AVG', (values, count) => sum(values) / count)],
  MIN: [1, 1, reducer('MIN', (values) => values.reduce((a, b) => Math.min(a, b), Infinity))],
  MAX: [1, 1, reducer('MAX', (values) => values.reduce((a, b) => Math.max(a, b), -Infinity))],
  FILL: [2, 2, ([value = NaN, filler = NaN]) => each(value, 'FILL', (series) => fill(series, filler))],
  RATE: [1, 1, ([value = NaN]) => each(value, 'RATE', (series) => changes(series, (by, seconds) => by / seconds))],
  DIFF: [1, 1, ([value = NaN]) => each(value, 'DIFF', (series) => changes(series, (by) => by))],
  IF: [2, 3, choose],
  METRICS: [0, 1, ([part = ''], context) => metricsNamed(part, context)],
  SEARCH: [2, 3, ([query, statistic, period], context) => searchMetrics({ query, statistic, period }, context)],
  ANOMALY_DETECTION_BAND: [
    1,
    2,
    ([value = NaN, width = 2], context) => {
      if (isSeries(value) && typeof width === 'number') return anomalyBand(value, width, context);
      throw new ExpressionError('ANOMALY_DETECTION_BAND takes a time series and a number');
    },
  ],
};

/** IF. What is missing is 0 where the condition holds, and nothing where it does not. */
function choose([condition = NaN, yes = NaN, no]: readonly MathValue[], { grid }: MathContext): MathValue {
  if ([condition, yes, no ?? 0].some((value) => typeof value !== 'number' && !isSeries(value)))
    throw new ExpressionError('IF takes time series and numbers');
  if (typeof condition === 'number')
    return condition !== 0 ? yes : (no ?? { label: 'IF', grid, times: [], values: [] });
  const at = (branch: MathValue | undefined) => {
    if (branch === undefined) return () => NaN;
    return typeof branch === 'number' ? () => branch : lookup(branch as TimeSeries);
  };
  const [then, otherwise] = [at(yes), at(no)];
  return mapSeries(condition as TimeSeries, (test, time) => (test !== 0 ? then(time) || 0 : otherwise(time)));
}

function metricsNamed(part: MathValue, context: MathContext): MathValue {
  if (typeof part !== 'string') throw new ExpressionError('METRICS takes a string');
  return [...context.metrics()].filter(([id]) => id.includes(part)).map(([, series]) => series);
}

function each(value: MathValue, name: string, apply: (series: TimeSeries) => TimeSeries): MathValue {
  return isSeries(value) ? apply(value) : seriesList(value, name).map(apply);
}

/** Between each value and the one before it. */
function changes(series: TimeSeries, change: (by: number, seconds: number) => number): TimeSeries {
  let before: readonly [number, number] | undefined;
  return mapSeries(series, (current, time) => {
    const result = before ? change(current - before[1], (time - before[0]) / 1000) : NaN;
    before = [time, current];
    return result;
  });
}

function fill(series: TimeSeries, filler: MathValue): TimeSeries {
  const { start, end, period } = series.grid;
  const known = lookup(series);
  const isWord = filler === 'REPEAT' || filler === 'LINEAR';
  if (!isWord && typeof filler !== 'number' && !isSeries(filler))
    throw new ExpressionError('FILL takes a number, a time series, REPEAT or LINEAR');
  const constant = typeof filler === 'object' ? lookup(filler) : () => Number(filler);
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
