/**
 * The grammar of metric math, as a tree: numbers, ids, `"text"`, REPEAT and LINEAR, `[arrays]`, `CALLS(…)`, unary `-`, and from
 * weak to strong `|| OR`, `&& AND`, comparisons, `+ -`, `* /`, `^`. Everything else is `Invalid syntax`.
 */

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'id'; readonly name: string }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Expression[] }
  | { readonly kind: 'operation'; readonly operator: string; readonly left: Expression; readonly right: Expression };

/** What is wrong with an expression, in AWS's words as far as they are known. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** Operators by how weakly they bind. */
const LEVELS = [['||', 'OR'], ['&&', 'AND'], ['<=', '>=', '==', '!=', '<', '>'], ['+', '-'], ['*', '/'], ['^']];
const STRENGTH = new Map(LEVELS.flatMap((operators, level) => operators.map((operator) => [operator, level] as const)));
const TOKEN =
  /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|<=|>=|==|!=|&&|\|\||[-+*/^<>()[\],]/g;

/** Throws `ExpressionError`. */
export function parseExpression(text: string): Expression {
  const tokens = text.match(TOKEN) ?? [];
  let at = 0;
  const invalid = () => new ExpressionError('Invalid syntax');
  if (text.replaceAll(TOKEN, '').trim() !== '') throw invalid();
  const accept = (token: string) => tokens[at] === token && Boolean(++at);
  const expect = (token: string) => {
    if (!accept(token)) throw invalid();
  };

  /** Operands joined by operators that bind at least as strongly as `weakest`. */
  const operation = (weakest: number): Expression => {
    let left = primary();
    for (;;) {
      const operator = tokens[at] ?? '';
      const strength = STRENGTH.get(operator) ?? -1;
      if (strength < weakest) return left;
      at++;
      left = { kind: 'operation', operator, left, right: operation(strength + 1) };
    }
  };
  const listUntil = (close: string): Expression[] => {
    const items: Expression[] = [];
    if (accept(close)) return items;
    do items.push(operation(0));
    while (accept(','));
    expect(close);
    return items;
  };
  const primary = (): Expression => {
    if (accept('-')) {
      const right = operation(LEVELS.length - 1);
      return { kind: 'operation', operator: '*', left: { kind: 'number', value: -1 }, right };
    }
    if (accept('(')) {
      const inner = operation(0);
      expect(')');
      return inner;
    }
    if (accept('[')) return { kind: 'array', items: listUntil(']') };
    const token = tokens[at++] ?? '';
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (/^["']/.test(token)) return { kind: 'text', value: token.slice(1, -1) };
    if (!/^[A-Za-z_]/.test(token) || STRENGTH.has(token)) throw invalid();
    if (token === 'REPEAT' || token === 'LINEAR') return { kind: 'text', value: token };
    if (accept('(')) return { kind: 'call', name: token, parameters: listUntil(')') };
    return { kind: 'id', name: token };
  };

  const tree = operation(0);
  if (at < tokens.length) throw invalid();
  return tree;
}

/** The ids that an expression names, `METRICS()` aside. */
export function idsIn(tree: Expression): string[] {
  switch (tree.kind) {
    case 'id':
      return [tree.name];
    case 'array':
      return tree.items.flatMap(idsIn);
    case 'call':
      return tree.parameters.flatMap(idsIn);
    case 'operation':
      return [...idsIn(tree.left), ...idsIn(tree.right)];
    default:
      return [];
  }
}
