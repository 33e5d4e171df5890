/** The functions that fields, filter, sort and by may use. Each is undefined where what it needs is missing. */
import { isIP } from 'node:net';
import { ceilTime, floorTime } from './periods.ts';
import { compare, isMoment, isTrue, MAX_MOMENT, print, toNumber, toText, truth } from './values.ts';
import type { Value } from './values.ts';

/** A length of time among parameters. */
export interface Period {
  readonly count: number;
  readonly unit: string;
}

interface Definition {
  /** How many parameters it takes. */
  readonly least: number;
  readonly most: number;
  readonly run: (parameters: readonly Value[], period: Period | undefined) => Value;
}

function define(least: number, most: number, run: Definition['run']): Definition {
  return { least, most, run };
}

const ofNumber = (apply: (value: number) => number) =>
  define(1, 1, ([value]) => {
    const number = toNumber(value);
    const result = number === undefined ? NaN : apply(number);
    return Number.isFinite(result) ? result : undefined;
  });

const ofText = (least: number, most: number, apply: (text: string, ...more: string[]) => Value) =>
  define(least, most, (parameters) => {
    const [first, ...more] = parameters.map(toText);
    return first === undefined || more.includes(undefined) ? undefined : apply(first, ...(more as string[]));
  });

const extreme = (sign: number) =>
  define(1, Infinity, (parameters) => {
    const given = parameters.filter((value) => toNumber(value) !== undefined) as Exclude<Value, undefined>[];
    return given.toSorted((a, b) => sign * compare(a, b))[0];
  });

/** Undefined for what is no moment of the calendar. */
function momentAt(moment: number): Value {
  return Math.abs(moment) <= MAX_MOMENT ? { moment } : undefined;
}

const ofTime = (round: (time: number, period: Period) => number) =>
  define(2, 2, ([value], period) => {
    const time = toNumber(value);
    return time === undefined || period === undefined ? undefined : momentAt(round(time, period));
  });

/** Takes characters of `set`, white space unless given, off the ends named. */
const trim = (left: boolean, right: boolean) =>
  ofText(1, 2, (text, set) => {
    const goes = (character: string) => (set === undefined ? /\s/.test(character) : set.includes(character));
    const characters = Array.from(text);
    const first = left ? characters.findIndex((character) => !goes(character)) : 0;
    if (first < 0) return '';
    const last = right ? characters.findLastIndex((character) => !goes(character)) : characters.length - 1;
    return characters.slice(first, last + 1).join('');
  });

const isIp = (...versions: number[]) => ofText(1, 1, (text) => truth(versions.includes(isIP(text))));

const present = (test: (text: string | undefined) => boolean) => define(1, 1, ([value]) => truth(test(toText(value))));

const FUNCTIONS: Readonly<Record<string, Definition>> = {
  abs: ofNumber(Math.abs),
  ceil: ofNumber(Math.ceil),
  floor: ofNumber(Math.floor),
  log: ofNumber(Math.log),
  sqrt: ofNumber(Math.sqrt),
  greatest: extreme(-1),
  least: extreme(1),

  bin: define(1, 1, ([time], period) => {
    const at = toNumber(time);
    return at === undefined || period === undefined ? undefined : momentAt(floorTime(at, period));
  }),
  datefloor: ofTime(floorTime),
  dateceil: ofTime(ceilTime),
  frommillis: define(1, 1, ([value]) => {
    const moment = toNumber(value);
    return moment === undefined ? undefined : momentAt(moment);
  }),
  // The parser itself answers it: when the query was started.
  now: define(0, 0, () => undefined),
  tomillis: define(1, 1, ([value]) => (isMoment(value) ? value.moment : undefined)),

  ispresent: present((text) => text !== undefined),
  isempty: present((text) => text === undefined || text === ''),
  isblank: present((text) => text === undefined || text.trim() === ''),
  coalesce: define(1, Infinity, (parameters) => parameters.find((value) => value !== undefined)),
  if: define(3, 3, ([condition, yes, no]) => (isTrue(condition) ? yes : no)),

  concat: define(1, Infinity, (parameters) => parameters.map((value) => toText(value) ?? '').join('')),
  strlen: ofText(1, 1, (text) => Array.from(text).length),
  tolower: ofText(1, 1, (text) => text.toLowerCase()),
  toupper: ofText(1, 1, (text) => text.toUpperCase()),
  trim: trim(true, true),
  ltrim: trim(true, false),
  rtrim: trim(false, true),
  replace: ofText(3, 3, (text, from = '', to = '') => (from === '' ? text : text.replaceAll(from, () => to))),
  // What is asked for in small letters too is case-sensitive in practice, whatever a third parameter says.
  strcontains: ofText(2, 3, (text, part = '') => truth(text.includes(part))),
  substr: define(2, 3, ([value, from, length]) => {
    const [text, start, count] = [toText(value), toNumber(from), toNumber(length) ?? Infinity];
    if (text === undefined || start === undefined || start < 0 || count < 0) return undefined;
    return Array.from(text)
      .slice(start, start + count)
      .join('');
  }),
  isvalidip: isIp(4, 6),
  isvalidipv4: isIp(4),
  isvalidipv6: isIp(6),
};

/** Whether there is a function of this name, in any case. */
export function isFunction(name: string): boolean {
  return definitionOf(name) !== undefined;
}

/** Whether `count` parameters are as many as the function takes. */
export function takes(name: string, count: number): boolean {
  const definition = definitionOf(name);
  return definition !== undefined && count >= definition.least && count <= definition.most;
}

export function callFunction(name: string, parameters: readonly Value[], period: Period | undefined): Value {
  return definitionOf(name)?.run(parameters, period);
}

function definitionOf(name: string): Definition | undefined {
  const known = name.toLowerCase();
  return Object.hasOwn(FUNCTIONS, known) ? FUNCTIONS[known] : undefined;
}

/** `left operator right` of numbers; undefined where one is none, and for what has no result. */
export function calculate(operator: string, left: Value, right: Value): Value {
  const [a, b] = [toNumber(left), toNumber(right)];
  if (a === undefined || b === undefined) return undefined;
  const result = ARITHMETIC[operator]?.(a, b) ?? NaN;
  return Number.isFinite(result) ? result : undefined;
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
};

/** Texts are equal as they print, numbers as numbers. */
export function holds(operator: string, left: Value, right: Value): boolean {
  if (left === undefined || right === undefined) return operator === '!=' && left !== right;
  const order = compare(left, right);
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

export function matches(subject: Value, pattern: string | RegExp): boolean {
  if (subject === undefined) return false;
  const text = print(subject);
  return typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text);
}
