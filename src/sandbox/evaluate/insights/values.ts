/** Values of fields, and how AWS compares and prints them. */

/** A moment is a number that prints as a date. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly moment: number;
}

/** Undefined where an event has no such field. */
export type Value = string | number | Moment | undefined;

const NUMBER = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;
/** The last moment that a date can be. */
export const MAX_MOMENT = 8.64e15;

export function isMoment(value: Value): value is Moment {
  return typeof value === 'object';
}

/** `value` as a number, where it is one or says one; a moment's milliseconds. */
export function toNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return NUMBER.test(value) ? Number(value) : undefined;
  return value?.moment;
}

/** A value's text as results have it: dates to the millisecond (UTC), numbers to four decimals. */
export function print(value: Exclude<Value, undefined>): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return printNumber(value);
  return new Date(value.moment).toISOString().replace('T', ' ').replace('Z', '');
}

function printNumber(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  return String(Number(value.toFixed(4)));
}

export function toText(value: Value): string | undefined {
  return value === undefined ? undefined : print(value);
}

/** Below 0 where `a` comes first. Numbers by size where both are such, everything else by its text. */
export function compare(a: Exclude<Value, undefined>, b: Exclude<Value, undefined>): number {
  const [x, y] = [toNumber(a), toNumber(b)];
  if (x !== undefined && y !== undefined) return x - y;
  const [s, t] = [print(a), print(b)];
  if (s === t) return 0;
  return s < t ? -1 : 1;
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'string') return value !== '' && value !== '0' && value !== 'false';
  return value !== undefined && toNumber(value) !== 0;
}

export function truth(holds: boolean): number {
  return holds ? 1 : 0;
}
