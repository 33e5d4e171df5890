/** Where PromQL has quoted texts, and the same text without its comments. */
export interface Lexed {
  /** As long as the original, so that places stay what they are. */
  readonly text: string;
  readonly strings: readonly { readonly from: number; readonly to: number }[];
}

/** Brackets within brackets that are read: more take a parser long, and no query that means something has them. */
const MAX_DEPTH = 100;

/** A character that PromQL has no use for outside quotes. */
const ODD = /[^\t\n\r -~]/;

/**
 * Reads quotes and comments as Prometheus' own lexer does (promql/parser/lex.go), which ends a comment at a carriage return
 * too; what is left has no comments and no white space but spaces, so that nobody can read it in another way.
 * @returns the offset of what no PromQL has
 */
export function lexPromql(query: string): Lexed | { readonly wrongAt: number } {
  const strings: { from: number; to: number }[] = [];
  let text = '';
  let i = 0;
  let depth = 0;
  while (i < query.length) {
    const char = query.charAt(i);
    if (char === '#') {
      const end = endOfLine(query, i);
      text += ' '.repeat(end - i);
      i = end;
    } else if (char === '"' || char === "'" || char === '`') {
      const to = endOfString(query, i);
      if (to === undefined) return { wrongAt: i };
      strings.push({ from: i, to });
      text += query.slice(i, to);
      i = to;
    } else {
      depth += Number('([{'.includes(char)) - Number(')]}'.includes(char));
      if (depth > MAX_DEPTH || ODD.test(char)) return { wrongAt: i };
      text += /\s/.test(char) ? ' ' : char;
      i += 1;
    }
  }
  return { text, strings };
}

function endOfLine(query: string, from: number): number {
  let i = from;
  while (i < query.length && query.charAt(i) !== '\n' && query.charAt(i) !== '\r') i += 1;
  return i;
}

/** The offset behind the closing quote; undefined where there is none, or a line ends before it. */
function endOfString(query: string, from: number): number | undefined {
  const quote = query.charAt(from);
  for (let i = from + 1; i < query.length; i += 1) {
    if (query.charAt(i) === quote) return i + 1;
    if (quote === '`') continue;
    // No line ends in a text, and none can be escaped.
    if (query.charAt(i) === '\\') i += 1;
    if (/[\n\r]/.test(query.charAt(i))) return undefined;
  }
  return undefined;
}
