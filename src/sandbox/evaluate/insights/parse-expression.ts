/**
 * The grammar of expressions, from weak to strong: `or`, `and`, `not`, comparisons with `like`, `=~` and `in`, `+ -`,
 * `* / %`, `^`, unary `-`. Functions are those of `functions.ts` and, in `stats` alone, of `aggregations.ts`.
 */
import { periodUnit } from '../../../catalog/insights-periods.ts';
import { isAggregation } from './aggregations.ts';
import { isFunction, takes } from './functions.ts';
import { compileRegex } from './patterns.ts';
import { QueryError } from './syntax.ts';
import type { Expression } from './syntax.ts';
import type { Token, Tokens } from './tokens.ts';

const COMPARISONS = ['=', '!=', '<=', '>=', '<', '>'];
const ARITHMETIC = [['+', '-'], ['*', '/', '%'], ['^']];
/** Words that end an expression and so are no field's name. */
const RESERVED = /^(?:as|by|and|or|not|in|like|asc|desc)$/i;
/** Deeper nesting is refused before the stack is. */
const MAX_DEPTH = 100;

/** Throws `QueryError`. */
export function parseExpression(tokens: Tokens, depth = 0): Expression {
  if (depth > MAX_DEPTH) {
    const { start, end } = tokens.peek();
    throw new QueryError('The query is nested too deeply', start, end);
  }
  let left = conjunction();
  while (tokens.accept('or')) left = { kind: 'operation', operator: 'or', left, right: conjunction() };
  return left;

  function conjunction(): Expression {
    let all = negation();
    while (tokens.accept('and')) all = { kind: 'operation', operator: 'and', left: all, right: negation() };
    return all;
  }

  function negation(): Expression {
    let negated = false;
    while (tokens.accept('not')) negated = !negated;
    const operand = comparison();
    return negated ? { kind: 'not', operand } : operand;
  }

  function comparison(): Expression {
    let compared = arithmetic(0);
    for (;;) {
      const operator = COMPARISONS.find((symbol) => tokens.accept(symbol));
      if (operator !== undefined) {
        compared = { kind: 'operation', operator, left: compared, right: arithmetic(0) };
        continue;
      }
      const negated = tokens.accept('not') !== undefined;
      const tested = test(compared);
      if (!tested && negated) throw tokens.unexpected();
      if (!tested) return compared;
      compared = negated ? { kind: 'not', operand: tested } : tested;
    }
  }

  /** `like` and `in` behind their subject. */
  function test(subject: Expression): Expression | undefined {
    if (tokens.accept('like') ?? tokens.accept('=~')) return { kind: 'like', subject, pattern: parsePattern(tokens) };
    if (!tokens.accept('in')) return undefined;
    tokens.expect('[');
    const values = list(']');
    return { kind: 'in', subject, values };
  }

  function arithmetic(level: number): Expression {
    const operators = ARITHMETIC[level];
    if (!operators) return unary();
    let operand = arithmetic(level + 1);
    for (;;) {
      const operator = operators.find((symbol) => tokens.accept(symbol));
      if (operator === undefined) return operand;
      operand = { kind: 'operation', operator, left: operand, right: arithmetic(level + 1) };
    }
  }

  function unary(): Expression {
    let negative = false;
    while (tokens.accept('-')) negative = !negative;
    const operand = primary();
    return negative ? { kind: 'negative', operand } : operand;
  }

  function primary(): Expression {
    if (tokens.accept('(')) {
      const inner = parseExpression(tokens, depth + 1);
      tokens.expect(')');
      return inner;
    }
    const token = tokens.peek();
    if (token.kind === 'text') return { kind: 'literal', value: tokens.next().value };
    if (token.kind === 'number') return { kind: 'literal', value: Number(tokens.next().value) };
    if (token.kind === 'period') return period(tokens);
    if (!tokens.isCall()) return word();
    return shownCall(tokens) ?? aggregation(token) ?? call(token);
  }

  function word(): Expression {
    if (tokens.accept('true')) return { kind: 'literal', value: 1 };
    if (tokens.accept('false')) return { kind: 'literal', value: 0 };
    return { kind: 'field', name: parseName(tokens) };
  }

  /** Of `stats`: the aggregation is kept aside, and what is over it refers to it by its text. */
  function aggregation({ value, start }: Token): Expression | undefined {
    const { aggregations } = tokens;
    if (!aggregations || !isAggregation(value)) return undefined;
    tokens.next();
    tokens.expect('(');
    tokens.aggregations = undefined;
    const name = value.toLowerCase();
    const everything = name === 'count' && (tokens.accept('*') !== undefined || tokens.peek().value === ')');
    const over = everything ? undefined : parseExpression(tokens, depth + 1);
    const percentile = name === 'pct' ? percent() : undefined;
    tokens.expect(')');
    tokens.aggregations = aggregations;
    const text = tokens.textFrom(start);
    aggregations.push({ name: text, function: name, over, percentile });
    return { kind: 'field', name: text };
  }

  function percent(): number {
    tokens.expect(',');
    const token = tokens.peek();
    if (token.kind !== 'number' || Number(token.value) > 100) throw tokens.unexpected();
    return Number(tokens.next().value);
  }

  function call(name: Token): Expression {
    if (!isFunction(name.value)) throw tokens.unexpected(name);
    tokens.next();
    tokens.expect('(');
    const parameters = list(')');
    if (name.value.toLowerCase() === 'now' && parameters.length === 0) {
      return { kind: 'literal', value: Math.floor(tokens.now / 1000) };
    }
    if (!takes(name.value, parameters.length)) {
      throw new QueryError(`Invalid number of arguments for ${name.value}`, name.start, name.end);
    }
    return { kind: 'call', name: name.value.toLowerCase(), parameters };
  }

  function list(close: string): Expression[] {
    const items: Expression[] = [];
    if (tokens.accept(close)) return items;
    do items.push(parseExpression(tokens, depth + 1));
    while (tokens.accept(','));
    tokens.expect(close);
    return items;
  }
}

/** The column of `stats` that shows what is next: `count(*)` of `stats count(*) | sort count(*)`. */
function shownCall(tokens: Tokens): Expression | undefined {
  const shown = [...tokens.columns].find((column) => tokens.acceptText(column));
  return shown === undefined ? undefined : { kind: 'field', name: shown };
}

/** A field's name. Throws `QueryError`. */
export function parseName(tokens: Tokens): string {
  const token = tokens.peek();
  const isName = token.kind === 'quotedName' || (token.kind === 'name' && !RESERVED.test(token.value));
  if (!isName) throw tokens.unexpected();
  return tokens.next().value;
}

/** The names of the fields in an expression. */
export function fieldsIn(expression: Expression): string[] {
  switch (expression.kind) {
    case 'field':
      return [expression.name];
    case 'call':
      return expression.parameters.flatMap(fieldsIn);
    case 'operation': {
      const right: string[] = [];
      let left: Expression = expression;
      for (; left.kind === 'operation'; left = left.left) right.push(...fieldsIn(left.right));
      return [...fieldsIn(left), ...right];
    }
    case 'not':
    case 'negative':
      return fieldsIn(expression.operand);
    case 'like':
      return fieldsIn(expression.subject);
    case 'in':
      return [expression.subject, ...expression.values].flatMap(fieldsIn);
    default:
      return [];
  }
}

/** `/regular expression/` or `"text"`. */
function parsePattern(tokens: Tokens): string | RegExp {
  const regex = tokens.regex();
  if (regex) return compileRegex(regex.source, regex);
  if (tokens.peek().kind !== 'text') throw tokens.unexpected();
  return tokens.next().value;
}

function period(tokens: Tokens): Expression {
  const [count = '', word = ''] = tokens.peek().value.split(' ');
  if (Number(count) === 0) throw tokens.unexpected();
  tokens.next();
  return { kind: 'period', count: Number(count), unit: periodUnit(word) ?? 's' };
}
