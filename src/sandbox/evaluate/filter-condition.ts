/** What JSON and space-delimited filter patterns share: comparisons, joined by `&&`, `||` and parentheses. */
import { AwsError } from '../operation.ts';

/** A symbol that is not in here can be written by its code: `\x28` is `(`. */
const REGEX = /^(?:[\w:#=@/;, ^$?[\]{}|*+.-]|\\(?:[dDsSwWtn]|x[\dA-Fa-f]{2}|[_:#=@/;,^$?[\]{}|\\*+.-]))+$/;

export type Test<Subject> = (subject: Subject) => boolean;
/** What a comparison compares: a word of a line, or a value node of a JSON event. */
export type Value = string | number;

/** What a condition begins with: how it makes a test of its subject out of a test of a value, or a test of its own. */
export interface Operand<Subject> {
  compare(test: Test<Value>): Test<Subject>;
  /** `IS NULL` and its like, where the operand has them. */
  readState?: ((scan: Scanner) => Test<Subject> | undefined) | undefined;
}

export interface Scanner {
  done(): boolean;
  peek(text: string): boolean;
  /** Takes `text`, and the space before it, where it is next. */
  accept(text: string): boolean;
  expect(text: string): void;
  /** Takes what a sticky expression matches here. */
  take(expression: RegExp): string | undefined;
  skipSpace(): void;
}

export function invalidPattern(message = 'Invalid filter pattern'): AwsError {
  return new AwsError('InvalidParameterException', message);
}

export function makeScanner(text: string): Scanner {
  let at = 0;
  const scan: Scanner = {
    done: () => at >= text.length,
    peek(next) {
      scan.skipSpace();
      return text.startsWith(next, at);
    },
    accept(next) {
      if (!scan.peek(next)) return false;
      at += next.length;
      return true;
    },
    expect(next) {
      if (!scan.accept(next)) throw invalidPattern();
    },
    take(expression) {
      expression.lastIndex = at;
      const match = expression.exec(text)?.[0];
      at += match?.length ?? 0;
      return match;
    },
    skipSpace() {
      while (/\s/.test(text.charAt(at))) at += 1;
    },
  };
  return scan;
}

/** An expression of conditions, `&&` before `||`. Each begins with what `readOperand` reads. */
export function conditions<Subject>(scan: Scanner, readOperand: (scan: Scanner) => Operand<Subject>): Test<Subject> {
  function either(): Test<Subject> {
    const tests = [both()];
    while (scan.accept('||')) tests.push(both());
    return (subject) => tests.some((test) => test(subject));
  }
  function both(): Test<Subject> {
    const tests = [single()];
    while (scan.accept('&&')) tests.push(single());
    return (subject) => tests.every((test) => test(subject));
  }
  function single(): Test<Subject> {
    if (scan.accept('(')) {
      const inner = either();
      scan.expect(')');
      return inner;
    }
    scan.skipSpace();
    const operand = readOperand(scan);
    scan.skipSpace();
    return operand.readState?.(scan) ?? operand.compare(readComparison(scan));
  }
  return either();
}

function readComparison(scan: Scanner): Test<Value> {
  const operator = scan.take(/!=|<=|>=|=|<|>/y);
  if (operator === undefined) throw invalidPattern();
  scan.skipSpace();
  const text = readText(scan) ?? readWord(scan);
  if (operator === '=' || operator === '!=') {
    const equal = equality(text);
    return operator === '=' ? equal : (value) => !equal(value);
  }
  const bound = typeof text === 'number' ? text : NaN;
  if (Number.isNaN(bound)) throw invalidPattern();
  return (value) => {
    const number = value === '' ? NaN : Number(value);
    if (operator === '<') return number < bound;
    if (operator === '>') return number > bound;
    return operator === '<=' ? number <= bound : number >= bound;
  };
}

/** An unquoted value: a number where it reads as one. */
function readWord(scan: Scanner): string | number {
  const word = scan.take(/[\w.*+-]+/y);
  if (word === undefined) throw invalidPattern();
  return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(word) ? Number(word) : word;
}

/** A text may begin and end in `*`, any text; between its characters it stands for itself, as AWS's examples have it. */
function equality(text: string | number | RegExp): Test<Value> {
  if (typeof text === 'number') return (value) => value !== '' && Number(value) === text;
  if (typeof text !== 'string') return (value) => text.test(String(value));
  if (/^\*+$/.test(text)) return () => true;
  const [before, after] = [text.startsWith('*'), text.endsWith('*')];
  const part = text.slice(before ? 1 : 0, after ? -1 : undefined);
  if (before && after) return (value) => String(value).includes(part);
  if (before) return (value) => String(value).endsWith(part);
  return after ? (value) => String(value).startsWith(part) : (value) => String(value) === part;
}

/** A quoted string or a `%regex%`, undefined where neither is next. */
export function readText(scan: Scanner): string | RegExp | undefined {
  const quoted = scan.take(/"(?:[^"\\]|\\.)*"/sy);
  if (quoted !== undefined) return quoted.slice(1, -1).replaceAll(/\\(.)/gs, '$1');
  const regex = scan.take(/%[^%]+%/y);
  return regex === undefined ? undefined : awsRegex(regex.slice(1, -1));
}

/** The regular expressions of filter patterns: ASCII, a few symbols, no groups; `{,5}` begins at none. */
function awsRegex(source: string): RegExp {
  if (!REGEX.test(source)) throw invalidPattern();
  try {
    return new RegExp(source.replaceAll(/\{,(?=\d+\})/g, '{0,'));
  } catch {
    throw invalidPattern();
  }
}
