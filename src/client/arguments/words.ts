import { leadingJson } from './leading-json.ts';

/** A line of words as shells have them, and where its last word stands. */
export interface Words {
  readonly words: readonly string[];
  /** Whether a quote is still open. */
  readonly open: boolean;
}

/** Behind a name and its sign, at the end of what was read of a word. */
const BEFORE_VALUE = /^[^=:\s{]+:?=$/;

/**
 * Splits a line at blanks; `'…'` and `"…"` hold words together, `\` takes the sign after it as it is. A value, or a word, that
 * is JSON up to a blank is taken as it stands, a text of it as what it says: answers propose their calls so.
 */
export function splitWords(line: string): Words {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < line.length; i += 1) {
    const sign = line.charAt(i);
    const json = quote === '' ? jsonAt(line, i, word) : undefined;
    if (json !== undefined) {
      word = (word ?? '') + (sign === '"' && word?.endsWith(':=') !== true ? (JSON.parse(json) as string) : json);
      i += json.length - 1;
    } else if (quote !== '' && sign === quote) quote = '';
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

/** The list, object or text that begins at `i` as JSON, where it ends its word. */
function jsonAt(line: string, i: number, word: string | undefined): string | undefined {
  const isValue = word !== undefined && BEFORE_VALUE.test(word);
  if (!(isValue ? /["[{]/ : /\{/).test(line.charAt(i)) || !(isValue || word === undefined)) return undefined;
  const json = leadingJson(line.slice(i));
  const next = json === undefined ? undefined : line.charAt(i + json.length);
  return next === undefined || /\S/.test(next) ? undefined : json;
}
