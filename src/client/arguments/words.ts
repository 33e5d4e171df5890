/** A line of words as shells have them, and where its last word stands. */
export interface Words {
  readonly words: readonly string[];
  /** Whether a quote is still open. */
  readonly open: boolean;
}

/** Splits a line at blanks; `'…'` and `"…"` hold words together, `\` takes the sign after it as it is. */
export function splitWords(line: string): Words {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < line.length; i += 1) {
    const sign = line.charAt(i);
    if (quote !== '' && sign === quote) quote = '';
    else if (sign === '\\' && quote !== "'" && i + 1 < line.length) {
      i += 1;
      word = (word ?? '') + line.charAt(i);
    } else if (quote !== '') word = (word ?? '') + sign;
    else if (sign === '"' || sign === "'") {
      quote = sign;
      word ??= '';
    } else if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + sign;
  }
  if (word !== undefined) words.push(word);
  return { words, open: quote !== '' };
}
