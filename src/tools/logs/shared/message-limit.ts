import { indentLines, shownMessage } from '../../../format/log-message.ts';
import { clip } from '../../../format/text.ts';
import { formatCount } from '../../../format/number.ts';
import { estimateTokens } from '../../../format/tokens.ts';

/** No message takes more than this share of the budget, so that one always fits beside what frames it. */
const MESSAGE_SHARE = 1 / 4;
/** The share of one that is alone, less what surely frames it, tokens. */
const LONE_SHARE = 1 / 2;
const LONE_FRAME = 250;
/** Characters of a token of usual text. */
const CHARS_PER_TOKEN = 3;
/** A character is hardly ever more tokens than this: texts shorter than the room need no counting. */
const TOKENS_PER_CHAR = 1.2;
const SHORTEST = 20;

/**
 * The length that messages are clipped at so that none takes more than its share of the budget, characters: what was
 * asked for, or less. Text that costs more than usual (Chinese, base64, many lines) is clipped shorter.
 */
export function messageLimit(messages: readonly string[], askedChars: number, budgetTokens: number): number {
  const share = budgetTokens * MESSAGE_SHARE;
  const room = Math.floor(messages.length === 1 ? Math.max(share, budgetTokens * LONE_SHARE - LONE_FRAME) : share);
  let limit = Math.min(askedChars, room * CHARS_PER_TOKEN);
  for (const message of messages) {
    if (Math.min(message.length, limit) * TOKENS_PER_CHAR <= room) continue;
    while (limit > SHORTEST && estimateTokens(indentLines(shownMessage(message, limit))) > room) {
      limit = Math.max(SHORTEST, Math.floor(limit * 0.8));
    }
  }
  return limit;
}

/** What messages are clipped at where the caller does not say, and at least where there are many, characters. */
const USUAL_CHARS = 500;
const LEAST_CHARS = 160;
/** What an answer has beside its lines, and a line beside its message, tokens. */
const FRAME_TOKENS = 400;
const LINE_TOKENS = 9;

/** The length that messages are clipped at where the caller does not say: a line of each rather than a page of some. */
export function usualLimit(messages: readonly string[], budgetTokens: number): number {
  const room = budgetTokens - FRAME_TOKENS;
  const usual = new Map<number, string>();
  const fits = (chars: number) => {
    let tokens = 0;
    for (const [i, message] of messages.entries()) {
      const text = usual.get(i) ?? shownMessage(message, USUAL_CHARS);
      usual.set(i, text);
      tokens += LINE_TOKENS + estimateTokens(indentLines(clip(text, chars)));
      if (tokens > room) return false;
    }
    return true;
  };
  return [USUAL_CHARS, 400, 320, 250, 200, 180].find(fits) ?? LEAST_CHARS;
}

/** What a reader must know of clipped messages; empty where none is. */
export function clippedNote(output: {
  clippedAtChars?: number | undefined;
  clippedToFit?: boolean | undefined;
}): string {
  if (output.clippedAtChars === undefined) return '';
  const more = output.clippedToFit === true ? 'longer ones do not fit an answer' : 'message_chars shows more';
  return `Messages are clipped at ${formatCount(output.clippedAtChars)} characters: ${more}.`;
}
