/** The grammar of metric math expressions, as a tree. */

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
const LEVELS = [['||'], ['&&'], ['<=', '>=', '==', '!=', '<', '>'], ['+', '-'], ['*', '/'], ['^']];
const TOKEN =
  /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|<=|>=|==|!=|&&|\|\||[-+*/^<>()[\],]/g;

/** Throws `ExpressionError`. */
export function parseExpression(text: string): Expression {
  const tokens = text.match(TOKEN) ?? [];
  if (text.replaceAll(TOKEN, '').trim() !== '') throw new ExpressionError('Unsupported character in the expression');
  let at = 0;
  const unexpected = () => new ExpressionError(`Unexpected ${tokens[at] ?? 'end of the expression'}`);
  const accept = (token: string) => tokens[at] === token && Boolean(++at);
  const expect = (token: string) => {
    if (!accept(token)) throw unexpected();
  };

  const level = (depth: number): Expression => {
    const operators = LEVELS[depth];
    if (!operators) return primary();
    let left = level(depth + 1);
    for (let operator = tokens[at]; operator !== undefined && operators.includes(operator); operator = tokens[at]) {
      at++;
      left = { kind: 'operation', operator, left, right: level(depth + 1) };
    }
    return left;
  };
  const listUntil = (close: string): Expression[] => {
    const items: Expression[] = [];
    if (accept(close)) return items;
    do items.push(level(0));
    while (accept(','));
    expect(close);
    return items;
  };
  const primary = (): Expression => {
    const token = tokens[at];
    if (token === undefined) throw unexpected();
    if (accept('-')) return { kind: 'operation', operator: '*', left: { kind: 'number', value: -1 }, right: level(5) };
    if (accept('(')) {
      const inner = level(0);
      expect(')');
      return inner;
    }
    if (accept('[')) return { kind: 'array', items: listUntil(']') };
    at++;
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (/^["']/.test(token)) return { kind: 'text', value: token.slice(1, -1).replace(/\\(.)/g, '$1') };
    if (!/^[A-Za-z_]/.test(token)) {
      at--;
      throw unexpected();
    }
    if (accept('(')) return { kind: 'call', name: token.toUpperCase(), parameters: listUntil(')') };
    return { kind: 'id', name: token };
  };

  const tree = level(0);
  if (at < tokens.length) throw unexpected();
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
