/** The rule of a composite alarm: `ALARM("a") AND (NOT OK(b) OR AT_LEAST(2, ALARM, (c, d, e)))`. */

type Token = { kind: 'name' | 'mark'; text: string };

/** Strings, brackets and commas, and everything else up to those or white space: names need no quotes. */
const TOKEN = /"((?:[^"\\]|\\[\s\S])*)(?:"|\\?$)|([(),])|([^\s(),"]+)/g;

function tokens(expression: string): Token[] {
  return [...expression.matchAll(TOKEN)].map((match): Token => {
    if (match[2] !== undefined) return { kind: 'mark', text: match[2] };
    if (match[1] !== undefined) return { kind: 'name', text: alarmName(match[1].replaceAll(/\\(.)/g, '$1')) };
    return { kind: 'name', text: alarmName(match[3] ?? '') };
  });
}

/** An alarm's name from its name or ARN. */
export function alarmName(identifier: string): string {
  return /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/.exec(identifier)?.[1] ?? identifier;
}

const STATES = new Set(['ALARM', 'OK', 'INSUFFICIENT_DATA']);

/** The names of the alarms that a rule refers to, each once, in the rule's order. */
export function ruleChildren(expression: string): string[] {
  const list = tokens(expression);
  const names = new Set<string>();
  let depth = 0;
  /** The depth inside the innermost state function or AT_LEAST list, where names are alarms. */
  let inside = Number.POSITIVE_INFINITY;
  for (const [i, token] of list.entries()) {
    if (token.text === '(' && token.kind === 'mark') {
      depth += 1;
      const before = list[i - 1];
      const opens = before?.kind === 'name' ? STATES.has(before.text) : before?.text === ',';
      if (opens && inside === Number.POSITIVE_INFINITY) inside = depth;
    } else if (token.text === ')' && token.kind === 'mark') {
      if (depth === inside) inside = Number.POSITIVE_INFINITY;
      depth -= 1;
    } else if (token.kind === 'name' && depth >= inside) names.add(token.text);
  }
  return [...names];
}

/**
 * A rule as people say it: `(orders-5xx in ALARM or orders-latency in ALARM) and not deploy-window in ALARM`. What is
 * not understood stays as it is.
 */
export function ruleInWords(expression: string): string {
  const list = tokens(expression);
  const parts: string[] = [];
  for (let i = 0; i < list.length; i += 1) {
    const token = list[i] ?? { kind: 'mark', text: '' };
    const called = STATES.has(token.text) && list[i + 1]?.text === '(' && list[i + 3]?.text === ')';
    if (called) {
      const negated = list[i - 1]?.text === 'NOT';
      if (negated) parts.pop();
      parts.push(` ${list[i + 2]?.text ?? ''} ${negated ? 'not ' : ''}in ${token.text}`);
      i += 3;
    } else if (token.kind === 'mark') {
      parts.push(token.text === '(' && list[i - 1]?.text !== 'AT_LEAST' ? ' (' : token.text);
    } else parts.push(` ${/^(AND|OR|NOT)$/.test(token.text) ? token.text.toLowerCase() : token.text}`);
  }
  return parts
    .join('')
    .replaceAll(/\(\s+/g, '(')
    .replaceAll(/AT_LEAST\(([^,()]+), (\w+), \(([^()]*)\)\)/g, 'at least $1 of ($3) in $2')
    .trim();
}
