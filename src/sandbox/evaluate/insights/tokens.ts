/** Cuts a query into tokens as they are asked for: whether `/` begins a regular expression, only the parser knows. */
import { PERIOD_WORDS } from '../../../catalog/insights-periods.ts';
import { QueryError } from './syntax.ts';
import type { Aggregation } from './syntax.ts';

export type TokenKind = 'name' | 'quotedName' | 'number' | 'period' | 'text' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** What it says: without quotation marks, escapes resolved. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface Tokens {
  peek(): Token;
  next(): Token;
  /** The next token where it is this symbol, or this word in any case. */
  accept(word: string): Token | undefined;
  expect(word: string): Token;
  /** `/pattern/`, where it is next. */
  regex(): { readonly source: string; readonly start: number; readonly end: number } | undefined;
  /** Whether the next token is a name with a parenthesis behind it. */
  isCall(): boolean;
  /** Where `stats` is read: the aggregations in it. */
  aggregations: Aggregation[] | undefined;
  /** When the query was started, epoch milliseconds. */
  readonly now: number;
  /** The columns of `stats` so far, which later commands may name as they were written there: `sort count(*)`. */
  readonly columns: Set<string>;
  /** Takes what is next where it is written just so. */
  acceptText(text: string): boolean;
  /** The query's own text from `start` to the last token taken. */
  textFrom(start: number): string;
  /** What AWS says of a token that it did not expect; of the next one unless given. */
  unexpected(token?: Token): QueryError;
}

const SPACE = /(?:\s|#[^\n]*)*/y;
/** Names may be paths whose parts are numbers or in backticks: `` a.0.`b-c` ``. */
const NAME = /[@A-Za-z_$][\w@$]*(?:\.(?:[\w@$]+|`[^`]+`))*/y;
const QUOTED_NAME = /`[^`]+`(?:\.(?:[\w@$]+|`[^`]+`))*/y;
const PERIOD = new RegExp(String.raw`(\d+)\s*(${PERIOD_WORDS.join('|')})\b`, 'y');
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const TEXT = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/y;
const SYMBOL = /!=|<=|>=|=~|[-=<>+*/%^()[\],|:]/y;
const CALL = /\s*\(/y;
const REGEX = /\/((?:[^/\\\n]|\\.)+)\//y;

export function tokenize(query: string, now = 0): Tokens {
  let at = 0;
  let ended = 0;
  let ahead: Token | undefined;

  const match = (form: RegExp): RegExpExecArray | undefined => {
    form.lastIndex = at;
    return form.exec(query) ?? undefined;
  };
  const skip = () => {
    at += match(SPACE)?.[0].length ?? 0;
  };

  function read(): Token {
    skip();
    const forms: [TokenKind, RegExp, (found: RegExpExecArray) => string][] = [
      ['name', NAME, ([found]) => found.replaceAll('`', '')],
      ['quotedName', QUOTED_NAME, ([found]) => found.replaceAll('`', '')],
      ['period', PERIOD, ([, count = '', unit = '']) => `${count} ${unit}`],
      ['number', NUMBER, ([found]) => found],
      ['text', TEXT, ([found]) => unescape(found.slice(1, -1))],
      ['symbol', SYMBOL, ([found]) => found],
    ];
    for (const [kind, form, valueOf] of forms) {
      const found = match(form);
      if (found) return { kind, value: valueOf(found), start: at, end: at + found[0].length };
    }
    if (at >= query.length) return { kind: 'end', value: '', start: at, end: at };
    const value = String.fromCodePoint(query.codePointAt(at) ?? 0);
    return { kind: 'symbol', value, start: at, end: at + value.length };
  }

  const peek = () => (ahead ??= read());
  function next(): Token {
    const token = peek();
    ahead = undefined;
    at = ended = token.end;
    return token;
  }
  function accept(word: string): Token | undefined {
    const token = peek();
    const said = token.kind === 'name' || token.kind === 'symbol' ? token.value.toLowerCase() : undefined;
    return said === word ? next() : undefined;
  }
  function unexpected(token = peek()): QueryError {
    const before = query.slice(0, token.start).split('\n');
    const place = `at line ${before.length} and position ${before.at(-1)?.length ?? 0}`;
    const said =
      token.kind === 'end'
        ? 'unexpected end of query'
        : `unexpected symbol found ${query.slice(token.start, token.end)}`;
    return new QueryError(`${said} ${place}`, token.start, token.end);
  }
  return {
    aggregations: undefined,
    now,
    columns: new Set(),
    peek,
    next,
    accept,
    unexpected,
    expect(word) {
      const token = accept(word);
      if (!token) throw unexpected();
      return token;
    },
    regex() {
      const { start } = peek();
      at = start;
      const found = match(REGEX);
      if (!found) return undefined;
      ahead = undefined;
      at = ended = start + found[0].length;
      return { source: found[1] ?? '', start, end: ended };
    },
    isCall() {
      CALL.lastIndex = peek().end;
      return peek().kind === 'name' && CALL.test(query);
    },
    acceptText(text) {
      const { start } = peek();
      if (!query.startsWith(text, start)) return false;
      ahead = undefined;
      at = ended = start + text.length;
      return true;
    },
    textFrom: (start) => query.slice(start, ended),
  };
}

/** `\n` and `\t` are what they are elsewhere; of every other pair the second character counts. */
function unescape(text: string): string {
  const named: Record<string, string> = { n: '\n', t: '\t', r: '\r' };
  return text.replaceAll(/\\([^])/g, (_, character: string) => named[character] ?? character);
}
