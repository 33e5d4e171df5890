/**
 * About how many o200k tokens a text has, without a tokenizer: a walk over the characters, held within 10 % of o200k on
 * real answers by a test. Words cost one token per six letters, digits one per three, punctuation in runs one.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const match of text.matchAll(/[A-Za-z]+|\d+|[^\S\n]+|\n+|[^A-Za-z\d\s]+/g)) {
    const part = match[0];
    const first = part.charCodeAt(0);
    if (first >= 48 && first <= 57) tokens += Math.ceil(part.length / 3);
    else if ((first >= 65 && first <= 90) || (first >= 97 && first <= 122)) tokens += Math.ceil(part.length / 6);
    else if (first === 10) tokens += 0.5;
    else if (first <= 32) tokens += part.length > 1 ? 1 : 0;
    else tokens += Math.ceil(part.length / 2);
  }
  return Math.ceil(tokens);
}
