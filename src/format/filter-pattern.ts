/**
 * A literal text as a CloudWatch Logs filter pattern: one quoted phrase, in which `\` and `"` are escaped, as the AWS CDK
 * writes terms. Matching is case-sensitive.
 */
export function literalPattern(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The longest filter pattern that FilterLogEvents takes, characters (its model). */
export const MAX_PATTERN_CHARS = 1024;

/**
 * A pattern of one term or phrase in its usual spellings other than its own, as alternatives: `ERROR` becomes
 * `?error ?Error`. Undefined for any other pattern, and where there is no other spelling.
 */
export function otherSpellings(pattern: string): string | undefined {
  const [, quoted, word] = /^(?:"((?:[^"\\]|\\.)+)"|(\w+))$/.exec(pattern.trim()) ?? [];
  const term = quoted ?? word;
  if (term === undefined) return undefined;
  const lower = term.toLowerCase();
  const spellings = new Set([lower, lower.replace(/\p{L}/u, (first) => first.toUpperCase()), term.toUpperCase()]);
  spellings.delete(term);
  const all = [...spellings].map((one) => (/^\w+$/.test(one) ? `?${one}` : `?"${one}"`)).join(' ');
  return all === '' || all.length > MAX_PATTERN_CHARS ? undefined : all;
}
